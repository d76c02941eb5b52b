//! `slipway restore`: brings a backup of Slipway's own state back, or takes that back again.

mod words;

use super::lock::Lock;
use super::{Data, installation, output};
use crate::access::permit::Operator;
use crate::backups::{Backup, BackupError, Journal, Restore, Vault};
use crate::config::Settings;
use crate::domain::backup::Reason;
use crate::domain::time::Time;
use crate::engine;
use crate::sealed::SecretKey;
use anyhow::{Context, bail, ensure};
use std::io::BufRead;
use std::process::ExitCode;
use std::time::Instant;

/// The arguments of `slipway restore`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The backup's name, the path of its file or of a folder of backups, or latest
    #[arg(value_name = "latest|ID|FILE", required_unless_present_any = ["before", "undo"])]
    which: Option<String>,
    /// The newest backup that was made before this moment, such as 2026-11-23T14:00:00Z
    #[arg(long, value_name = "TIME", conflicts_with = "which")]
    before: Option<String>,
    /// Bring the state back that the last restore replaced
    #[arg(long, conflicts_with_all = ["which", "before", "dry_run", "recovery_key"])]
    undo: bool,
    /// Look at the backup, say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Read the recovery key from the first line of standard input: for a data folder whose secret.key is lost
    #[arg(long)]
    recovery_key: bool,
}

pub async fn run(data: &Data, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let settings = installation::settings(data)?;
    let key = key(&settings, arguments.recovery_key)?;
    if arguments.dry_run {
        let vault = installation::vault_with(&settings, key);
        let restore = plan(&vault, &arguments).await?;
        words::tell_plan(&restore)?;
        return Ok(ExitCode::SUCCESS);
    }
    let _server = Lock::take(&settings.data)?;
    let _alone = Lock::alone(&settings.data)?;
    Journal::finish(&settings.data).context("a restore that was cut off")?;
    let vault = installation::vault_with(&settings, key);
    if arguments.undo {
        return undo(&vault, arguments.yes).await;
    }
    restore(&vault, &arguments).await
}

async fn restore(vault: &Vault, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let restore = plan(vault, arguments).await?;
    words::tell_plan(&restore)?;
    agree(arguments.yes)?;
    let began = Instant::now();
    keep_what_is(vault, &restore).await?;
    // What the replaced state holds as running would run on beside the restored one, which may not know it.
    let standing = restore.standing.as_ref().map(|standing| standing.processes.as_slice());
    engine::end_processes(vault.data(), standing.unwrap_or_default()).await;
    let operator = Operator::at_command_line();
    let restored = Box::pin(vault.restore(&restore, &operator.actor(), &mut |_| Ok(()))).await?;
    engine::end_processes(vault.data(), &restored.processes).await;
    words::tell_restored(&restore, &restored, began.elapsed())?;
    Ok(ExitCode::SUCCESS)
}

async fn undo(vault: &Vault, yes: bool) -> anyhow::Result<ExitCode> {
    let replaced = vault.last_replaced().await?;
    words::tell_undo(&replaced)?;
    agree(yes)?;
    keep(vault).await?;
    engine::end_processes(vault.data(), &vault.processes().await).await;
    let operator = Operator::at_command_line();
    let undone = Box::pin(vault.undo(&replaced, &operator.actor(), &mut |_| Ok(()))).await?;
    engine::end_processes(vault.data(), &undone.processes).await;
    words::tell_undone(&undone)?;
    Ok(ExitCode::SUCCESS)
}

async fn plan(vault: &Vault, arguments: &Arguments) -> anyhow::Result<Restore> {
    Ok(vault.plan_restore(find(vault, arguments)?).await?)
}

fn find(vault: &Vault, arguments: &Arguments) -> anyhow::Result<Vec<Backup>> {
    if let Some(text) = &arguments.before {
        let before = Time::of_rfc3339(text)
            .with_context(|| format!("{text:?}: a moment such as 2026-11-23T14:00:00Z is expected"))?;
        return Ok(vault.find_before(before)?);
    }
    Ok(vault.find(arguments.which.as_deref().unwrap_or("latest"))?)
}

/// A state that can be read is backed up; one that cannot is kept as it is, beside the restored one.
async fn keep_what_is(vault: &Vault, restore: &Restore) -> anyhow::Result<()> {
    match restore.standing {
        Some(_) => keep(vault).await,
        None => Ok(()),
    }
}

async fn keep(vault: &Vault) -> anyhow::Result<()> {
    match Box::pin(vault.create(Reason::BeforeRestore)).await {
        Ok(made) => output::line(format_args!("The present state is kept as {}.", made.manifest.id)),
        Err(BackupError::Refused(why)) => {
            output::line(format_args!("The present state is not backed up, only moved aside: {why}"))
        }
        Err(error) => Err(error).context("the present state could not be backed up, so nothing was done"),
    }
}

fn key(settings: &Settings, given: bool) -> anyhow::Result<SecretKey> {
    let own = SecretKey::of_existing(&settings.data).context("secret.key")?;
    if !given {
        let data = settings.data.display();
        return own.with_context(|| {
            format!("{data} has no secret.key: send the recovery key to --recovery-key on standard input")
        });
    }
    let line = first_line()?;
    let key = SecretKey::of_recovery_key(&line).map_err(anyhow::Error::msg)?;
    let is_same = own.is_none_or(|own| own.fingerprint() == key.fingerprint());
    ensure!(
        is_same,
        "{} has another key than this one: name a new folder with --data",
        settings.data.display()
    );
    Ok(key)
}

pub(super) fn agree(yes: bool) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    output::line("Type yes to go on:")?;
    if first_line()?.trim() != "yes" {
        bail!("nothing was done");
    }
    Ok(())
}

pub(super) fn first_line() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("standard input")?;
    Ok(line)
}
