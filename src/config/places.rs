//! Paths as the machine sees them.

use std::path::{Path, PathBuf};

/// The path without links and dots, as far as it is there.
pub(super) fn whole(path: &Path) -> PathBuf {
    if let Ok(whole) = path.canonicalize() {
        return whole;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => whole(parent).join(name),
        _ => path.to_owned(),
    }
}

/// Whether a place is this one or lies below it. Both are whole.
pub(super) fn contains(place: &Path, path: &Path) -> bool {
    path.starts_with(place)
}
