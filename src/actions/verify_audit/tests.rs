//! Tests that every edit of the log shows.

use super::*;
use crate::domain::time::Time;
use crate::store::events::{Event, GENESIS};
use crate::testing::TestApp;
use proptest::prelude::*;

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
    assert!(matches!(verify_audit(&app).await.unwrap(), Chain::Whole { events: 7, .. }));
}

#[tokio::test]
async fn every_edit_shows_at_its_place() {
    let content = "its content is not what was hashed";
    for (sql, sequence, why) in [
        ("UPDATE events SET subject = 'x' WHERE sequence = 2", 2, content),
        ("UPDATE events SET details = '{}' WHERE sequence = 5", 5, content),
        ("UPDATE events SET at = at + 1 WHERE sequence = 1", 1, content),
        ("UPDATE events SET hash = 'x' WHERE sequence = 3", 3, content),
        (
            "INSERT INTO events SELECT -3, at, actor, action, subject, project_id, environment_id, deployment, details,
                                       previous_hash, 'ff' FROM events WHERE sequence = 2",
            -3,
            "nothing stands before the first event",
        ),
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

/// A chain of so many events that were never in a database.
fn chain(length: i64) -> Vec<Event> {
    let mut previous_hash = GENESIS.to_owned();
    let link = |sequence| {
        let mut event = Event {
            sequence,
            at: Time(sequence * 7),
            actor: r#"{"kind":"person","id":1,"name":"Ana"}"#.to_owned(),
            action: "deployment.approved".to_owned(),
            subject: format!("#{sequence}"),
            project: None,
            environment: Some(crate::domain::id::EnvironmentId(sequence % 3)),
            deployment: None,
            details: format!(r#"{{"comment":"{sequence}"}}"#),
            previous_hash: previous_hash.clone(),
            hash: String::new(),
        };
        event.hash = event.expected_hash();
        previous_hash.clone_from(&event.hash);
        event
    };
    (1..=length).map(link).collect()
}

/// Somebody changes the log without saying so.
fn tampered(events: &mut Vec<Event>, how: u8, at: usize, other: usize, hashes_again: bool) {
    match how {
        0 => events[at].subject.push('x'),
        1 => events[at].at = Time(events[at].at.0 + 1),
        2 => events[at].actor = events[at].actor.replace("Ana", "Bo"),
        3 => events[at].details = "{}".to_owned(),
        4 => events[at].environment = None,
        5 => events[at].action = "deployment.rejected".to_owned(),
        6 => drop(events.remove(at)),
        _ => {
            let (one, two) = (events[at].sequence, events[other].sequence);
            events.swap(at, other);
            (events[at].sequence, events[other].sequence) = (one, two);
        }
    }
    if hashes_again && how < 6 {
        events[at].hash = events[at].expected_hash();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]
    /// SECURITY 57: every edit, deletion and swap is found; also one that hashes the changed event again, unless it is
    /// the newest, which only a checkpoint outside the database holds.
    #[test]
    fn every_random_edit_deletion_and_swap_is_found(
        how in 0..8u8, at in 0..29usize, other in 0..29usize, hashes_again: bool,
    ) {
        prop_assume!(how != 7 || at != other);
        let mut events = chain(30);
        tampered(&mut events, how, at, other, hashes_again);
        prop_assert!(Walk::begin().follow(events).is_some());
    }
}

#[tokio::test]
async fn a_check_is_kept_and_who_asked_for_it_is_told() {
    let app = TestApp::with_storefront().await;
    let ana = app.person("ana", "Auditor").await;
    check_audit(&app, None).await.unwrap();
    check_audit(&app, Some(&ana)).await.unwrap();
    let mut read = app.store.read().await.unwrap();
    let last = audit_checks::last(&mut read).await.unwrap().unwrap();
    assert_eq!((last.sequence, last.broken_at, last.at), (8, None, app.app.clock.now()));
    let told = events::after(&mut read, 8, 10).await.unwrap();
    assert_eq!(told.iter().map(|event| event.action.as_str()).collect::<Vec<_>>(), ["audit.verified"]);
    drop(read);
    tamper(&app, "UPDATE events SET subject = 'x' WHERE sequence = 2").await;
    check_audit(&app, None).await.unwrap();
    let last = audit_checks::last(&mut app.store.read().await.unwrap()).await.unwrap().unwrap();
    assert_eq!((last.sequence, last.broken_at), (9, Some(2)));
}
