//! Tests that a log whose end was cut off shows.

use super::*;
use crate::testing::TestApp;
use std::fs;

async fn file(app: &TestApp) -> String {
    fs::read_to_string(app.settings.checkpoints()).unwrap()
}

/// SECURITY 57: cutting the tail is found when a checkpoint was exported before.
#[tokio::test]
async fn a_log_whose_end_was_cut_off_does_not_fit_its_checkpoint() {
    let app = TestApp::with_storefront().await;
    export_checkpoint(&app).await.unwrap();
    app.person("ana", "SRE").await;
    let second = export_checkpoint(&app).await.unwrap();
    assert_eq!(last_checkpoint(&app.settings.checkpoints()).unwrap(), Some(second));
    let text = file(&app).await;
    assert_eq!(compare(&app, &text).await.unwrap(), Ok(2));
    app.sql("DROP TRIGGER events_are_never_deleted; DELETE FROM events WHERE sequence = 8").await;
    let cut = compare(&app, &text).await.unwrap().unwrap_err();
    assert_eq!(cut.line, 2);
    assert!(cut.why.contains("had 8 events") && cut.why.contains("cut off"), "{}", cut.why);
    app.person("bo", "SRE").await;
    let written_again = compare(&app, &text).await.unwrap().unwrap_err();
    assert!(written_again.why.contains("event 8 is another one"), "{}", written_again.why);
}

#[tokio::test]
async fn a_checkpoint_that_somebody_wrote_themselves_does_not_count() {
    let app = TestApp::with_storefront().await;
    let mut forged = export_checkpoint(&app).await.unwrap();
    forged.events = 3;
    let text = serde_json::to_string(&forged).unwrap();
    assert!(compare(&app, &text).await.unwrap().unwrap_err().why.contains("not made by this installation"));
    assert!(compare(&app, "").await.unwrap().unwrap_err().why.contains("no checkpoint"));
}

#[tokio::test]
async fn a_line_that_a_power_cut_left_half_written_is_passed_over() {
    let app = TestApp::with_storefront().await;
    fs::write(app.settings.checkpoints(), "{\"time\":\"2026-").unwrap();
    assert_eq!(last_checkpoint(&app.settings.checkpoints()).unwrap(), None);
    export_checkpoint(&app).await.unwrap();
    export_checkpoint(&app).await.unwrap();
    assert_eq!(file(&app).await.lines().count(), 3);
    assert_eq!(compare(&app, &file(&app).await).await.unwrap(), Ok(2));
}

/// What a failing disk left in the file, and however much stands before, hides the newest from nobody.
#[tokio::test]
async fn the_newest_is_found_at_the_end_of_a_long_and_broken_file() {
    let app = TestApp::with_storefront().await;
    let path = app.settings.checkpoints();
    fs::write(&path, [&[0xff; 200_000], b"\n\xfe\n".as_slice()].concat()).unwrap();
    assert_eq!(last_checkpoint(&path).unwrap(), None);
    let newest = export_checkpoint(&app).await.unwrap();
    assert_eq!(last_checkpoint(&path).unwrap(), Some(newest));
}
