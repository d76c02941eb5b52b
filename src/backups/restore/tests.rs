//! Tests of what a restore leaves behind: always the old state or the new one, and nothing that goes on by itself.

use super::*;
use crate::backups::journal::{Journal, Step};
use crate::clock::TestClock;
use crate::domain::backup::Reason;
use crate::domain::id::DeploymentNumber;
use crate::domain::time::Span;
use crate::store::Store;
use crate::store::backups::Copy;
use crate::store::chain::Chain;
use crate::testing::TestApp;
use std::io;
use std::sync::Arc;

/// The people of an installation, which tell one state from another.
async fn people(data: &Path) -> Vec<String> {
    let store = Store::open(&data.join(DATABASE)).await.unwrap();
    let names = sqlx::query_scalar("SELECT sign_in_name FROM people ORDER BY id");
    let names = names.fetch_all(&mut *store.read().await.unwrap()).await.unwrap();
    store.close().await;
    names
}

/// An installation with ana, its backup, and then ben; closed.
async fn with_two_states() -> TestApp {
    let app = TestApp::with_storefront().await;
    app.person("ana", "SRE").await;
    app.vault().create(Reason::ByHand).await.unwrap();
    app.clock.advance(Span::minutes(12));
    app.person("ben", "SRE").await;
    app.store.close().await;
    app
}

/// How many events the audit log holds, whose chain must be whole.
async fn events_of(data: &Path) -> i64 {
    let mut copy = Copy::open(&data.join(DATABASE)).await.unwrap();
    let chain = copy.chain().await.unwrap();
    copy.close().await.unwrap();
    let Chain::Whole { events, .. } = chain else { panic!("{chain:?}") };
    events
}

async fn restored(app: &TestApp, before: Failpoint<'_>) -> Result<Restored, BackupError> {
    let vault = app.vault();
    let plan = vault.plan_restore(vault.find("latest").unwrap()).await.unwrap();
    Box::pin(vault.restore(&plan, &Actor::SET_UP, before)).await
}

#[tokio::test]
async fn the_backup_takes_the_place_and_the_window_is_told() {
    let app = with_two_states().await;
    let data = app.folder.path();
    let vault = app.vault();
    let plan = vault.plan_restore(vault.find("latest").unwrap()).await.unwrap();
    assert_eq!(plan.window.length(), Span::minutes(12));
    assert_eq!(plan.window.events, Some(1));
    let restored = Box::pin(vault.restore(&plan, &Actor::SET_UP, &mut |_| Ok(()))).await.unwrap();
    assert_eq!(people(data).await, ["ana"]);
    assert_eq!(people(&restored.aside).await, ["ana", "ben"]);
    assert!(!data.join(READY).exists() && !Journal::is_begun(data));
    assert_eq!(events_of(data).await, plan.manifest.events + 1);
    let again = TestApp::of_database(&std::fs::read(data.join(DATABASE)).unwrap()).await;
    let told = again.dump().await;
    let told = told.iter().find(|row| row.contains("'installation.restored'")).unwrap();
    for part in [
        "\"lost_from\":\"2026-11-24T10:00:00Z\"",
        "\"lost_until\":\"2026-11-24T10:12:00Z\"",
        "\"lost_events\":1",
    ] {
        assert!(told.contains(part), "{told}");
    }
}

/// Every step of a restore, as it is passed with a write-ahead log beside the database.
const STEPS: [Step; 9] = [
    Step::Copy,
    Step::HoldBack,
    Step::Write,
    Step::Aside("checkpoints.jsonl"),
    Step::Aside("slipway.db-shm"),
    Step::Aside("slipway.db-wal"),
    Step::Aside("slipway.db"),
    Step::In,
    Step::Remove,
];

#[tokio::test]
async fn a_crash_at_any_step_leaves_the_old_state_or_the_new() {
    for (at, crash) in STEPS.into_iter().enumerate() {
        let app = with_two_states().await;
        let data = app.folder.path();
        let mut passed = Vec::new();
        let mut stop = |step| {
            passed.push(step);
            if step == crash { Err(io::Error::other("crash")) } else { Ok(()) }
        };
        restored(&app, &mut stop).await.unwrap_err();
        assert_eq!(passed, STEPS[..=at]);
        let begun = Journal::is_begun(data);
        assert_eq!(begun, at > 2, "{crash:?}");
        Journal::finish(data).unwrap();
        let expected: &[&str] = if begun { &["ana"] } else { &["ana", "ben"] };
        assert_eq!(people(data).await, expected, "after a crash before {crash:?}");
        restored(&app, &mut |_| Ok(())).await.unwrap();
        assert_eq!(people(data).await, ["ana"], "a second try after {crash:?}");
    }
}

