//! `slipway audit verify`: walks the chain of the audit log.

use super::{Data, installation, output};
use crate::actions::verify_audit::{Chain, verify_audit};
use anyhow::bail;
use serde_json::json;
use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Walk the chain of the audit log; exit status 1 at the first event that does not follow
    Verify {
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    let Command::Verify { json: as_json } = command;
    let chain = installation::in_existing(data, async |app| Ok(verify_audit(app).await?)).await?;
    match chain {
        Chain::Whole { events, head } if as_json => {
            output::json(&json!({ "whole": true, "events": events, "head": head }))?;
        }
        Chain::Whole { events, head } => {
            output::line(format_args!("The audit log is whole: {events} events, the newest hash is {head}"))?;
        }
        Chain::Broken { sequence, why } if as_json => {
            output::json(&json!({ "whole": false, "sequence": sequence, "why": why }))?;
            return Ok(ExitCode::FAILURE);
        }
        Chain::Broken { sequence, why } => bail!("the audit log is broken at event {sequence}: {why}"),
    }
    Ok(ExitCode::SUCCESS)
}
