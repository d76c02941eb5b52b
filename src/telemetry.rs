//! The program's own log, on standard error. `SLIPWAY_LOG` filters it; `info` unless it says otherwise.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// The variable that filters the log: `debug`, or `slipway::engine=trace,warn`.
pub const FILTER: &str = "SLIPWAY_LOG";

/// Starts the log.
///
/// # Errors
/// A sentence where [`FILTER`] holds something that is no filter, or the log was started before.
pub fn start() -> Result<(), String> {
    let filter = match std::env::var(FILTER) {
        Ok(words) => EnvFilter::try_new(&words).map_err(|e| format!("{FILTER}={words:?}: {e}"))?,
        Err(_) => EnvFilter::new("info"),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init()
        .map_err(|e| e.to_string())
}