/// A write-ahead log of the old database beside the new one would be applied to it.
#[tokio::test]
async fn a_stale_write_ahead_log_goes_aside_with_its_database() {
    let app = TestApp::with_storefront().await;
    app.person("ana", "SRE").await;
    app.vault().create(Reason::ByHand).await.unwrap();
    app.person("ben", "SRE").await;
    let data = app.folder.path();
    // A killed server leaves its log behind.
    let wal = std::fs::read(data.join("slipway.db-wal")).unwrap();
    app.store.close().await;
    std::fs::write(data.join("slipway.db-wal"), &wal).unwrap();
    let restored = restored(&app, &mut |_| Ok(())).await.unwrap();
    assert_eq!(people(data).await, ["ana"]);
    assert!(restored.aside.join("slipway.db").exists());
    assert!(events_of(data).await > 0);
}

#[tokio::test]
async fn a_database_that_cannot_be_read_is_replaced_and_kept() {
    let app = with_two_states().await;
    let data = app.folder.path();
    std::fs::write(data.join(DATABASE), "not a database").unwrap();
    let vault = app.vault();
    let plan = vault.plan_restore(vault.find("latest").unwrap()).await.unwrap();
    assert!(plan.standing.is_none() && plan.replaces && plan.window.events.is_none());
    let restored = Box::pin(vault.restore(&plan, &Actor::SET_UP, &mut |_| Ok(()))).await.unwrap();
    assert_eq!(people(data).await, ["ana"]);
    assert_eq!(std::fs::read(restored.aside.join(DATABASE)).unwrap(), b"not a database");
    let refused = vault.last_replaced().await.unwrap_err().to_string();
    assert!(refused.contains("cannot be opened, so it is not brought back"), "{refused}");
}

#[tokio::test]
async fn a_backup_that_is_not_good_is_not_restored() {
    let app = with_two_states().await;
    let vault = app.vault();
    let file = vault.find("latest").unwrap().remove(0).file;
    let mut content = std::fs::read(&file).unwrap();
    content.pop();
    std::fs::write(&file, content).unwrap();
    let refused = vault.plan_restore(vault.find("latest").unwrap()).await.unwrap_err().to_string();
    assert!(refused.contains("it is not good") && refused.contains("it is cut off"), "{refused}");
    assert_eq!(people(app.folder.path()).await, ["ana", "ben"]);
}

#[tokio::test]
async fn the_good_copy_is_taken_where_the_other_is_not() {
    let app = TestApp::with_storefront().await;
    let second = tempfile::tempdir().unwrap();
    let app = app.with_settings(|settings| settings.backups.second = Some(second.path().to_owned()));
    let vault = app.vault();
    let made = vault.create(Reason::ByHand).await.unwrap();
    std::fs::write(&made.file, "gone").unwrap();
    let plan = vault.plan_restore(vault.find("latest").unwrap()).await.unwrap();
    assert!(plan.backup.file.starts_with(second.path()));
}

