//! `slipway backup`: makes, lists, verifies and prunes backups of Slipway's own state.

mod answer;
mod drill;
mod list;
mod verify;

use super::{Data, installation, output};
use crate::access::permit::Operator;
use crate::actions::back_up::{back_up, prune_backups, show_recovery_key};
use crate::backups::{Made, Pruned};
use crate::domain::backup::size;
use crate::domain::text::count_of;
use crate::domain::time::Span;
use anyhow::bail;
use serde_json::json;
use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a backup now, beside a server that may be running
    Create {
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// List the backups of both folders, newest first
    List {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Read a backup whole and compare it with its manifest; exit status 1 where it is not what it should be
    Verify(verify::Verify),
    /// Remove the backups that the settings do not keep; never the newest that is verified
    Prune {
        /// Say what would be removed and remove nothing
        #[arg(long)]
        dry_run: bool,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Restore the newest backups into an empty folder, serve them from there, kill that server, and say how long coming
    /// back took; exit status 1 where anything is not as it was
    Drill(drill::Drill),
    /// Serve the pages of a drill's folder and nothing else
    #[command(hide = true)]
    Answer,
    /// Show the recovery key: keep it apart from the backups, because without it a lost machine cannot be restored,
    /// and with it and a backup anybody has everything
    Key,
}

pub async fn run(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Create { json } => create(data, json).await,
        Command::List { json } => list::run(data, json),
        Command::Verify(verify) => verify::run(data, verify).await,
        Command::Prune { dry_run, json } => prune(data, dry_run, json).await,
        Command::Drill(drill) => Box::pin(drill::run(data, drill)).await,
        Command::Answer => answer::run(data).await,
        Command::Key => key(data).await,
    }
}

async fn create(data: &Data, as_json: bool) -> anyhow::Result<ExitCode> {
    let operator = Operator::at_command_line();
    let made =
        installation::in_existing(data, async |app| Ok(Box::pin(back_up(app, &operator)).await?)).await?;
    let Made { manifest, file, second } = &made;
    if as_json {
        let second = second.as_ref().map(Result::is_ok);
        output::json(&json!({ "id": manifest.id, "file": file, "second": second, "manifest": manifest }))?;
    } else {
        output::line(format_args!(
            "{}: {}, {}, in {}\n{}",
            manifest.id,
            size(manifest.bytes),
            count_of(usize::try_from(manifest.events)?, "event"),
            Span(manifest.took_us),
            file.display()
        ))?;
    }
    match second {
        Some(Err(error)) => bail!("the backup was made, but the second folder did not get it: {error}"),
        _ => Ok(ExitCode::SUCCESS),
    }
}

async fn prune(data: &Data, dry_run: bool, as_json: bool) -> anyhow::Result<ExitCode> {
    let removed = if dry_run {
        installation::vault(data)?.to_prune()?
    } else {
        let operator = Operator::at_command_line();
        installation::in_existing(data, async |app| Ok(prune_backups(app, &operator).await?)).await?
    };
    if as_json {
        let list = removed
            .iter()
            .map(|Pruned { id, folder, bytes }| json!({ "id": id, "folder": folder, "bytes": bytes }));
        output::json(&json!({ "dry_run": dry_run, "removed": list.collect::<Vec<_>>() }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let does = if dry_run { "Would remove" } else { "Removed" };
    for Pruned { id, folder, bytes } in &removed {
        output::line(format_args!("{does} {id} ({}) from {}", size(*bytes), folder.display()))?;
    }
    let bytes = removed.iter().map(|one| one.bytes).sum();
    output::line(format_args!("{does} {}, {}", count_of(removed.len(), "backup"), size(bytes)))?;
    Ok(ExitCode::SUCCESS)
}

async fn key(data: &Data) -> anyhow::Result<ExitCode> {
    let operator = Operator::at_command_line();
    let key =
        installation::in_existing(data, async |app| Ok(show_recovery_key(app, &operator).await?)).await?;
    // Alone on its line, so that it can be sent straight to where it is kept.
    output::line(key)?;
    Ok(ExitCode::SUCCESS)
}
