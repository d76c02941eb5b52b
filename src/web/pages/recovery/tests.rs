//! The page as an admin works with it.

use crate::testing::page::assert_shows;
use crate::testing::{Browser, TestApp};
use http::StatusCode;
use std::fs;

async fn with_admin() -> (TestApp, Browser) {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let browser = Browser::signed_in(&app.app, &admin).await;
    (app, browser)
}

#[tokio::test]
async fn an_admin_makes_a_backup_and_verifies_it() {
    let (app, mut admin) = with_admin().await;
    let page = admin.get("/recovery").await.body;
    assert_shows(
        &page,
        &["None yet", "Nothing was verified yet", "Never shown", "None: a lost disk"],
        &["there too"],
    );
    let made = admin.post("/recovery/backups", &[]).await;
    assert_eq!((made.status, made.location()), (StatusCode::SEE_OTHER, "/recovery"));
    assert_shows(&admin.get("/recovery").await.body, &["by hand", "Not yet"], &["None yet"]);
    let verified = admin.post("/recovery/verification", &[]).await;
    assert_eq!(verified.status, StatusCode::SEE_OTHER);
    assert_shows(
        &admin.get("/recovery").await.body,
        &["Good"],
        &["Nothing was verified yet", "To be mended"],
    );
    let rows = app.dump().await;
    for action in ["'backup.created'", "'backup.verified'"] {
        assert!(rows.iter().any(|row| row.contains(action)), "{action}");
    }
}

#[tokio::test]
async fn what_is_not_good_and_what_is_late_is_loud() {
    let (app, mut admin) = with_admin().await;
    admin.post("/recovery/backups", &[]).await;
    let file = app.vault().first.list().unwrap().remove(0).file;
    let mut content = fs::read(&file).unwrap();
    content.pop();
    fs::write(&file, content).unwrap();
    admin.post("/recovery/verification", &[]).await;
    let page = admin.get("/recovery").await.body;
    assert_shows(
        &page,
        &["To be mended", "not to be restored from", "it is cut off"],
        &["backup is 31 min old"],
    );
    app.clock.advance(crate::domain::time::Span::minutes(31));
    assert_shows(&admin.get("/recovery").await.body, &[], &["backup is 31 min old"]);
    app.person("ana", "SRE").await;
    assert_shows(&admin.get("/recovery").await.body, &["newest backup is 31 min old"], &[]);
}

#[tokio::test]
async fn a_backup_that_cannot_be_made_says_why() {
    let (app, mut admin) = with_admin().await;
    fs::write(app.settings.backups_folder(), "in the way").unwrap();
    let refused = admin.post("/recovery/backups", &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_shows(&refused.body, &["No backup was made: ", "Back up now"], &[]);
}
