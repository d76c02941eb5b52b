use crate::domain::runbook::{Runbook, Step, Work};
use crate::testing::{Browser, TestApp, hostile};
use http::StatusCode;
use leptos::prelude::*;

const COMMANDS: &str =
    "# Restart it\n\n1. Restart\n2. Verify\n\n```yaml\nautomation:\n  Restart: {run: ./restart.sh}\n```\n";

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
            steps: vec![step],
        };
        super::steps::panel(&runbook).to_html()
    });
}
