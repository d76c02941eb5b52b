//! What can go wrong with backups, in sentences.

use crate::store::StoreError;
use std::io;
use std::path::Path;

/// Something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file or folder could not be used.
    #[error("{0}: {1}")]
    File(String, io::Error),
    /// The database could not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is not to be done as things are; the sentence says why.
    #[error("{0}")]
    Refused(String),
}

impl BackupError {
    /// What failed at this path.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let name = path.display().to_string();
        move |error| Self::File(name, error)
    }
}
