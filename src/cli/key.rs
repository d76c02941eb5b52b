//! `slipway key`: what to do where `secret.key` is lost or is another installation's.

use super::lock::Lock;
use super::{Data, installation, output};
use crate::access::permit::Operator;
use crate::actions::replace_key::replace_key;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::random::SystemRandom;
use crate::sealed::SecretKey;
use crate::store::{Store, sealed_with};
use anyhow::{Context, ensure};
use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write secret.key again from the recovery key, which is read from the first line of standard input
    Restore,
    /// Go on with a new key, knowing what that costs: one-time codes have to be set up again, groups of the sign-in
    /// provider come back at each person's next sign-in, and earlier backups need the old recovery key
    Replace {
        /// Do it without asking
        #[arg(long)]
        yes: bool,
    },
}

pub async fn run(data: &Data, command: Command) -> anyhow::Result<ExitCode> {
    let settings = installation::settings(data)?;
    ensure!(
        settings.database().is_file(),
        "{} holds no installation; name its folder with --data",
        settings.data.display()
    );
    let _held = (Lock::take(&settings.data)?, installation::enter(&settings)?);
    let store = Store::open(&settings.database()).await?;
    let done = match command {
        Command::Restore => restore(&settings, &store).await,
        Command::Replace { yes } => replace(&settings, &store, yes).await,
    };
    store.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn restore(settings: &Settings, store: &Store) -> anyhow::Result<()> {
    let key = SecretKey::of_recovery_key(&super::restore::first_line()?).map_err(anyhow::Error::msg)?;
    let known = sealed_with::fingerprint(&mut *store.read().await?).await?;
    ensure!(
        known.is_none_or(|known| known == key.fingerprint()),
        "this is the recovery key of another installation: nothing was changed"
    );
    let aside = put_aside(settings)?;
    key.give_to(&settings.data).context("secret.key")?;
    output::line("secret.key is there again.")?;
    aside.map_or(Ok(()), |name| output::line(format_args!("The other one is kept as {name}.")))
}

async fn replace(settings: &Settings, store: &Store, yes: bool) -> anyhow::Result<()> {
    output::line(
        "A new key is made. One-time codes are removed and have to be set up again, groups of the sign-in provider come \
         back at each person's next sign-in, and earlier backups can be restored with the old recovery key alone.",
    )?;
    super::restore::agree(yes)?;
    let aside = put_aside(settings)?;
    let checkpoints = settings.checkpoints();
    if checkpoints.is_file() {
        std::fs::rename(&checkpoints, checkpoints.with_extension("jsonl.earlier-key"))
            .context("checkpoints")?;
    }
    let key = SecretKey::of_folder(&settings.data, &SystemRandom).context("secret.key")?;
    replace_key(store, &Operator::at_command_line(), &key, SystemClock.now()).await?;
    output::line(
        "The new key is in use. Have its recovery key shown with slipway backup key, and keep it elsewhere.",
    )?;
    aside.map_or(Ok(()), |name| output::line(format_args!("The former one is kept as {name}.")))
}

/// Puts the key that is there out of the way. It may be another installation's only one, so it is kept.
fn put_aside(settings: &Settings) -> anyhow::Result<Option<String>> {
    let Some(other) = SecretKey::of_existing(&settings.data).context("secret.key")? else { return Ok(None) };
    let name = format!("secret.key.{}", other.fingerprint());
    std::fs::rename(settings.data.join("secret.key"), settings.data.join(&name)).context("secret.key")?;
    Ok(Some(name))
}
