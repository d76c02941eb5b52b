//! Opening the installation for a command, beside a server that may be running.

use super::Data;
use super::lock::Lock;
use crate::app::App;
use crate::backups::{Journal, Vault};
use crate::clock::SystemClock;
use crate::config::{Flags, Settings};
use crate::random::SystemRandom;
use crate::sealed::SecretKey;
use anyhow::{Context, bail, ensure};
use std::sync::Arc;

/// Does something in the installation of a data folder, which is made where there is none.
pub async fn in_any<T>(data: &Data, act: impl AsyncFnOnce(&App) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let settings = settings(data)?;
    let folder = settings.data.display().to_string();
    let _open = enter(&settings)?;
    let app = App::open(settings).await.context(folder)?;
    let done = act(&app).await;
    app.store.close().await;
    done
}

/// Does something in an installation that must be there: a mistyped folder is an error, not an empty installation.
pub async fn in_existing<T>(
    data: &Data,
    act: impl AsyncFnOnce(&App) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let settings = settings(data)?;
    if !settings.database().is_file() && !Journal::is_begun(&settings.data) {
        bail!("{} holds no installation; name its folder with --data", settings.data.display());
    }
    in_any(data, act).await
}

/// Holds a data folder that is about to be opened, beside others who have it open, and finishes a restore that was cut
/// off.
///
/// # Errors
/// Where a restore has it alone, or its database is lost while its backups are there: an empty one in its place would
/// look like an installation.
pub fn enter(settings: &Settings) -> anyhow::Result<Lock> {
    let data = &settings.data;
    let open = Lock::share(data)?;
    if Journal::is_begun(data) {
        drop(open);
        let alone = Lock::alone(data)?;
        Journal::finish(data).context("a restore that was cut off")?;
        drop(alone);
        return enter(settings);
    }
    let is_lost = !settings.database().is_file() && settings.backups_folder().is_dir();
    ensure!(
        !is_lost,
        "the database in {} is gone, and its backups are there: bring one back with slipway restore latest",
        data.display()
    );
    Ok(open)
}

/// The backups of these settings, with this key.
pub fn vault_with(settings: &Settings, key: SecretKey) -> Vault {
    Vault::of(settings, key, Arc::new(SystemClock), Arc::new(SystemRandom))
}

/// The backups of a data folder, whether or not its database can be opened.
pub fn vault(data: &Data) -> anyhow::Result<Vault> {
    let settings = settings(data)?;
    let Some(key) = SecretKey::of_existing(&settings.data).context("secret.key")? else {
        bail!("{} holds no installation; name its folder with --data", settings.data.display());
    };
    Ok(vault_with(&settings, key))
}

/// The settings of a data folder, which may be empty.
pub fn settings(data: &Data) -> anyhow::Result<Settings> {
    let flags = Flags { data: data.folder.clone(), ..Flags::default() };
    Settings::load(&flags).map_err(anyhow::Error::msg)
}
