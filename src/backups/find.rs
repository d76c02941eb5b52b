//! Finding the backup that somebody means.

use super::shelf::Backup;
use super::{BackupError, Vault};
use crate::domain::backup::BackupId;
use std::path::Path;

impl Vault {
    /// Every copy of the backup that these words name: `latest`, a name, or the path of a file.
    ///
    /// # Errors
    /// A sentence where there is none.
    pub fn find(&self, words: &str) -> Result<Vec<Backup>, BackupError> {
        let path = Path::new(words);
        if path.is_file() {
            return Ok(vec![Backup::of_file(path)?]);
        }
        let wanted = match words {
            "latest" => self.latest()?,
            name => BackupId::parse(name).map_err(|_| {
                BackupError::Refused(format!("{name}: there is no such backup and no such file"))
            })?,
        };
        let mut found = Vec::new();
        for shelf in self.shelves() {
            found.extend(shelf.list()?.into_iter().filter(|backup| backup.id == wanted));
        }
        if found.is_empty() {
            return Err(BackupError::Refused(format!("there is no backup {wanted}")));
        }
        Ok(found)
    }

    fn latest(&self) -> Result<BackupId, BackupError> {
        let mut all = Vec::new();
        for shelf in self.shelves() {
            all.extend(shelf.list()?);
        }
        let newest = all.into_iter().max_by_key(|backup| backup.candidate().made_at);
        newest
            .map(|backup| backup.id)
            .ok_or_else(|| BackupError::Refused("there is no backup yet".to_owned()))
    }
}
