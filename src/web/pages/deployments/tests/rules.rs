//! A deployment of which the document asks several rules of approval, and lines of a role.

use crate::actions::answer_checklist::answer_checklist;
use crate::testing::TestApp;
use crate::testing::app::DOCUMENT;
use crate::testing::page::{assert_shows, seen, text};

const ONE: &str = "  approvals:\n    required: 2\n    from: [Stakeholder]\n    expires: 24h\n";
const TWO: &str = "  approvals:\n    - { from: [Stakeholder, SRE] }\n    - { from: [SRE], expires: 2h }\n";

async fn shop() -> TestApp {
    let app = TestApp::new().await;
    let heading = "### Deployment Steps\n";
    let block = "```yaml\nchecklist:\n  Documentation updated: { by: Stakeholder }\n```\n\n";
    let document = DOCUMENT
        .replacen(ONE, TWO, 1)
        .replacen("| SRE | Full | Full | Full |", "| SRE | Full | Full | Full + Approve |", 1)
        .replacen("  requires: [staging]\n", "  requires: []\n", 1)
        .replacen(heading, &format!("{block}{heading}"), 1);
    assert!(document.contains(TWO) && document.contains(block));
    app.project("storefront", &document).await;
    app
}

#[tokio::test]
async fn each_rule_and_each_role_is_named() {
    let app = shop().await;
    let devops = app.person("devops", "DevOps").await;
    let (stakeholder, sre) = (app.person("stakeholder", "Stakeholder").await, app.person("sre", "SRE").await);
    app.release("storefront", "2.8.0").await;
    let number = app.request(&devops, "storefront", "production", "2.8.0").await;
    let page = format!("/deployments/{number}");

    let asked = seen(&app, &devops, &page).await;
    let rules =
        ["1 more approval, from Stakeholder or SRE", "1 more approval, from SRE", "Stakeholder answers"];
    assert_shows(&asked, &rules, &["/checklist\""]);

    let inbox = text(&seen(&app, &stakeholder, "/approvals").await);
    assert!(
        inbox.contains("0 of 2 approvals: 1 more from Stakeholder or SRE and 1 more from SRE"),
        "{inbox}"
    );

    let theirs = seen(&app, &stakeholder, &page).await;
    assert_shows(&theirs, &["/checklist\"", "our approval counts", "counts for 24 h"], &[]);
    let board = text(&seen(&app, &stakeholder, "/").await);
    assert!(board.contains("Approve"), "{board}");
    app.approve(&stakeholder, number).await;
    let board = text(&seen(&app, &stakeholder, "/").await);
    assert!(board.contains("needs your answer on the checklist"), "{board}");
    answer_checklist(&app, &stakeholder, number, "Documentation updated", "").await.unwrap();

    let second = app.person("second", "Stakeholder").await;
    let spare = seen(&app, &second, &page).await;
    assert_shows(&spare, &["No more approvals are needed from your roles"], &["yours would"]);
    let left = text(&seen(&app, &sre, &page).await);
    for words in ["for Stakeholder or SRE · counts until", "1 more approval, from SRE", "counts for 24 h"] {
        assert!(left.contains(words), "{words}: {left}");
    }
    app.approve(&sre, number).await;
    let approved = text(&seen(&app, &devops, &page).await);
    assert!(approved.contains("for SRE · counts until"), "{approved}");
    let ready = text(&seen(&app, &devops, &page).await);
    assert!(ready.contains("2 of 2") && ready.contains("Ready to start"), "{ready}");
}
