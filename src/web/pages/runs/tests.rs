use crate::access::actor::Actor;
use crate::testing::{Browser, TestApp};
use http::StatusCode;

mod machine;
mod ways;

struct World {
    app: TestApp,
    sre: Actor,
    devops: Actor,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::with_storefront().await;
        let (sre, devops) = (app.person("sre", "SRE").await, app.person("devops", "DevOps").await);
        Self { app, sre, devops }
    }

    async fn browser(&self, actor: &Actor) -> Browser {
        Browser::signed_in(&self.app.app, actor).await
    }

    /// Starts a drill of the Recovery Plan in the browser.
    async fn drill(&self, browser: &mut Browser) {
        let fields = [("mode", "drill"), ("place", "storefront/staging"), ("reason", "quarterly drill, Q4")];
        let answer = browser.post("/runbooks/storefront-recovery-plan/runs", &fields).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/runs/1"), "{}", answer.body);
    }
}

/// Without a script: forms and redirects alone.
#[tokio::test]
async fn two_people_do_a_drill_in_the_browser_to_its_report() {
    let world = World::new().await;
    let mut sre = world.browser(&world.sre).await;
    let mut devops = world.browser(&world.devops).await;
    world.drill(&mut sre).await;
    let page = sre.get("/runs/1").await.body;
    assert!(
        page.contains("DRILL · commands run against staging only") && page.contains("Waiting for a person"),
        "{page}"
    );
    assert!(page.contains("Run 1, drill, waiting for a person: Recovery plan of Storefront"));

    for step in 1..=6_usize {
        let step_text = step.to_string();
        let (browser, other) = if step % 2 == 0 { (&mut sre, &mut devops) } else { (&mut devops, &mut sre) };
        if step == 3 {
            let asked = browser
                .post("/runs/1/intervention", &[("act", "skip"), ("step", "3"), ("reason", "nobody to tell")])
                .await;
            assert_eq!(asked.status, StatusCode::SEE_OTHER);
            assert!(other.get("/runs/1").await.body.contains("Agree to skip it"));
            let agreed = other.post("/runs/1/intervention", &[("act", "skip"), ("step", "3")]).await;
            assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.body);
            continue;
        }
        browser.post("/runs/1/acts", &[("act", "claim"), ("step", &step_text)]).await;
        assert!(other.get("/runs/1").await.body.contains("Take over"));
        let fields = [
            ("act", "done"),
            ("step", &step_text),
            ("reason", "as expected"),
            ("link", "https://example.org/g"),
        ];
        let done = browser.post("/runs/1/acts", &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    let found = [("text", "the bucket’s name is out of date"), ("owner", "devops"), ("due", "2026-12-24")];
    assert_eq!(sre.post("/runs/1/findings", &found).await.status, StatusCode::SEE_OTHER);

    let list = devops.get("/runbooks").await.body;
    assert!(list.contains("Left by runs") && list.contains("devops, due 2026-12-24"), "{list}");
    let developer = world.app.person("developer2", "Admin").await;
    assert!(!world.browser(&developer).await.get("/runbooks").await.body.contains("Left by runs"));
    assert_eq!(devops.post("/runs/1/mended", &[("finding", "1")]).await.status, StatusCode::SEE_OTHER);
    assert!(!devops.get("/runbooks").await.body.contains("Left by runs"));

    let page = sre.get("/runs/1").await.body;
    assert!(page.contains("Succeeded with exceptions") && page.contains("nobody to tell"), "{page}");
    let markdown = sre.get("/runs/1/report.md").await;
    assert_eq!(markdown.header("content-disposition"), "attachment; filename=\"run-1.md\"");
    for words in
        ["- **State**: Succeeded with exceptions", "Notify Stakeholders (skipped", "due 2026-12-24, mended"]
    {
        assert!(markdown.body.contains(words), "{words}: {}", markdown.body);
    }
    let json = sre.get("/runs/1/report.json").await.json();
    assert_eq!((&json["mode"], &json["steps"][2]["outcome"]), (&"drill".into(), &"skipped".into()));
    assert!(sre.get("/runs/1/report.html").await.body.contains("<h2>Timeline</h2>"));
    assert!(sre.get("/runbooks").await.body.contains("Succeeded with exceptions"));
}

#[tokio::test]
async fn a_form_that_is_refused_comes_back_filled_in() {
    let world = World::new().await;
    let mut sre = world.browser(&world.sre).await;
    let fields = [("mode", "real"), ("place", "storefront/staging"), ("reason", "")];
    let answer = sre.post("/runbooks/storefront-recovery-plan/runs", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("a real run has a reason")
            && answer.body.contains("<option value=\"real\" selected"),
        "{}",
        answer.body
    );

    world.drill(&mut sre).await;
    for (path, fields, typed) in [
        ("acts", vec![("act", "done"), ("step", "1"), ("reason", "typed words")], "Claim the step first"),
        ("intervention", vec![("act", "abort"), ("reason", "")], "Say why it ends."),
        ("acts", vec![("act", "abort"), ("reason", "x")], "This form can’t be read. Nothing was saved."),
        (
            "acts",
            vec![("act", "clock"), ("happened", "soon")],
            "Enter a date and time, such as 2026-11-23T14:02.",
        ),
        (
            "findings",
            vec![("text", "typed words"), ("owner", "nobody"), ("due", "2026-12-24")],
            "typed words",
        ),
    ] {
        let answer = sre.post(&format!("/runs/1/{path}"), &fields).await;
        assert!(
            answer.status.is_client_error() && answer.body.contains(typed),
            "{fields:?}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn who_may_not_see_the_environment_finds_no_run() {
    let world = World::new().await;
    let mut sre = world.browser(&world.sre).await;
    let fields = [("mode", "tabletop"), ("place", "storefront/production"), ("reason", "c4n4ry")];
    sre.post("/runbooks/storefront-recovery-plan/runs", &fields).await;
    let developer = world.app.person("developer", "Developer").await;
    let mut developer = world.browser(&developer).await;
    for path in ["/runs/1", "/runs/1/report.md", "/runs/1/report.html", "/runs/1/report.json"] {
        assert_eq!(developer.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/runbooks", "/runbooks/storefront-recovery-plan"] {
        let page = developer.get(path).await;
        assert!(
            page.status == StatusCode::OK && !page.body.contains("Run 1") && !page.body.contains("c4n4ry"),
            "{path}"
        );
    }
}

/// A form with a file in it, as a browser sends it.
fn with_file(csrf: &str, fields: &[(&str, &str)], (name, content): (&str, &[u8])) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in [("csrf", csrf)].iter().chain(fields) {
        let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/html\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(
        b"\r\n--edge\r\nContent-Disposition: form-data; name=\"act\"\r\n\r\ndone\r\n--edge--\r\n",
    );
    body
}

fn posts_form() -> http::request::Builder {
    http::Request::post("/runs/1/acts")
        .header("content-type", "multipart/form-data; boundary=edge")
        .header("sec-fetch-site", "same-origin")
}

#[tokio::test]
async fn a_file_is_kept_as_evidence_and_only_ever_downloaded() {
    let world = World::new().await;
    let mut sre = world.browser(&world.sre).await;
    world.drill(&mut sre).await;
    sre.post("/runs/1/acts", &[("act", "claim"), ("step", "1")]).await;
    assert!(sre.get("/runs/1").await.body.contains("enctype=\"multipart/form-data\""));

    let typed = [("step", "1"), ("reason", "I saw the graph"), ("link", "")];
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    let body = with_file(&sre.csrf, &typed, ("graph.html", &large));
    let answer = sre.send(posts_form(), body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("I saw the graph") && answer.body.contains("at most 10 MiB"));

    let script = b"<script>alert(1)</script>";
    let forged = with_file("x", &typed, ("graph.html", script));
    assert_eq!(sre.send(posts_form(), forged).await.status, StatusCode::FORBIDDEN);

    let body = with_file(&sre.csrf, &typed, ("C:\\evidence\\graph.html", script));
    let answer = sre.send(posts_form(), body).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/runs/1"), "{}", answer.body);
    let page = sre.get("/runs/1").await.body;
    assert!(page.contains("href=\"/runs/1/files/1\">graph.html</a>"), "{page}");
    assert!(page.contains("gave the file “graph.html” for “Disaster Event”: 25 bytes"), "{page}");
    assert!(sre.get("/runs/1/report.md").await.body.contains("gave the file “graph.html”"));

    let file = sre.get("/runs/1/files/1").await;
    assert_eq!(file.body.as_bytes(), script);
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("content-disposition").starts_with("attachment; "), "{file:?}");
    assert_eq!(sre.get("/runs/2/files/1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(sre.get("/runs/1/files/2").await.status, StatusCode::NOT_FOUND);

    let auditor = world.app.person("stranger", "Developer@storefront").await;
    let mut stranger = world.browser(&auditor).await;
    world.app.sql("UPDATE role_access SET until = since WHERE until IS NULL AND role_id = 1").await;
    assert_eq!(stranger.get("/runs/1/files/1").await.status, StatusCode::NOT_FOUND);
}
