use crate::access::actor::Actor;
use crate::testing::{Browser, TestApp};
use http::StatusCode;

mod machine;

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
        page.contains("DRILL · for staging only, and not for real") && page.contains("Waiting for a person"),
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
        ("acts", vec![("act", "abort"), ("reason", "x")], "The form could not be read. Nothing was done."),
        (
            "acts",
            vec![("act", "clock"), ("happened", "soon")],
            "A moment such as 2026-11-23T14:02 is expected.",
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
