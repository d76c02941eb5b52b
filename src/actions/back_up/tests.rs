//! Tests of what is due, by the clock and by what has happened.

use super::*;
use crate::domain::backup::Keep;
use crate::testing::TestApp;

async fn is_made(app: &App) -> bool {
    back_up_where_due(app).await.unwrap().is_some()
}

#[tokio::test]
async fn a_backup_is_made_when_it_is_time_and_something_has_changed() {
    let app = TestApp::with_storefront().await;
    assert!(is_made(&app).await, "there is none yet");
    app.person("ana", "SRE").await;
    assert!(!is_made(&app).await, "it is too early");
    app.clock.advance(Span::minutes(15));
    assert!(is_made(&app).await);
    app.clock.advance(Span::minutes(60));
    assert!(!is_made(&app).await, "nothing has changed");
    verify_newest(&app, &crate::access::permit::Operator::at_command_line()).await.unwrap();
    assert!(!is_made(&app).await, "a look at a backup is no change");
    let off = app.with_settings(|settings| settings.backups.every = None);
    app.person("ben", "SRE").await;
    assert!(!is_made(&off).await);
    assert!(is_made(&app).await);
}

#[tokio::test]
async fn nothing_is_backed_up_where_nothing_ever_happened() {
    assert!(!is_made(&TestApp::new().await.app).await);
}

#[tokio::test]
async fn the_newest_is_looked_at_once_a_day_and_what_is_bad_is_told() {
    let app = TestApp::with_storefront().await;
    assert_eq!(verify_where_due(&app).await.unwrap(), []);
    let made = app.vault().create(Reason::Schedule).await.unwrap();
    assert_eq!(verify_where_due(&app).await.unwrap(), []);
    std::fs::write(&made.file, "gone").unwrap();
    assert_eq!(verify_where_due(&app).await.unwrap(), [], "somebody looked today");
    app.clock.advance(Span::days(1));
    let bad = verify_where_due(&app).await.unwrap();
    assert!(bad.len() == 1 && bad[0].1.contains("it is cut off"), "{bad:?}");
}

#[tokio::test]
async fn what_nobody_needs_goes_with_the_next_backup_and_that_is_told() {
    let app = TestApp::with_storefront().await;
    let only = Keep { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0 };
    let fewer = app.with_settings(|settings| settings.backups.keep = only);
    for name in ["ana", "ben"] {
        app.person(name, "SRE").await;
        assert!(is_made(&fewer).await);
        app.clock.advance(Span::minutes(15));
    }
    assert_eq!(app.vault().first.list().unwrap().len(), 1);
    assert!(app.dump().await.iter().any(|row| row.contains("'backup.pruned'") && row.contains("backups")));
}
