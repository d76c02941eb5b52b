//! SECURITY T23: one backup after the other while somebody writes all the time, each restored by itself.
//!
//! `SLIPWAY_RECOVERY_ROUNDS` is how many, 3 unless it is given, and `SLIPWAY_RECOVERY_PAUSE` the seconds between them, 1
//! unless it is given; 10 and 60 by `make soak`.

use super::installation::Installation;
use super::load::{self, Load};
use super::{back_up, installation};
use std::time::{Duration, Instant};

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[test]
fn every_backup_under_load_restores_with_all_that_was_acknowledged_before_it() {
    let (at, _) = installation();
    let key = at.ok(&["backup", "key"]);
    let load = Load::begin(&at.data().join("slipway.db"));
    for round in 1..=setting("SLIPWAY_RECOVERY_ROUNDS", 3) {
        let before = load.acknowledged();
        load.wait_for(before + 20);
        let before = load.acknowledged();
        let (file, took) = back_up(&at);
        let fresh = Installation::new();
        let began = Instant::now();
        let restore = ["restore", file.to_str().unwrap(), "--recovery-key", "--yes"];
        let restored = fresh.run_with(&key, &restore);
        assert_eq!((restored.code, restored.err.as_str()), (0, ""), "round {round}");
        let restoring = began.elapsed();
        assert_eq!(fresh.sql("PRAGMA integrity_check"), ["ok"]);
        assert!(fresh.ok(&["audit", "verify"]).contains("is whole"));
        let rows = load::rows(&fresh.data().join("slipway.db"));
        assert!(rows >= before, "{rows} of {before} acknowledged writes in round {round}");
        println!(
            "round {round}: backed up in {took:.2?}, restored in {restoring:.2?}, {rows} writes ({before} before)"
        );
        std::thread::sleep(Duration::from_secs(setting("SLIPWAY_RECOVERY_PAUSE", 1)));
    }
    load.finish();
}
