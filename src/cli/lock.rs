//! Who has a data folder: one server, any number of commands beside it, or a restore that has it alone.

use crate::backups::files::make_folder;
use anyhow::{Context, bail};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use std::fs::File;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// When a server is killed while it starts a command, the beginning of that command still holds the lock until it has
/// become the command's program. Whoever takes the lock next waits for that, at most so long.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(20);

/// Held until it is dropped, or the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(Vec<File>);

impl Lock {
    /// Takes a data folder, which is made where there is none, for one server.
    ///
    /// # Errors
    /// Where another server holds it, or the folder cannot be written to.
    pub fn take(data: &Path) -> anyhow::Result<Self> {
        let held = || format!("another server is running on {}", data.display());
        let mut lock = Self::of_file(data, "lock", FlockOperation::NonBlockingLockExclusive, held)?;
        // A file can be deleted while it is held, and made anew by the next; the folder is the same for both.
        let folder = File::open(data).with_context(|| data.display().to_string())?;
        hold(&folder, FlockOperation::NonBlockingLockExclusive, held, || data.display().to_string())?;
        lock.0.push(folder);
        Ok(lock)
    }

    /// Opens a data folder beside others who do.
    ///
    /// # Errors
    /// Where a restore has it alone, or the folder cannot be written to.
    pub fn share(data: &Path) -> anyhow::Result<Self> {
        let held = || format!("{} is being restored", data.display());
        Self::of_file(data, "open.lock", FlockOperation::NonBlockingLockShared, held)
    }

    /// Takes a data folder for a restore, beside which nobody has it open.
    ///
    /// # Errors
    /// Where a server or a command has it open, or the folder cannot be written to.
    pub fn alone(data: &Path) -> anyhow::Result<Self> {
        let held =
            || format!("a server or a command has {} open: end it, then do this again", data.display());
        Self::of_file(data, "open.lock", FlockOperation::NonBlockingLockExclusive, held)
    }

    fn of_file(
        data: &Path,
        name: &str,
        how: FlockOperation,
        held: impl FnOnce() -> String,
    ) -> anyhow::Result<Self> {
        let path = data.join(name);
        let named = || path.display().to_string();
        make_folder(data).with_context(|| data.display().to_string())?;
        let file = File::options().create(true).append(true).open(&path).with_context(named)?;
        hold(&file, how, held, named)?;
        Ok(Self(vec![file]))
    }
}

/// Waits a moment for the lock of an open file or folder.
fn hold(
    file: &File,
    how: FlockOperation,
    held: impl FnOnce() -> String,
    named: impl FnOnce() -> String,
) -> anyhow::Result<()> {
    let began = Instant::now();
    loop {
        match flock(file, how) {
            Ok(()) => return Ok(()),
            Err(Errno::WOULDBLOCK) if began.elapsed() < PATIENCE => sleep(PAUSE),
            Err(Errno::WOULDBLOCK) => bail!(held()),
            Err(error) => return Err(error).with_context(named),
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
        std::fs::remove_file(data.join("lock")).unwrap();
        let refused = Lock::take(&data).unwrap_err().to_string();
        assert!(
            refused.contains("another server is running"),
            "its file is gone, and it is still there: {refused}"
        );
        drop(held);
        assert!(Lock::take(&data).is_ok());
    }

    #[test]
    fn a_folder_that_is_let_go_in_a_moment_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let held = Lock::take(folder.path()).unwrap();
        let letting_go = std::thread::spawn(move || {
            sleep(PAUSE);
            drop(held);
        });
        assert!(Lock::take(folder.path()).is_ok());
        letting_go.join().unwrap();
    }

    #[test]
    fn a_restore_is_alone_and_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let both = [Lock::share(folder.path()).unwrap(), Lock::share(folder.path()).unwrap()];
        assert!(Lock::alone(folder.path()).unwrap_err().to_string().contains("a server or a command has"));
        drop(both);
        let _alone = Lock::alone(folder.path()).unwrap();
        assert!(Lock::share(folder.path()).unwrap_err().to_string().contains("is being restored"));
    }
}
