//! Slipway's own recovery with the built program: backups under load, and how long it takes to come back from a killed
//! process, a lost file and a lost machine. Times are printed, never asserted; what must be there afterwards is.
//!
//! `SLIPWAY_RECOVERY_MIB` is the size of the state; 8 unless it is given, 1024 by `make soak`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

#[path = "recovery/disk.rs"]
mod disk;
#[path = "recovery/drill.rs"]
mod drill;
#[allow(dead_code, reason = "the tests of the command line use the rest")]
#[path = "command_line/installation.rs"]
mod installation;
#[path = "recovery/load.rs"]
mod load;
#[path = "recovery/server.rs"]
mod server;
#[path = "recovery/storm.rs"]
mod storm;

use installation::Installation;
use load::Load;
use serde_json::Value;
use server::Server;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

fn mebibytes() -> usize {
    std::env::var("SLIPWAY_RECOVERY_MIB").ok().and_then(|size| size.parse().ok()).unwrap_or(8)
}

/// An installation with so much in it, and a second folder for its backups.
fn installation() -> (Installation, PathBuf) {
    let at = Installation::with_storefront();
    let count = mebibytes();
    at.sql(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         INSERT INTO files (sha256, content) SELECT hex(randomblob(32)), randomblob(1048576) FROM n RETURNING ''"
    ));
    let second = PathBuf::from(at.path("second"));
    fs::create_dir(&second).unwrap();
    fs::write(
        at.data().join("slipway.toml"),
        format!("[backups]\nsecond = {:?}", second.display().to_string()),
    )
    .unwrap();
    (at, second)
}

/// Makes a backup; gives its file and how long it took.
fn back_up(at: &Installation) -> (PathBuf, Duration) {
    let made = at.run(&["backup", "create", "--json"]).json();
    assert_eq!(made["second"], Value::from(true), "{made}");
    let took = made["manifest"]["took_us"].as_u64().unwrap();
    (PathBuf::from(made["file"].as_str().unwrap()), Duration::from_micros(took))
}

fn remove_database(data: &Path) {
    for name in ["slipway.db", "slipway.db-wal", "slipway.db-shm"] {
        let _ = fs::remove_file(data.join(name));
    }
}

#[test]
fn a_backup_under_load_holds_all_that_was_acknowledged_before_it() {
    let (at, _) = installation();
    let (_, idle) = back_up(&at);
    let load = Load::begin(&at.data().join("slipway.db"));
    load.wait_for(100);
    load.forget_waits();
    let before = load.acknowledged();
    let (file, busy) = back_up(&at);
    let (longest, during) = (load.longest_wait(), load.acknowledged() - before);
    load.finish();
    let rows = load::rows(&file);
    assert!(rows >= before, "{rows} of {before} rows are in the backup");
    assert_eq!(at.run(&["backup", "verify"]).code, 0);
    println!(
        "backup of {} MiB: idle {idle:.2?}, under load {busy:.2?} ({:.2} times), {during} writes meanwhile, the longest \
         took {longest:.1?}",
        mebibytes(),
        busy.as_secs_f64() / idle.as_secs_f64()
    );
}

#[test]
fn slipway_comes_back_from_a_killed_process_a_lost_file_and_a_lost_machine() {
    let (at, second) = installation();
    let key = at.ok(&["backup", "key"]);
    let server = Server::start(&at);
    at.ok(&["user", "add", "ana", "--role", "SRE"]);
    server.kill();
    let began = Instant::now();
    Server::start(&at).kill();
    println!("killed process: ready again after {:.2?}, nothing lost", began.elapsed());
    assert_eq!(at.sql("SELECT sign_in_name FROM people"), ["ana"]);

    back_up(&at);
    remove_database(&at.data());
    let began = Instant::now();
    at.ok(&["restore", "latest", "--yes"]);
    Server::start(&at).kill();
    println!("lost file, {} MiB: ready again after {:.2?}", mebibytes(), began.elapsed());
    assert_eq!(at.sql("SELECT sign_in_name FROM people"), ["ana"]);

    let fresh = Installation::new();
    let began = Instant::now();
    let restored = fresh.run_with(&key, &["restore", second.to_str().unwrap(), "--recovery-key", "--yes"]);
    assert_eq!((restored.code, restored.err.as_str()), (0, ""));
    Server::start(&fresh).kill();
    println!("lost machine, {} MiB: ready again after {:.2?}", mebibytes(), began.elapsed());
    assert_eq!(fresh.sql("SELECT sign_in_name FROM people"), ["ana"]);
    assert!(fresh.ok(&["audit", "verify"]).contains("is whole"));
}

/// The program itself is killed at any moment of a restore: afterwards it is the old state or the new one.
#[test]
fn a_restore_that_is_killed_at_any_moment_leaves_the_old_state_or_the_new() {
    let at = Installation::with_storefront();
    at.ok(&["user", "add", "ana", "--role", "SRE"]);
    at.ok(&["backup", "create"]);
    let backup = at.run(&["backup", "list", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let began = Instant::now();
    at.ok(&["restore", &backup, "--yes"]);
    let whole = began.elapsed();
    let (mut old, mut new) = (0, 0);
    for life in 1..=20 {
        at.sql("DELETE FROM people WHERE sign_in_name = 'ben' RETURNING ''");
        at.sql(
            "INSERT INTO people (sign_in_name, display_name, created_at) VALUES ('ben', '', 0) RETURNING ''",
        );
        let mut restore = at.command(&["restore", &backup, "--yes"]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * life / 20);
        restore.kill().unwrap();
        restore.wait().unwrap();
        assert!(at.ok(&["audit", "verify"]).contains("is whole"), "after {life}");
        match at.sql("SELECT sign_in_name FROM people ORDER BY id").len() {
            2 => old += 1,
            1 => new += 1,
            count => panic!("{count} people"),
        }
        assert_eq!(at.sql("PRAGMA integrity_check"), ["ok"]);
    }
    println!("killed 20 restores: {old} times the old state, {new} times the new one");
}

/// The log of a killed server beside a database that cannot be read any more: it must not reach the restored one.
#[test]
fn a_log_that_a_killed_server_left_goes_aside_with_its_database() {
    let at = Installation::with_storefront();
    at.ok(&["user", "add", "ana", "--role", "SRE"]);
    at.ok(&["backup", "create"]);
    let server = Server::start(&at);
    at.ok(&["user", "add", "ben", "--role", "SRE"]);
    server.kill();
    let (database, log) = (at.data().join("slipway.db"), at.data().join("slipway.db-wal"));
    assert!(fs::metadata(&log).unwrap().len() > 0, "the killed server left its log");
    let mut content = fs::read(&database).unwrap();
    content[..16].fill(0);
    fs::write(&database, content).unwrap();
    at.ok(&["restore", "latest", "--yes"]);
    assert!(!log.exists());
    assert_eq!(at.sql("SELECT sign_in_name FROM people"), ["ana"]);
    assert_eq!(at.sql("PRAGMA integrity_check"), ["ok"]);
    Server::start(&at).kill();
    assert!(at.ok(&["audit", "verify"]).contains("is whole"));
}
