//! Backups as an operator makes and looks at them.

use super::installation::Installation;
use super::server::Running;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

fn made(at: &Installation) -> PathBuf {
    let made = at.run(&["backup", "create", "--json"]).json();
    PathBuf::from(made["file"].as_str().unwrap())
}

#[test]
fn a_backup_is_made_beside_a_server_listed_and_verified() {
    let at = Installation::with_storefront();
    let server = Running::command(&at, "serve");
    let said = at.ok(&["backup", "create"]);
    let (head, file) = said.trim().split_once('\n').unwrap();
    let (id, about) = head.split_once(": ").unwrap();
    assert!(about.contains("KiB, ") && about.contains(" events, in "), "{said}");
    assert!(file.ends_with(&format!("{id}.db")) && fs::metadata(file).unwrap().len() > 0);
    let listed = at.ok(&["backup", "list"]);
    assert!(listed.contains(id) && listed.contains("by hand  "), "{listed}");
    // The server makes one too, and looks at the newest.
    let verified = at.ok(&["backup", "verify", id]);
    assert!(verified.contains(&format!("{id}.db: good, in ")), "{verified}");
    assert!(at.ok(&["backup", "list"]).contains("by hand  verified "));
    let manifest = &at.run(&["backup", "list", "--json"]).json()[0]["manifest"];
    assert!(manifest["events"].as_i64().unwrap() >= 6, "{manifest}");
    drop(server);
    assert_eq!(at.sql("SELECT action FROM events ORDER BY sequence DESC LIMIT 1"), ["backup.created"]);
}

#[test]
fn backups_are_listed_and_verified_where_the_database_is_lost() {
    let at = Installation::with_storefront();
    let file = made(&at);
    for name in ["slipway.db", "slipway.db-wal", "slipway.db-shm"] {
        let _ = fs::remove_file(at.data().join(name));
    }
    assert!(at.ok(&["backup", "list"]).contains("not verified yet"));
    assert!(at.ok(&["backup", "verify", file.to_str().unwrap()]).contains("good, in "));
    assert!(at.fails(&["backup", "create"]).contains("holds no installation"));
    assert!(!at.data().join("slipway.db").exists(), "looking makes no database");
}

#[test]
fn a_bad_backup_is_status_1_with_what_is_wrong() {
    let at = Installation::with_storefront();
    let file = made(&at);
    let mut content = fs::read(&file).unwrap();
    content.truncate(content.len() - 1);
    fs::write(&file, content).unwrap();
    let verified = at.run(&["backup", "verify"]);
    assert_eq!(verified.code, 1);
    assert!(verified.out.contains("NOT GOOD\n  it is cut off: "), "{}", verified.out);
    assert!(at.ok(&["backup", "list"]).contains("NOT GOOD: it is cut off"));
    let json = at.run(&["backup", "verify", "--json"]).json();
    assert_eq!(json[0]["good"], Value::from(false));
    assert!(at.fails(&["backup", "verify", "nowhere"]).contains("no such backup and no such file"));
}

/// A write that finds no room fails like this one, at the limit of a file's length.
#[test]
fn a_full_disk_leaves_nothing_of_a_backup() {
    let at = Installation::with_storefront();
    let first = made(&at);
    let program = env!("CARGO_BIN_EXE_slipway");
    let full = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 100; exec \"$0\" --data \"$1\" backup create", program])
        .arg(at.data())
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8(full.stderr).unwrap();
    assert_eq!(full.status.code(), Some(1), "{said}");
    assert!(said.contains("disk"), "{said}");
    let names = fs::read_dir(first.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.count(), 3, "the first backup, its manifest and the lock");
    assert!(at.ok(&["backup", "verify"]).contains("good, in "));
    assert!(at.ok(&["audit", "verify"]).contains("is whole"));
}

#[test]
fn pruning_says_first_what_it_would_remove() {
    let at = Installation::with_storefront();
    fs::write(
        at.data().join("slipway.toml"),
        "[backups.keep]\nlast = 1\nhourly = 0\ndaily = 0\nweekly = 0\nmonthly = 0",
    )
    .unwrap();
    let files = [made(&at), made(&at), made(&at)];
    let would = at.ok(&["backup", "prune", "--dry-run"]);
    assert!(would.contains("Would remove 2 backups"), "{would}");
    assert!(files.iter().all(|file| file.exists()));
    assert!(at.ok(&["backup", "prune"]).contains("Removed 2 backups"));
    assert_eq!(files.iter().filter(|file| file.exists()).count(), 1);
    assert_eq!(at.run(&["backup", "prune", "--json"]).json()["removed"], Value::Array(vec![]));
    let told = at.sql("SELECT action || ': ' || subject FROM events ORDER BY sequence DESC LIMIT 1");
    assert_eq!(told, ["backup.pruned: 2 backups"]);
}

#[test]
fn the_recovery_key_is_shown_and_that_is_told() {
    let at = Installation::with_storefront();
    let key = at.ok(&["backup", "key"]);
    assert_eq!(key.trim().split('-').count(), 9);
    let told = at.sql("SELECT action FROM events ORDER BY sequence DESC LIMIT 1");
    assert_eq!(told, ["recovery_key.shown"]);
}
