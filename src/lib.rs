//! Slipway: release control for a team's environments.
//!
//! The map of the code, lowest layer first. A layer never uses one that stands below it in this list, and of those above
//! it only what `docs/architecture.md` names; `tests/boundaries.rs` reads the sources and says so.
//!
//! - [`domain`]: pure rules and types, one file per noun. No SQL, no HTTP, no HTML, no clock.
//! - [`strategy`]: the deployment strategy document: Markdown in, typed strategy out, with positions.
//! - [`access`]: who may do what: actors, permissions, the one policy, permits and scopes.
//! - [`store`]: all SQL. One writer, a read-only pool, one file per table noun.
//! - [`backups`]: copies of Slipway's own state: made, proven, kept, and brought back.
//! - [`actions`]: one file per thing an actor does, one transaction each.
//! - [`drill`]: restores copies of backups and serves them, to prove that recovery works.
//! - [`engine`]: carries out the plans of started deployments.
//! - [`ui`]: Leptos components that know no page.
//! - [`web`]: routes, sessions, pages, the API.
//! - [`cli`]: one file per command.
//!
//! Beside the layers: [`app`] holds what every action needs (store, clock, randomness, settings), [`config`] reads
//! the settings, [`telemetry`] sets up the program's own log, [`sealed`] encrypts secrets at rest, [`provider`] asks
//! the organisation's sign-in provider, [`pulse`] tells of commits, [`clock`] and [`random`] are passed in so that
//! tests decide them, [`kernel`] asks this machine how far commands are confined. `testing` exists in tests only, and `fuzzing`, what
//! must hold whatever comes in, in tests and fuzz targets only.

pub mod access;
pub mod actions;
pub mod app;
pub mod backups;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod drill;
pub mod engine;
pub mod kernel;
pub mod provider;
pub mod pulse;
pub mod random;
pub mod sealed;
pub mod store;
pub mod strategy;
pub mod telemetry;
pub mod ui;
pub mod web;

#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(test)]
pub mod testing;
