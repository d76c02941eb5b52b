//! The built program, killed again and again in the middle of its work. After each new start everything that it had
//! acknowledged is there, the database and the audit chain are whole, nothing runs twice, and nothing is stuck.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

#[allow(dead_code, reason = "the stories of rollbacks use the rest")]
#[path = "soak/client.rs"]
mod client;
#[allow(dead_code, reason = "the tests of the command line use the rest")]
#[path = "command_line/installation.rs"]
mod installation;
#[path = "soak/load.rs"]
mod load;
#[path = "soak/power_cut.rs"]
mod power_cut;
#[path = "soak/world.rs"]
mod world;

use load::Load;
use slipway::random::{Random, SystemRandom};
use std::thread::sleep;
use std::time::Duration;
use world::World;

/// The server lives for a moment of at most so many milliseconds.
const LONGEST_LIFE_MS: u64 = 700;

#[test]
fn a_server_that_is_killed_twenty_times_loses_nothing() {
    soak(20);
}

#[test]
#[ignore = "takes long: make soak"]
fn a_server_that_is_killed_for_long_loses_nothing() {
    let kills = std::env::var("SLIPWAY_SOAK_KILLS").ok().and_then(|kills| kills.parse().ok());
    soak(kills.unwrap_or(500));
}

fn soak(kills: usize) {
    let mut world = World::new();
    world.start();
    let load = Load::begin(&world);
    for kill in 1..=kills {
        sleep(some_time());
        world.kill();
        world.start();
        world.check(&load);
        if kill % 20 == 0 {
            println!("killed {kill} times: {}", load.summary());
        }
    }
    load.finish();
    world.check(&load);
    world.nothing_runs();
    println!("{}", load.summary());
}

fn some_time() -> Duration {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    Duration::from_micros(u64::from_le_bytes(bytes) % (LONGEST_LIFE_MS * 1000))
}
