use crate::access::actor::Actor;
use crate::access::permit::Operator;
use crate::actions::import_strategy::import_strategy;
use crate::testing::app::{DOCUMENT, command_files};
use crate::testing::client::Answer;
use crate::testing::page::assert_shows;
use crate::testing::storefront::NOTHING;
use crate::testing::{Browser, Storefront, TestApp, hostile};
use http::StatusCode;

const PAGE: &str = "/projects/storefront/strategy";
const FILE: &str = "/projects/storefront/strategy.md";

async fn see(app: &TestApp, who: &Actor, path: &str) -> Answer {
    Browser::signed_in(&app.app, who).await.get(path).await
}

/// Imports another text, with a file.
async fn import(app: &TestApp, document: &str, approve: bool) {
    let mut files = command_files(document);
    files.push(("bin/deploy.sh".to_owned(), b"#!/bin/sh\n".to_vec()));
    let operator = Operator::at_command_line();
    import_strategy(app, &operator, document.as_bytes(), files, approve).await.unwrap();
}

#[tokio::test]
async fn everybody_with_a_role_reads_the_document_in_force() {
    let shop = Storefront::new().await;
    let people =
        [&shop.developer, &shop.devops, &shop.sre, &shop.stakeholders[0], &shop.auditor, &shop.admin];
    for who in people {
        let page = see(&shop, who, PAGE).await;
        assert_eq!(page.status, StatusCode::OK);
        for words in [
            ">Approved<",
            ", imported from the command line",
            "## ",
            "id=\"document-",
            "deploy.sh",
            "smoke.sh",
        ] {
            assert!(page.body.contains(words), "{words:?} is not in {}", page.body);
        }
        assert!(!page.body.contains("Superseded"));
        let file = see(&shop, who, FILE).await;
        assert_eq!((file.status, file.body.as_str()), (StatusCode::OK, DOCUMENT));
        assert_eq!(file.header("content-type"), "text/markdown; charset=utf-8");
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"storefront-strategy.md\"");
    }
}

#[tokio::test]
async fn every_version_says_what_became_of_it() {
    let shop = Storefront::new().await;
    import(&shop, &format!("{DOCUMENT}\nsecond text\n"), true).await;
    import(&shop, &format!("{DOCUMENT}\nthird text\n"), false).await;
    let page = see(&shop, &shop.auditor, PAGE).await.body;
    for words in [
        "state waiting\">Draft<",
        "state live\">Approved<",
        "state empty\">Superseded<",
        "Version 2</h2>",
        "second text",
        "bin/deploy.sh",
    ] {
        assert!(page.contains(words), "{words:?} is not in {page}");
    }
    assert!(!page.contains("third text"), "a draft decides nothing yet");
    let file = see(&shop, &shop.auditor, FILE).await.body;
    assert!(file.ends_with("second text\n"), "the bytes that were approved");
}

#[tokio::test]
async fn who_has_no_role_in_the_project_finds_nothing() {
    let shop = Storefront::new().await;
    shop.project("other", DOCUMENT).await;
    let stranger = shop.person("eli", "SRE@other").await;
    for path in [PAGE, FILE] {
        let answer = see(&shop, &stranger, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains(NOTHING) && !answer.body.contains("Deployment Type"));
    }
    let nowhere = see(&shop, &shop.auditor, "/projects/nowhere/strategy").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn before_anything_was_approved_the_page_says_how_it_comes_about() {
    let app = TestApp::new().await;
    import(&app, DOCUMENT, false).await;
    let ana = app.person("ana", "Auditor").await;
    let page = see(&app, &ana, PAGE).await.body;
    assert!(page.contains("No strategy version is in force.") && page.contains("state waiting\">Draft<"));
    let file = see(&app, &ana, FILE).await;
    assert_eq!(file.status, StatusCode::CONFLICT);
    assert!(file.body.contains("has no strategy version in force."), "{}", file.body);
}

#[tokio::test]
async fn what_is_written_in_a_document_stays_text() {
    let shop = Storefront::new().await;
    let calm = hostile::structure(&see(&shop, &shop.auditor, PAGE).await.body).len();
    let written = hostile::STRINGS.join("\n\n    ").replace('\u{0}', "");
    import(&shop, &format!("{DOCUMENT}\n    {written}\n"), true).await;
    let page = see(&shop, &shop.auditor, PAGE).await.body;
    assert!(
        page.contains("&lt;svg/onload=alert(1)>") || page.contains("&lt;svg/onload=alert(1)&gt;"),
        "{page}"
    );
    for raw in ["<svg/onload", "<img src=x", "<script>alert", "<iframe", "href=\"javascript:"] {
        assert!(!page.contains(raw), "{raw}");
    }
    assert!(hostile::structure(&page).len() > calm, "a version and a file more");
}

/// A version that an earlier Slipway kept reads differently: an admin acknowledges that on the page, passage by passage.
#[tokio::test]
async fn an_admin_acknowledges_what_newer_rules_make_of_a_version() {
    let shop = Storefront::new().await;
    let table = "| Before a release to | Approvers |\n|---|---|\n| production | 2 Stakeholders |\n";
    let document =
        DOCUMENT.replacen("### Rollback Procedure", &format!("{table}\n### Rollback Procedure"), 1);
    shop.stored_before("storefront", &document).await;
    let unread = crate::strategy::examine(document.as_bytes(), Default::default()).unread;
    let hashes: Vec<(&str, &str)> = unread.iter().map(|of| ("acknowledged", of.hash.as_str())).collect();
    assert!(!hashes.is_empty());
    const ACT: &str = "/projects/storefront/strategy/reading";

    let others = see(&shop, &shop.auditor, PAGE).await.body;
    assert_shows(&others, &["Read differently since the upgrade", "Until an admin"], &[ACT]);
    let mut admin = Browser::signed_in(&shop.app.app, &shop.admin).await;
    assert_shows(&admin.get(PAGE).await.body, &[ACT, "Acknowledge the new reading"], &[]);
    let refused = admin.post(ACT, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_shows(&refused.body, &["look like rules and were not read"], &[]);
    let mut other = Browser::signed_in(&shop.app.app, &shop.sre).await;
    other.get(PAGE).await;
    assert_eq!(other.post(ACT, &hashes).await.status, StatusCode::FORBIDDEN);
    assert_shows(&admin.get(PAGE).await.body, &["Read differently since the upgrade"], &[]);
    let done = admin.post(ACT, &hashes).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, PAGE), "{}", done.body);
    let shown = ["Acknowledged. The version is read by the newer rules", "Acknowledged by "];
    assert_shows(&admin.get(PAGE).await.body, &shown, &["Read differently", "Not acknowledged"]);
}
