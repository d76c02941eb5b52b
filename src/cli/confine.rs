//! `slipway confine`, which the server starts: the stages between it and a command. People have no use for it.

use crate::engine::process::confine::{become_command, supervise};
use std::process::ExitCode;

/// The arguments of `slipway confine`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Become the command itself
    #[arg(long)]
    inside: bool,
}

/// Runs the stage; there is one thread, and no runtime.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    ExitCode::from(if arguments.inside { become_command() } else { supervise() })
}
