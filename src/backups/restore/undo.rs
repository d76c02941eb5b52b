//! Taking a restore back: the database that it replaced takes its place again.

use super::prepare::is_alone;
use super::{DATABASE, REPLACED, Restored, Vault};
use crate::access::actor::Actor;
use crate::backups::journal::{Failpoint, Journal};
use crate::backups::{BackupError, files};
use crate::domain::time::Time;
use crate::store::backups::{HeldBack, hold_back, open_processes, standing};
use crate::store::events::{self, NewEvent};
use crate::store::{Store, StoreError, latest};
use serde_json::json;
use std::path::{Path, PathBuf};

/// A database that was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Its folder, which is named by when that was.
    pub folder: PathBuf,
    /// The latest moment that it knows of.
    pub seen: Time,
}

impl Vault {
    /// The database that the last restore replaced.
    ///
    /// # Errors
    /// A sentence where there is none, or it cannot be opened.
    pub async fn last_replaced(&self) -> Result<Replaced, BackupError> {
        let all = self.data().join(REPLACED);
        let folders = all.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
        let newest = folders.filter(|folder| folder.join(DATABASE).is_file()).max();
        let Some(folder) = newest else {
            return Err(BackupError::Refused("there is no restore to undo: nothing was replaced".to_owned()));
        };
        let seen = self.seen(&folder.join(DATABASE)).await.map_err(|error| {
            let (name, folder) = (DATABASE, folder.display());
            BackupError::Refused(format!(
                "{name} in {folder} cannot be opened, so it is not brought back: {error}"
            ))
        })?;
        Ok(Replaced { folder, seen })
    }

    /// How the processes of what the database in use says is running are found, as JSON; none where it cannot be read.
    pub async fn processes(&self) -> Vec<String> {
        standing(&self.database, 0).await.map(|standing| standing.processes).unwrap_or_default()
    }

    async fn seen(&self, file: &Path) -> Result<Time, StoreError> {
        let store = Store::open(file).await?;
        let seen = latest::time(&mut *store.read().await?).await;
        store.close().await;
        seen
    }

    /// Brings it back. What the restored state did since goes aside in its turn.
    ///
    /// # Errors
    /// As [`Vault::restore`].
    pub async fn undo(
        &self,
        replaced: &Replaced,
        by: &Actor,
        before: Failpoint<'_>,
    ) -> Result<Restored, BackupError> {
        let file = replaced.folder.join(DATABASE);
        let store = Store::open(&file).await?;
        let held = self.hold_back_again(&store, replaced, by).await;
        store.close().await;
        is_alone(&file)?;
        files::sync(&file).map_err(BackupError::at(&file))?;
        let (held_back, processes) = held?;
        let data = self.data();
        let incoming = file.strip_prefix(data).unwrap_or(&file).to_owned();
        let journal = Journal { incoming, aside: self.new_aside() };
        journal.carry_out(data, before).map_err(BackupError::at(data))?;
        // What is left in it is of no use any more, and in nobody's way where it stays.
        let _ = std::fs::remove_dir(&replaced.folder);
        Ok(Restored { held_back, processes, aside: data.join(journal.aside) })
    }

    async fn hold_back_again(
        &self,
        store: &Store,
        replaced: &Replaced,
        by: &Actor,
    ) -> Result<(HeldBack, Vec<String>), StoreError> {
        let at = self.clock.now().max(replaced.seen);
        let mut write = store.write().await?;
        let processes = open_processes(&mut write).await?;
        let held = hold_back(&mut write, at).await?;
        let subject = replaced.folder.file_name().unwrap_or_default().to_string_lossy();
        let details = json!({ "interrupted": held.interrupted, "runs": held.runs, "by_hand": held.by_hand });
        let event = NewEvent::new(at, by, "installation.restore_undone", subject).with(details);
        events::append(&mut write, event).await?;
        write.commit().await?;
        Ok((held, processes))
    }
}
