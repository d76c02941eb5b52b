//! Opening the installation for a command, beside a server that may be running.

use super::Data;
use crate::app::App;
use crate::backups::Vault;
use crate::clock::SystemClock;
use crate::config::{Flags, Settings};
use crate::random::SystemRandom;
use crate::sealed::SecretKey;
use anyhow::{Context, bail};
use std::sync::Arc;

/// Does something in the installation of a data folder, which is made where there is none.
pub async fn in_any<T>(data: &Data, act: impl AsyncFnOnce(&App) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let settings = settings(data)?;
    let folder = settings.data.display().to_string();
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
    if !settings.database().is_file() {
        bail!("{} holds no installation; name its folder with --data", settings.data.display());
    }
    in_any(data, act).await
}

/// The backups of a data folder, whether or not its database can be opened.
pub fn vault(data: &Data) -> anyhow::Result<Vault> {
    let settings = settings(data)?;
    let Some(key) = SecretKey::of_existing(&settings.data).context("secret.key")? else {
        bail!("{} holds no installation; name its folder with --data", settings.data.display());
    };
    Ok(Vault::of(&settings, key, Arc::new(SystemClock), Arc::new(SystemRandom)))
}

fn settings(data: &Data) -> anyhow::Result<Settings> {
    let flags = Flags { data: data.folder.clone(), ..Flags::default() };
    Settings::load(&flags).map_err(anyhow::Error::msg)
}
