//! Restoring as an operator does it.

use super::installation::Installation;
use super::server::Running;
use std::fs;

/// With ana, a backup, and then ben.
fn with_two_states() -> Installation {
    let at = Installation::with_storefront();
    at.ok(&["user", "add", "ana", "--role", "SRE"]);
    at.ok(&["backup", "create"]);
    at.ok(&["user", "add", "ben", "--role", "SRE"]);
    at
}

fn people(at: &Installation) -> Vec<String> {
    at.sql("SELECT sign_in_name FROM people ORDER BY id")
}

#[test]
fn a_backup_is_restored_and_that_is_undone() {
    let at = with_two_states();
    let dry = at.ok(&["restore", "latest", "--dry-run"]);
    assert!(dry.contains(": good, ") && dry.contains("Lost are ") && dry.contains(": 2 events."), "{dry}");
    assert_eq!(people(&at), ["ana", "ben"]);
    let refused = at.run_with("no\n", &["restore", "latest"]);
    assert!(refused.code == 1 && refused.err.contains("nothing was done"), "{}", refused.err);
    let said = at.run_with("yes\n", &["restore", "latest"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(
        said.out.contains("The present state is kept as ") && said.out.contains("Restored "),
        "{}",
        said.out
    );
    assert_eq!(people(&at), ["ana"]);
    assert!(at.ok(&["audit", "verify"]).contains("is whole"));
    let undone = at.ok(&["restore", "--undo", "--yes"]);
    assert!(undone.contains("The restore is undone."), "{undone}");
    assert_eq!(people(&at), ["ana", "ben"]);
    assert!(at.ok(&["audit", "verify"]).contains("is whole"));
    let told = at.sql("SELECT action FROM events ORDER BY sequence DESC LIMIT 1");
    assert_eq!(told, ["installation.restore_undone"]);
}

#[test]
fn a_folder_that_a_server_holds_is_not_restored() {
    let at = with_two_states();
    let server = Running::command(&at, "serve");
    let refused = at.fails(&["restore", "latest", "--yes"]);
    assert!(refused.contains("another server is running on "), "{refused}");
    assert!(at.ok(&["restore", "latest", "--dry-run"]).contains(": good, "));
    drop(server);
    assert_eq!(people(&at), ["ana", "ben"]);
}

#[test]
fn a_lost_database_is_said_and_brought_back() {
    let at = with_two_states();
    for name in ["slipway.db", "slipway.db-wal", "slipway.db-shm"] {
        let _ = fs::remove_file(at.data().join(name));
    }
    let said = at.fails(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("its backups are there: bring one back with slipway restore latest"), "{said}");
    assert!(!at.data().join("slipway.db").exists());
    let said = at.ok(&["restore", "latest", "--yes"]);
    assert!(said.contains("Lost is what happened after "), "{said}");
    assert_eq!(people(&at), ["ana"]);
    let server = Running::command(&at, "serve");
    assert!(server.get("/sign-in").starts_with("HTTP/1.1 200 OK"));
}

/// A disk image, a backup from elsewhere, and the paper from the safe.
#[test]
fn a_lost_machine_is_restored_from_a_folder_and_the_recovery_key() {
    let at = with_two_states();
    let key = at.ok(&["backup", "key"]);
    let fresh = Installation::new();
    let elsewhere = at.data().join("backups");
    let from = elsewhere.to_str().unwrap();
    let refused = fresh.fails(&["restore", from, "--yes"]);
    assert!(refused.contains("has no secret.key: send the recovery key"), "{refused}");
    let slip = fresh.run_with(&key.replacen('-', "-0", 1), &["restore", from, "--yes", "--recovery-key"]);
    assert!(slip.code == 1 && slip.err.contains("recovery key"), "{}", slip.err);
    let said = fresh.run_with(&key, &["restore", from, "--yes", "--recovery-key"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(people(&fresh), ["ana"]);
    assert_eq!(fresh.ok(&["backup", "key"]), key);
    let other = Installation::with_storefront();
    let said = other.fails(&["restore", from, "--yes"]);
    assert!(said.contains("it is a backup of another installation"), "{said}");
}

#[test]
fn the_newest_before_a_moment_is_found() {
    let at = with_two_states();
    let said = at.fails(&["restore", "--before", "2020-01-01T00:00:00Z", "--dry-run"]);
    assert!(said.contains("there is no backup that was made before"), "{said}");
    let said = at.fails(&["restore", "--before", "yesterday", "--dry-run"]);
    assert!(said.contains("a moment such as"), "{said}");
    assert!(at.ok(&["restore", "--before", "2999-01-01T00:00:00Z", "--dry-run"]).contains(": good, "));
    assert_eq!(at.run(&["restore"]).code, 2);
}