/// What was under way may have gone on after the backup, and what was to start may have run: nobody knows.
#[tokio::test]
async fn nothing_in_a_restored_state_goes_on_by_itself() {
    let app = TestApp::with_storefront().await;
    let asker = app.person("asker", "DevOps").await;
    app.release("storefront", "2.7.3").await;
    app.release("storefront", "2.8.0").await;
    app.request(&asker, "storefront", "development", "2.7.3").await;
    app.request(&asker, "storefront", "development", "2.8.0").await;
    app.sql(
        "UPDATE deployments SET started_at = 1 WHERE number = 1;
         INSERT INTO steps (deployment, position, phase, text, work, deploys, started_at)
         VALUES (1, 1, 'Execution', 'Deploy', '{}', 0, 1);
         INSERT INTO executions (step_id, attempt, epoch, started_at, process)
         SELECT id, 1, 1, 0, '{\"pid\": 1}' FROM steps WHERE deployment = 1;
         INSERT INTO sessions (id_hash, data, created_at, last_seen_at, expires_at) VALUES ('x', '{}', 0, 0, 0);
         INSERT INTO one_time_links (kind, hash, created_at, expires_at) VALUES ('setup', 'y', 0, 9223372036854775807)",
    )
    .await;
    app.vault().create(Reason::ByHand).await.unwrap();
    app.store.close().await;
    let restored = restored(&app, &mut |_| Ok(())).await.unwrap();
    let held = &restored.held_back;
    assert_eq!((held.interrupted.as_slice(), held.by_hand), ([DeploymentNumber(1)].as_slice(), 1));
    assert_eq!((held.sessions, held.links), (1, 1));
    assert_eq!(restored.processes, ["{\"pid\": 1}"]);
    let again = TestApp::of_database(&std::fs::read(app.folder.path().join(DATABASE)).unwrap()).await;
    let under_way =
        crate::store::deployments::under_way(&mut again.store.read().await.unwrap()).await.unwrap();
    assert_eq!(under_way, [], "the engine drives nothing");
    let dump = again.dump().await;
    assert!(dump.iter().all(|row| !row.starts_with("sessions: ")), "{dump:?}");
    assert!(dump.iter().any(|row| row.starts_with("executions: ") && row.contains("'interrupted'")));
}

#[tokio::test]
async fn numbers_of_deployments_are_never_given_twice() {
    for lost in [false, true] {
        let app = TestApp::with_storefront().await;
        let asker = app.person("asker", "DevOps").await;
        app.release("storefront", "2.7.3").await;
        app.release("storefront", "2.8.0").await;
        app.request(&asker, "storefront", "development", "2.7.3").await;
        app.vault().create(Reason::ByHand).await.unwrap();
        app.request(&asker, "storefront", "staging", "2.8.0").await;
        app.store.close().await;
        if lost {
            std::fs::remove_file(app.folder.path().join(DATABASE)).unwrap();
        }
        restored(&app, &mut |_| Ok(())).await.unwrap();
        let again = TestApp::of_database(&std::fs::read(app.folder.path().join(DATABASE)).unwrap()).await;
        again.request(&asker, "storefront", "staging", "2.8.0").await;
        let number = if lost { 1_002 } else { 3 };
        let dump = again.dump().await;
        assert!(dump.iter().any(|row| row.starts_with(&format!("deployments: {number},"))), "{number}");
    }
}

#[tokio::test]
async fn a_restore_is_undone_and_that_too() {
    let app = with_two_states().await;
    let data = app.folder.path();
    let vault = app.vault();
    assert!(vault.last_replaced().await.unwrap_err().to_string().contains("no restore to undo"));
    restored(&app, &mut |_| Ok(())).await.unwrap();
    app.clock.advance(Span::minutes(1));
    for expected in [&["ana", "ben"][..], &["ana"]] {
        let replaced = vault.last_replaced().await.unwrap();
        let undone = Box::pin(vault.undo(&replaced, &Actor::SET_UP, &mut |_| Ok(()))).await.unwrap();
        assert!(undone.aside.join(DATABASE).is_file());
        assert_eq!(people(data).await, expected);
        app.clock.advance(Span::minutes(1));
    }
}

#[tokio::test]
async fn a_lost_machine_comes_back_with_the_file_and_the_key_alone() {
    let app = with_two_states().await;
    let file = app.vault().find("latest").unwrap().remove(0).file;
    let fresh = tempfile::tempdir().unwrap();
    let mut settings = app.settings.clone();
    settings.data = fresh.path().join("data");
    std::fs::create_dir(&settings.data).unwrap();
    let key = crate::sealed::SecretKey::of_recovery_key(&app.key.recovery_key()).unwrap();
    let clock = Arc::new(TestClock::at(crate::testing::app::START));
    let vault = Vault::of(&settings, key, clock, app.app.random.clone());
    let plan = vault.plan_restore(vault.find(file.to_str().unwrap()).unwrap()).await.unwrap();
    Box::pin(vault.restore(&plan, &Actor::SET_UP, &mut |_| Ok(()))).await.unwrap();
    assert_eq!(people(&settings.data).await, ["ana"]);
    let own = crate::sealed::SecretKey::of_existing(&settings.data).unwrap().unwrap();
    assert_eq!(own.fingerprint(), app.key.fingerprint());
}
