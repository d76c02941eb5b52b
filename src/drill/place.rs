//! The folder in which a drill restores: in the data folder, for its owner alone, gone afterwards.

use super::Proved;
use rustix::fs::{FlockOperation, flock, statvfs};
use rustix::io::Errno;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// A file that says of a data folder that it is a drill's: what a drill starts serves no other.
pub const MARK: &str = "drill";

const FOLDER: &str = "drill";
const LOCK: &str = "drill.lock";

/// The folder, held so that there is one drill at a time; removed when it is dropped.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    _held: File,
}

impl Place {
    /// Takes it, and removes what a drill left that was killed. None where another process has it.
    ///
    /// # Errors
    /// Where the data folder cannot be written to.
    pub fn take(data: &Path) -> io::Result<Option<Self>> {
        let held = File::options().create(true).append(true).open(data.join(LOCK))?;
        match flock(&held, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) => return Ok(None),
            taken => taken?,
        }
        let place = Self { folder: data.join(FOLDER), _held: held };
        place.clear()?;
        Ok(Some(place))
    }

    /// An empty folder in it; what was there before is removed.
    pub(super) fn empty(&self) -> Proved<PathBuf> {
        let make = || {
            self.clear()?;
            DirBuilder::new().mode(0o700).create(&self.folder)?;
            let data = self.folder.join("data");
            DirBuilder::new().mode(0o700).create(&data)?;
            Ok(data)
        };
        make().map_err(|error: io::Error| format!("{}: {error}", self.folder.display()))
    }

    /// A second folder beside the empty one, for a copy of a backup.
    pub(super) fn beside(&self) -> Proved<PathBuf> {
        let beside = self.folder.join("copy");
        let made = DirBuilder::new().mode(0o700).create(&beside);
        made.map(|()| beside.clone()).map_err(|error| format!("{}: {error}", beside.display()))
    }

    /// Says so where there is no room for files of this length.
    pub(super) fn has_room_for(&self, bytes: u64) -> Proved<()> {
        let parent = self.folder.parent().unwrap_or(Path::new("."));
        let disk = statvfs(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free >= bytes {
            return Ok(());
        }
        let size = crate::domain::backup::size;
        Err(format!("a drill needs {} in {}, and {} are free", size(bytes), parent.display(), size(free)))
    }

    fn clear(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Err(error) = self.clear() {
            tracing::error!(%error, folder = %self.folder.display(), "what a drill restored could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_drill_at_a_time_and_nothing_is_left_of_it() {
        let data = tempfile::tempdir().unwrap();
        let place = Place::take(data.path()).unwrap().unwrap();
        assert!(Place::take(data.path()).unwrap().is_none());
        let restored = place.empty().unwrap();
        fs::write(restored.join("slipway.db"), "secret").unwrap();
        assert_eq!(place.empty().unwrap().read_dir().unwrap().count(), 0);
        assert!(place.has_room_for(1).is_ok());
        assert!(place.has_room_for(u64::MAX).unwrap_err().contains("are free"));
        drop(place);
        let left: Vec<_> = data.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, [LOCK]);
        assert!(Place::take(data.path()).unwrap().is_some());
    }
}
