//! One server at a time on a data folder.

use anyhow::{Context, bail};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use std::fs::File;
use std::path::Path;

/// Holds the folder for one server until it is dropped, or the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the lock is the open file")] File);

impl Lock {
    /// Takes the lock of a data folder, which is made where there is none.
    ///
    /// # Errors
    /// Where another server holds it, or the folder cannot be written to.
    pub fn take(data: &Path) -> anyhow::Result<Self> {
        let path = data.join("lock");
        let named = || path.display().to_string();
        std::fs::create_dir_all(data).with_context(|| data.display().to_string())?;
        let file = File::options().create(true).append(true).open(&path).with_context(named)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self(file)),
            Err(Errno::WOULDBLOCK) => bail!("another server is running on {}", data.display()),
            Err(error) => Err(error).with_context(named),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_once_until_it_is_let_go() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("deep/data");
        let held = Lock::take(&data).unwrap();
        assert!(Lock::take(&data).unwrap_err().to_string().contains("another server is running"));
        drop(held);
        assert!(Lock::take(&data).is_ok());
    }
}
