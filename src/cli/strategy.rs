//! `slipway strategy`: checks, imports and exports strategy documents.

pub mod check;
mod export;
mod files;
mod import;
mod init;

use super::Data;
use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Print every problem of documents as FILE:LINE:COLUMN: message; needs no data folder
    Check(check::Check),
    /// Make a new version of the project that a document names
    Import(import::Import),
    /// Print the template, or make a draft in its order out of a document of any shape
    Init(init::Init),
    /// Print the version in force
    Export(export::Export),
}

pub async fn run(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(check) => check::run(&check),
        Command::Import(import) => import::run(data, import).await,
        Command::Init(init) => init::run(&init),
        Command::Export(export) => export::run(data, export).await,
    }
}
