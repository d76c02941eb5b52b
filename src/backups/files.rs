//! Files that are there whole or not at all, and stay so when the power goes.

use super::BackupError;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::future::Future;
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

const CHUNK_BYTES: usize = 1 << 20;

/// The length of a file, and its SHA-256 in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digested {
    /// In bytes.
    pub bytes: u64,
    /// In lower-case hexadecimal digits.
    pub sha256: String,
}

/// Reads a file whole, beside the runtime.
pub async fn digest(file: &Path) -> Result<Digested, BackupError> {
    let (path, name) = (file.to_owned(), file.to_owned());
    aside(move || pour(&mut File::open(path)?, &mut io::sink())).await.map_err(BackupError::at(&name))
}

/// Copies a file and makes the copy durable, beside the runtime; gives what was copied.
pub async fn copy(from: &Path, into: &Path) -> Result<Digested, BackupError> {
    let (from, to, name) = (from.to_owned(), into.to_owned(), into.to_owned());
    let copied = aside(move || {
        let mut target = create(&to)?;
        let copied = pour(&mut File::open(from)?, &mut target)?;
        target.sync_all()?;
        Ok(copied)
    });
    flushed_meanwhile(into, copied).await.map_err(BackupError::at(&name))
}

/// How often what grows is made durable.
const FLUSH_EVERY: Duration = Duration::from_millis(10);

/// Makes a file durable while it is being written, a little at a time: all at once at the end would keep everybody's
/// commits waiting for the disk.
pub async fn flushed_meanwhile<T>(file: &Path, writing: impl Future<Output = T>) -> T {
    let flushing = async {
        loop {
            tokio::time::sleep(FLUSH_EVERY).await;
            let path = file.to_owned();
            // What cannot be made durable now is told when all of it is written.
            let _ = aside(move || File::open(path)?.sync_data()).await;
        }
    };
    tokio::select! {
        biased;
        written = writing => written,
        never = flushing => never,
    }
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

fn pour(from: &mut impl Read, into: &mut impl Write) -> io::Result<Digested> {
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0; CHUNK_BYTES]);
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return Ok(Digested { bytes, sha256: hex::encode(hash.finalize()) }),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hash.update(&buffer[..count]);
        into.write_all(&buffer[..count])?;
        bytes += count as u64;
    }
}

/// A new file for its owner alone, in place of one that an earlier try left.
fn create(path: &Path) -> io::Result<File> {
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// Makes a folder with all above it, where there is none, and each of their names durable.
pub fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = folder_of(path);
    make_folder(above)?;
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Err(error) if !path.is_dir() => Err(error),
        _ => sync(above),
    }
}

/// Makes the name of a new file durable: its content alone may be found nowhere.
pub fn sync_name(path: &Path) -> io::Result<()> {
    sync(folder_of(path))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes what was written into a file by somebody else durable.
pub fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// The same beside the runtime.
pub async fn sync_aside(path: &Path) -> Result<(), BackupError> {
    let (file, name) = (path.to_owned(), path.to_owned());
    aside(move || sync(&file)).await.map_err(BackupError::at(&name))
}

/// Renames, and makes that durable.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_name(to)
}

/// Writes a small file beside its place and moves it there.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let beside = part_of(path);
    let mut file = create(&beside)?;
    file.write_all(content)?;
    file.sync_all()?;
    rename(&beside, path)
}

/// The name under which a file is written before it is whole.
pub fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Removes a file, if it is there.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
