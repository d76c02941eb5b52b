//! Finding the backup that somebody means.

use super::shelf::{Backup, Shelf};
use super::{BackupError, Vault};
use crate::domain::backup::BackupId;
use crate::domain::time::Time;
use std::path::Path;

impl Vault {
    /// Every copy of the backup that these words name: `latest`, a name, or the path of a file or of a folder of
    /// backups, whose newest it is.
    ///
    /// # Errors
    /// A sentence where there is none.
    pub fn find(&self, words: &str) -> Result<Vec<Backup>, BackupError> {
        let path = Path::new(words);
        if path.is_file() {
            return Ok(vec![Backup::of_file(path)?]);
        }
        if path.is_dir() {
            let newest = Shelf::second(path.to_owned()).list()?.into_iter().next();
            return newest.map(|backup| vec![backup]).ok_or_else(|| none(format!("{words} holds no backup")));
        }
        if words == "latest" {
            return self.newest_of(|_| true, "there is no backup yet");
        }
        let no_such = |_| none(format!("{words}: there is no such backup and no such file"));
        let wanted = BackupId::parse(words).map_err(no_such)?;
        let found: Vec<Backup> = self.all()?.into_iter().filter(|backup| backup.id == wanted).collect();
        if found.is_empty() { Err(none(format!("there is no backup {wanted}"))) } else { Ok(found) }
    }

    /// Every copy of the newest backup that was made before a moment.
    ///
    /// # Errors
    /// A sentence where there is none.
    pub fn find_before(&self, moment: Time) -> Result<Vec<Backup>, BackupError> {
        self.newest_of(|made_at| made_at < moment, "there is no backup that was made before")
    }

    fn newest_of(&self, is: impl Fn(Time) -> bool, otherwise: &str) -> Result<Vec<Backup>, BackupError> {
        let mut all = self.all()?;
        let made = all.iter().map(|backup| (backup.candidate().made_at, backup.id.clone()));
        let Some((_, newest)) = made.filter(|(made_at, _)| is(*made_at)).max() else {
            return Err(none(otherwise.to_owned()));
        };
        all.retain(|backup| backup.id == newest);
        Ok(all)
    }

    /// Where the second folder cannot be read, the first may be what is left.
    fn all(&self) -> Result<Vec<Backup>, BackupError> {
        let first = self.first.list()?;
        let second = self.second.as_ref().map(|shelf| shelf.list().unwrap_or_default());
        Ok(first.into_iter().chain(second.unwrap_or_default()).collect())
    }
}

fn none(words: String) -> BackupError {
    BackupError::Refused(words)
}
