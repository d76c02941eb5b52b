//! The page as an admin works with it.

use crate::actions::recovery_drill::{self, Report};
use crate::domain::recovery_drill::{Case, Damage, Measured};
use crate::domain::time::Span;
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
    app.clock.advance(Span::minutes(31));
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

#[tokio::test]
async fn a_drill_is_asked_for_and_the_page_says_what_came_of_it() {
    let (app, mut admin) = with_admin().await;
    let page = admin.get("/recovery").await.body;
    assert_shows(
        &page,
        &["Drill now", "there is no backup yet", "Never: there is no second folder", "Next drill"],
        &[],
    );
    admin.post("/recovery/backups", &[]).await;
    let asked = admin.post("/recovery/drills", &[]).await;
    assert_eq!((asked.status, asked.location()), (StatusCode::SEE_OTHER, "/recovery"));
    let page = admin.get("/recovery").await.body;
    assert_shows(&page, &["a drill is under way", "About to begin: admin asked for it"], &[]);
    let again = admin.post("/recovery/drills", &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_shows(&again.body, &["A drill is under way already."], &[]);

    let drill = recovery_drill::begin_wanted(&app).await.unwrap().unwrap();
    assert_shows(&admin.get("/recovery").await.body, &["Under way"], &["About to begin"]);
    let (took, lost) = (Span::minutes(3), Span(0));
    let proof = Measured { case: Case::LostFile, backup: "b".to_owned(), took, lost };
    let mut report = Report { proofs: vec![proof], ..Report::default() };
    recovery_drill::end(&app, &drill, &mut report).await.unwrap();
    let page = admin.get("/recovery").await.body;
    assert_shows(
        &page,
        &["Passed", "3 min", "goal 2 min", "takes longer or loses more than it may"],
        &["Under way"],
    );
}

#[tokio::test]
async fn a_drill_that_fails_or_does_not_happen_is_loud() {
    let (app, mut admin) = with_admin().await;
    admin.post("/recovery/backups", &[]).await;
    let fail = async |damage, why: &str| {
        let drill = recovery_drill::begin_now(&app, damage).await.unwrap().unwrap();
        let mut report = Report { problem: Some(why.to_owned()), ..Report::default() };
        recovery_drill::end(&app, &drill, &mut report).await.unwrap();
    };
    fail(None, "/history was answered with 500").await;
    fail(Some(Damage::CutOff), "ALARM: a copy that is cut off was restored as if it were good").await;
    let page = admin.get("/recovery").await.body;
    assert_shows(
        &page,
        &["The last drill failed: /history was answered with 500.", "NOT refused as it must be", "ALARM"],
        &["No drill has passed"],
    );
    app.clock.advance(Span::hours(42));
    // Who was signed in is not any more.
    let who = app.person("other", "Admin").await;
    let page = Browser::signed_in(&app.app, &who).await.get("/recovery").await.body;
    assert_shows(&page, &["No drill has passed for more than a day"], &[]);
}

#[tokio::test]
async fn somebody_says_that_the_recovery_key_is_kept() {
    let (_app, mut admin) = with_admin().await;
    assert_shows(&admin.get("/recovery").await.body, &["Never shown"], &[]);
    assert_eq!(admin.post("/recovery/key", &[]).await.status, StatusCode::SEE_OTHER);
    assert_shows(&admin.get("/recovery").await.body, &["admin has kept it elsewhere"], &["Never shown"]);
}

#[tokio::test]
async fn a_second_folder_that_is_behind_is_loud() {
    let (app, _) = with_admin().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let second = elsewhere.path().to_owned();
    let app = (app.with_settings(|settings| settings.backups.second = Some(second)), app);
    let mut admin = Browser::signed_in(&app.0, &app.1.person("second", "Admin").await).await;
    admin.post("/recovery/backups", &[]).await;
    assert_shows(&admin.get("/recovery").await.body, &["there too"], &["To be mended"]);
    let there = elsewhere.path().read_dir().unwrap().map(|entry| entry.unwrap().path());
    there
        .filter(|path| path.extension().is_some_and(|is| is == "db"))
        .for_each(|path| fs::remove_file(path).unwrap());
    assert_shows(&admin.get("/recovery").await.body, &["holds no backup: a lost disk takes everything"], &[]);
}
