//! Removing backups that nobody needs any more, in each folder by itself.

use super::{BackupError, Vault};
use crate::domain::backup::{BackupId, kept};
use std::path::PathBuf;

/// A backup that was removed, or would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pruned {
    /// Which.
    pub id: BackupId,
    /// In which folder.
    pub folder: PathBuf,
    /// How long its file is.
    pub bytes: u64,
}

impl Vault {
    /// What would be removed.
    pub fn to_prune(&self) -> Result<Vec<Pruned>, BackupError> {
        let mut removed = Vec::new();
        for shelf in self.shelves() {
            let backups = shelf.list()?;
            let candidates: Vec<_> = backups.iter().map(super::Backup::candidate).collect();
            let kept = kept(&candidates, &self.keep);
            let others = backups.into_iter().enumerate().filter(|(at, _)| !kept.contains(at));
            for (_, backup) in others {
                // Where the manifest is gone nobody knows when it was made: a person decides.
                let Some(bytes) = backup.says().map(|manifest| manifest.bytes) else { continue };
                removed.push(Pruned { id: backup.id, folder: shelf.folder().to_owned(), bytes });
            }
        }
        Ok(removed)
    }

    /// Removes it; gives what was removed.
    pub async fn prune(&self) -> Result<Vec<Pruned>, BackupError> {
        let mut held = Vec::new();
        for shelf in self.shelves() {
            held.push(shelf.hold().await?);
        }
        let removed = self.to_prune()?;
        for shelf in self.shelves() {
            for one in removed.iter().filter(|one| one.folder == shelf.folder()) {
                shelf.remove(&one.id)?;
            }
        }
        Ok(removed)
    }
}
