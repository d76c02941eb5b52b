//! A run of a plan that asks which way to go.

use super::*;

/// The sample with a plan that asks.
fn document() -> String {
    let document = crate::testing::app::DOCUMENT;
    let from = document.find("    A[Disaster Event]").unwrap();
    let to = from + document[from..].find("```").unwrap();
    let diagram = "    A{Data lost?} -->|Yes| B[Restore the backup]\n    A -->|No| C[Restart the service]\n    \
                   B --> D[Verify Systems]\n    C --> D\n";
    format!("{}{diagram}{}", &document[..from], &document[to..])
}

/// Without a script: forms and redirects alone, in every mode.
#[tokio::test]
async fn a_run_asks_which_way_to_go_and_passes_by_the_other() {
    let app = TestApp::new().await;
    app.project("storefront", &document()).await;
    let sre = app.person("sre", "SRE").await;
    let mut browser = Browser::signed_in(&app.app, &sre).await;
    let runbook = browser.get("/runbooks/storefront-recovery-plan").await.body;
    assert!(runbook.contains("Yes: step 2") && runbook.contains("No: step 3"), "{runbook}");
    for (run, mode) in [(1, "tabletop"), (2, "drill")] {
        let fields = [("mode", mode), ("place", "storefront/staging"), ("reason", "quarterly, Q4")];
        let started = browser.post("/runbooks/storefront-recovery-plan/runs", &fields).await;
        assert_eq!(started.location(), format!("/runs/{run}"), "{}", started.body);
        let (page, acts) = (format!("/runs/{run}"), format!("/runs/{run}/acts"));
        browser.post(&acts, &[("act", "claim"), ("step", "1")]).await;
        let asked = browser.get(&page).await.body;
        assert!(asked.contains("Yes (go to step 2)") && asked.contains("No (go to step 3)"), "{asked}");
        let none = browser.post(&acts, &[("act", "done"), ("step", "1")]).await;
        assert!(
            none.body.contains("Choose one of the step&#x27;s answers")
                || none.body.contains("Choose one of the step's answers"),
            "{}",
            none.body
        );
        let chosen = [("act", "choose-1"), ("step", "1"), ("reason", "the disk is whole")];
        assert_eq!(browser.post(&acts, &chosen).await.status, StatusCode::SEE_OTHER);
        let after = browser.get(&page).await.body;
        assert!(after.contains("chose “No”: “the disk is whole”"), "{after}");
        assert!(after.contains("not part of the way that was chosen"), "{after}");
        for step in ["3", "4"] {
            browser.post(&acts, &[("act", "claim"), ("step", step)]).await;
            browser.post(&acts, &[("act", "done"), ("step", step)]).await;
        }
        let ended = browser.get(&page).await.body;
        assert!(ended.contains("Succeeded") && !ended.contains("Succeeded with exceptions"), "{ended}");
    }
}
