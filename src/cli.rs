//! The command line: one file per command.
//!
//! Every command takes `--data`. What goes wrong is one sentence on standard error and exit status 1; a mistake in the
//! arguments is status 2.

mod audit;
mod backup;
mod confine;
mod demo;
mod handbook;
mod installation;
mod key;
mod lock;
mod output;
mod release;
mod restore;
mod runbook;
pub mod serve;
mod strategy;
mod token;
mod user;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Release control for a team's environments.
#[derive(Debug, Parser)]
#[command(name = "slipway", version, about)]
struct Arguments {
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    command: Command,
}

/// Where all state is.
#[derive(Debug, Clone, clap::Args)]
struct Data {
    /// The folder that holds all state; ./slipway-data unless it is given, for a demo ./slipway-demo
    #[arg(long = "data", value_name = "DIR", env = "SLIPWAY_DATA", global = true, hide_env_values = true)]
    folder: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Arguments),
    /// Make and serve a demo: a sample project, really deployed onto this machine, and one person per role
    Demo(demo::Arguments),
    /// Check, import and export strategy documents
    #[command(subcommand)]
    Strategy(strategy::Command),
    /// Manage people
    #[command(subcommand)]
    User(user::Command),
    /// Manage API tokens
    #[command(subcommand)]
    Token(token::Command),
    /// Manage releases
    #[command(subcommand)]
    Release(release::Command),
    /// Check, import and export runbooks
    #[command(subcommand)]
    Runbook(runbook::Command),
    /// Make, list, verify and prune backups of Slipway's own state
    #[command(subcommand)]
    Backup(backup::Command),
    /// Bring a backup of Slipway's own state back; no server may be running
    Restore(restore::Arguments),
    /// Look after the audit log
    #[command(subcommand)]
    Audit(audit::Command),
    /// Put secret.key in order where it is lost or another installation's; no server may be running
    #[command(subcommand)]
    Key(key::Command),
    /// Start a command within its bounds, as the server asks
    #[command(hide = true)]
    Confine(confine::Arguments),
}

/// Reads the arguments, runs the command, and says how it ended.
pub fn run() -> ExitCode {
    let Arguments { data, command } = Arguments::parse();
    // What Slipway writes is for its owner only.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    if let Command::Confine(arguments) = command {
        return confine::run(&arguments);
    }
    // It holds keys: nobody else of the same user reads its memory or its environment, and no core file is written.
    // Where the kernel does not do that, nothing else is lost.
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    match outcome(&data, command) {
        Ok(code) => code,
        Err(error) => {
            // Nothing helps where standard error is gone too; the status still says it.
            let _ =
                std::io::Write::write_all(&mut std::io::stderr(), format!("error: {error:#}\n").as_bytes());
            ExitCode::FAILURE
        }
    }
}

fn outcome(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new()?;
    let outcome = runtime.block_on(async {
        match command {
            Command::Serve(arguments) => serve::run(data, arguments).await,
            Command::Demo(arguments) => demo::run(data, &arguments).await,
            Command::Strategy(command) => strategy::run(data, command).await,
            Command::User(command) => user::run(data, command).await,
            Command::Token(command) => token::run(data, command).await,
            Command::Release(command) => release::run(data, command).await,
            Command::Runbook(command) => runbook::run(data, command).await,
            Command::Backup(command) => backup::run(data, command).await,
            Command::Restore(arguments) => restore::run(data, arguments).await,
            Command::Key(command) => key::run(data, command).await,
            Command::Audit(command) => audit::run(data, command).await,
            // It was run before there was a runtime.
            Command::Confine(_) => Ok(ExitCode::FAILURE),
        }
    });
    // Work on threads that block, such as hashing a password nobody waits for any more, does not hold the end up.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
