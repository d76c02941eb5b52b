//! Slipway's own state, kept apart from itself: backups are made, looked at again, kept as long as the settings say,
//! and brought back.
//!
//! A backup is two files beside each other: the database, and a manifest that says what is in it and that only the
//! installation's key can have made. A third tells what was seen when somebody looked at it again. All of that is in
//! folders, never in the database, because it is needed when the database is gone.

mod create;
mod damage;
mod failure;
pub mod files;
mod find;
mod journal;
mod prune;
mod restore;
mod sealed_manifest;
mod shelf;
mod verify;

pub use create::Made;
pub use failure::BackupError;
pub use journal::{Failpoint, Journal, Step};
pub use prune::Pruned;
pub use restore::{Replaced, Restore, Restored, Window};
pub use shelf::{Backup, Shelf};

use crate::clock::Clock;
use crate::config::Settings;
use crate::domain::backup::Keep;
use crate::random::Random;
use crate::sealed::SecretKey;
use std::path::PathBuf;
use std::sync::Arc;

/// Where an installation's backups are, and what making and proving them takes.
pub struct Vault {
    /// The database in use.
    database: PathBuf,
    /// The folder `backups` in the data folder.
    pub first: Shelf,
    /// The folder on another disk, where the settings name one.
    pub second: Option<Shelf>,
    keep: Keep,
    key: SecretKey,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Vault {
    /// The backups of the installation that these settings name.
    pub fn of(settings: &Settings, key: SecretKey, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self {
            database: settings.database(),
            first: Shelf::own(settings.backups_folder()),
            second: settings.backups.second.clone().map(Shelf::second),
            keep: settings.backups.keep,
            key,
            clock,
            random,
        }
    }

    /// Both folders, or the one there is.
    pub fn shelves(&self) -> impl Iterator<Item = &Shelf> {
        std::iter::once(&self.first).chain(&self.second)
    }
}

#[cfg(test)]
mod tests;
