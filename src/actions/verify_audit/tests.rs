//! Tests that every edit of the log shows.

use super::*;
use crate::testing::TestApp;

/// Changes the log as somebody with the database file could, around the triggers.
async fn tamper(app: &TestApp, sql: &'static str) {
    let mut write = app.store.write().await.unwrap();
    for drop in ["DROP TRIGGER events_are_never_changed", "DROP TRIGGER events_are_never_deleted"] {
        sqlx::query(drop).execute(&mut *write).await.unwrap();
    }
    sqlx::query(sql).execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
}

async fn broken_by(sql: &'static str) -> (i64, &'static str) {
    let app = TestApp::with_storefront().await;
    tamper(&app, sql).await;
    match verify_audit(&app).await.unwrap() {
        Chain::Broken { sequence, why } => (sequence, why),
        whole @ Chain::Whole { .. } => panic!("{sql}: {whole:?}"),
    }
}

#[tokio::test]
async fn an_untouched_chain_is_whole() {
    let app = TestApp::new().await;
    let empty = Chain::Whole { events: 0, head: GENESIS.to_owned() };
    assert_eq!(verify_audit(&app).await.unwrap(), empty);
    let app = TestApp::with_storefront().await;
    let head = app.app.store.read().await.unwrap();
    drop(head);
    assert!(matches!(verify_audit(&app).await.unwrap(), Chain::Whole { events: 6, .. }));
}

#[tokio::test]
async fn every_edit_shows_at_its_place() {
    let content = "its content is not what was hashed";
    for (sql, sequence, why) in [
        ("UPDATE events SET subject = 'x' WHERE sequence = 2", 2, content),
        ("UPDATE events SET details = '{}' WHERE sequence = 5", 5, content),
        ("UPDATE events SET at = at + 1 WHERE sequence = 1", 1, content),
        ("UPDATE events SET hash = 'x' WHERE sequence = 3", 3, content),
        ("DELETE FROM events WHERE sequence = 4", 4, "it is missing"),
        ("DELETE FROM events WHERE sequence = 1", 1, "it is missing"),
        ("UPDATE events SET sequence = 9 WHERE sequence = 6", 6, "it is missing"),
    ] {
        assert_eq!(broken_by(sql).await, (sequence, why), "{sql}");
    }
}

#[tokio::test]
async fn an_event_that_was_hashed_anew_no_longer_follows() {
    let app = TestApp::with_storefront().await;
    let mut read = app.store.read().await.unwrap();
    let mut event = events::after(&mut read, 2, 1).await.unwrap().remove(0);
    drop(read);
    event.subject = "x".to_owned();
    let mut write = app.store.write().await.unwrap();
    sqlx::query("DROP TRIGGER events_are_never_changed").execute(&mut *write).await.unwrap();
    sqlx::query("UPDATE events SET subject = 'x', hash = ? WHERE sequence = 3")
        .bind(event.expected_hash())
        .execute(&mut *write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let why = "the event before it is another one";
    assert_eq!(verify_audit(&app).await.unwrap(), Chain::Broken { sequence: 4, why });
}

#[tokio::test]
async fn the_triggers_refuse_a_change() {
    let app = TestApp::with_storefront().await;
    let mut write = app.store.write().await.unwrap();
    for sql in ["UPDATE events SET subject = 'x'", "DELETE FROM events"] {
        let refused = sqlx::query(sql).execute(&mut *write).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}
