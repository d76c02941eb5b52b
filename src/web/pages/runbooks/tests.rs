use crate::access::permit::Operator;
use crate::actions::publish_runbook::import_runbook;
use crate::domain::runbook::{Runbook, Step, Work};
use crate::testing::{Browser, TestApp, hostile};
use http::StatusCode;
use leptos::prelude::*;

const COMMANDS: &str = "# Restart it\n\n- **Environments**: staging\n\n1. Restart\n2. Verify\n\n```yaml\nautomation:\n  Restart: {run: ./restart.sh}\n```\n";

#[tokio::test]
async fn a_runbook_is_written_and_published_in_the_browser() {
    let app = TestApp::with_storefront().await;
    let (sre, second) = (app.person("sre", "SRE").await, app.person("second", "SRE").await);
    let mut browser = Browser::signed_in(&app.app, &sre).await;
    let list = browser.get("/runbooks").await.body;
    assert!(
        list.contains("Recovery plan of Storefront") && list.contains("Write one for Storefront"),
        "{list}"
    );
    assert!(
        browser
            .get("/projects/storefront/new-runbook")
            .await
            .body
            .contains("# What this runbook brings back")
    );

    let broken = [("document", "# Restart it\nno steps")];
    let answer = browser.post("/projects/storefront/runbooks", &broken).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("no steps") && answer.body.contains("a numbered list of steps is expected"));

    let answer =
        browser.post("/projects/storefront/runbooks", &[("document", &COMMANDS.replace('\n', "\r\n"))]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/runbooks/restart-it"));
    let page = browser.get("/runbooks/restart-it").await.body;
    assert!(page.contains("Draft: version 1") && page.contains("somebody else publishes it"), "{page}");

    let mut browser = Browser::signed_in(&app.app, &second).await;
    let page = browser.get("/runbooks/restart-it").await.body;
    let seen = page.split_once("name=\"seen\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let answer = browser.post("/runbooks/restart-it/publication", &[("seen", "x")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let answer = browser.post("/runbooks/restart-it/publication", &[("seen", &seen)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.get("/runbooks/restart-it").await.body;
    assert!(page.contains("./restart.sh") && !page.contains("Draft: version 1"));

    let answer = browser.post("/runbooks/restart-it/draft", &[("document", "# Restart it\nno steps")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("no steps") && answer.body.contains("<details open"));
}

#[tokio::test]
async fn commands_for_production_are_approved_in_the_browser() {
    let app = TestApp::with_storefront().await;
    let (sre, second) = (app.person("sre", "SRE").await, app.person("second", "SRE").await);
    let [one, two] = [app.person("one", "Stakeholder").await, app.person("two", "Stakeholder").await];
    let text = COMMANDS.replace("staging", "staging, production");
    let mut browser = Browser::signed_in(&app.app, &sre).await;
    browser.post("/projects/storefront/runbooks", &[("document", &text)]).await;
    let mut other = Browser::signed_in(&app.app, &second).await;
    let page = other.get("/runbooks/restart-it").await.body;
    let seen = page.split_once("name=\"seen\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    other.post("/runbooks/restart-it/publication", &[("seen", &seen)]).await;

    let run = [("mode", "real"), ("place", "storefront/production"), ("reason", "it burns")];
    let answer = browser.post("/runbooks/restart-it/runs", &run).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("needs 2 more approvals, from Stakeholder"), "{}", answer.body);
    assert!(!answer.body.contains("Your decision"), "who cannot approve is not asked");

    let decision = [
        ("version", "1"),
        ("place", "storefront/production"),
        ("seen", seen.as_str()),
        ("decision", "approved"),
        ("comment", ""),
    ];
    for who in [&one, &two] {
        let mut approver = Browser::signed_in(&app.app, who).await;
        let inbox = approver.get("/approvals").await.body;
        assert!(inbox.contains("1 waiting for you") && inbox.contains("Restart it, version 1"), "{inbox}");
        let page = approver.get("/runbooks/restart-it").await.body;
        assert!(page.contains("Your decision: version 1 in production"), "{page}");
        assert!(page.contains("<pre class=\"command\">./restart.sh</pre>"), "{page}");
        let no = [decision[0], decision[1], decision[2], ("decision", "rejected"), ("comment", " ")];
        let answer = approver.post("/runbooks/restart-it/approval", &no).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("A rejection needs a comment"));
        let answer = approver.post("/runbooks/restart-it/approval", &decision).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/runbooks/restart-it"));
        let inbox = approver.get("/approvals").await.body;
        assert!(inbox.contains("Nothing waits for your decision"), "{inbox}");
    }
    let answer = browser.post("/runbooks/restart-it/approval", &decision).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = browser.post("/runbooks/restart-it/runs", &run).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

#[tokio::test]
async fn where_commands_run_shows_only_environments_that_the_viewer_sees() {
    let app = TestApp::with_storefront().await;
    let text = COMMANDS
        .replace("staging", "development, production")
        .replace("- **Environments**", "- **Project**: storefront\n- **Environments**");
    import_runbook(&app, &Operator::at_command_line(), &text, true).await.unwrap();
    let developer = app.person("developer", "Developer").await;
    let page = Browser::signed_in(&app.app, &developer).await.get("/runbooks/restart-it").await.body;
    assert!(page.contains("In force") && !page.contains("more approvals"), "{page}");
}

#[test]
fn what_people_wrote_stays_text() {
    hostile::assert_stays_text(|text| {
        let text = text.to_owned();
        let step = Step {
            instructions: vec![text.clone()],
            expect: Some(text.clone()),
            role: Some(text.clone()),
            work: Work::Notify(text.clone()),
            ..Step::manual(text.clone())
        };
        let runbook = Runbook {
            title: text,
            time_objective: None,
            point_objective: None,
            drill_every: None,
            time_limit: None,
            environments: Vec::new(),
            steps: vec![step],
        };
        super::steps::panel(&runbook).to_html()
    });
}
