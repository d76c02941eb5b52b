//! One server at a time on a data folder.

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
        let began = Instant::now();
        loop {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Ok(Self(file)),
                Err(Errno::WOULDBLOCK) if began.elapsed() < PATIENCE => sleep(PAUSE),
                Err(Errno::WOULDBLOCK) => bail!("another server is running on {}", data.display()),
                Err(error) => return Err(error).with_context(named),
            }
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
}
