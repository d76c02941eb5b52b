//! `slipway strategy`: checks, imports, acknowledges and exports strategy documents.

mod acknowledge;
pub mod check;
mod export;
mod files;
mod import;
mod init;
mod reading;

use super::Data;
use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Print the problems of documents, how they are read, and what is not read; needs no data folder
    Check(check::Check),
    /// Make a new version of the project that a document names
    Import(import::Import),
    /// Have the version in force read by the newest rules, after an upgrade changed how it is read
    Acknowledge(acknowledge::Acknowledge),
    /// Print the template, or make a draft in its order out of a document of any shape
    Init(init::Init),
    /// Print the version in force
    Export(export::Export),
}

pub async fn run(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(check) => check::run(&check),
        Command::Import(import) => import::run(data, import).await,
        Command::Acknowledge(acknowledge) => acknowledge::run(data, acknowledge).await,
        Command::Init(init) => init::run(&init),
        Command::Export(export) => export::run(data, export).await,
    }
}
