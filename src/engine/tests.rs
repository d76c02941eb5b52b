//! The engine against real processes.

mod backup_jobs;
mod commands;
mod interruption;
mod kinds;
mod people;
mod rollback;
mod runs;
mod surroundings;
mod targets;

use crate::testing::lab::Lab;

/// The one step of most tests: it puts the release in place.
const DEPLOY: &str = "Deploy to development";

/// An installation with that one step, and what does it.
async fn one_step(automation: &str) -> Lab {
    Lab::new(&[(DEPLOY, automation)], &[]).await
}

/// Whether a process with this number is there, other than as a remnant that nobody has asked after.
fn runs(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}
