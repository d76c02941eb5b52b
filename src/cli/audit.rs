//! `slipway audit verify`: walks the chain of the audit log.

use super::{Data, installation, output};
use crate::actions::checkpoint::{Mismatch, compare};
use crate::actions::verify_audit::{Chain, check_audit};
use anyhow::{Context, bail};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Walk the chain of the audit log; exit status 1 at the first event that does not follow
    Verify {
        /// Compare the log with the checkpoints of this file instead of the data folder's own checkpoints.jsonl: a copy
        /// that was kept elsewhere shows whether events were taken off the end by who could change that file too
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    let Command::Verify { checkpoint, json } = command;
    let read = |file: &PathBuf| std::fs::read(file).with_context(|| file.display().to_string());
    let given = checkpoint.as_ref().map(read).transpose()?;
    let (chain, compared) = installation::in_existing(data, async |app| {
        let own = || std::fs::read(app.settings.checkpoints()).ok().filter(|own| !own.is_empty());
        let compared = match given.clone().or_else(own) {
            Some(checkpoints) => Some(compare(app, &String::from_utf8_lossy(&checkpoints)).await?),
            None => None,
        };
        Ok((check_audit(app, None).await?, compared))
    })
    .await?;
    if json { as_json(&chain, compared.as_ref()) } else { as_words(chain, compared) }
}

fn as_json(chain: &Chain, compared: Option<&Result<usize, Mismatch>>) -> anyhow::Result<ExitCode> {
    let mut told = match chain {
        Chain::Whole { events, head } => json!({ "whole": true, "events": events, "head": head }),
        Chain::Broken { sequence, why } => json!({ "whole": false, "sequence": sequence, "why": why }),
    };
    match compared {
        Some(Ok(count)) => told["checkpoints"] = json!({ "fit": true, "count": count }),
        Some(Err(found)) => {
            told["checkpoints"] = json!({ "fit": false, "line": found.line, "why": found.why })
        }
        None => {}
    }
    output::json(&told)?;
    let is_good = matches!(chain, Chain::Whole { .. }) && !matches!(compared, Some(Err(_)));
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn as_words(chain: Chain, compared: Option<Result<usize, Mismatch>>) -> anyhow::Result<ExitCode> {
    match chain {
        Chain::Whole { events, head } => {
            output::line(format_args!("The audit log is whole: {events} events, the newest hash is {head}"))?;
        }
        Chain::Broken { sequence, why } => bail!("the audit log is broken at event {sequence}: {why}"),
    }
    match compared {
        Some(Ok(count)) => output::line(format_args!("It fits all {count} checkpoints"))?,
        Some(Err(found)) => {
            bail!("the audit log does not fit the checkpoint on line {}: {}", found.line, found.why)
        }
        None => {}
    }
    Ok(ExitCode::SUCCESS)
}
