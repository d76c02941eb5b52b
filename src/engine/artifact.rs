//! Whether an artifact still is what the release says: its bytes are read and hashed.

use super::http::{Miss, accept, address, cause, failure, shown};
use crate::domain::time::Span;
use percent_encoding::percent_decode_str;
use reqwest::Client;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const BUFFER_BYTES: usize = 256 * 1024;

/// How much is read for one artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A larger artifact is not read to its end.
    pub max_bytes: u64,
    /// Reading it must not take longer.
    pub timeout: Span,
}

/// An artifact whose bytes are the expected ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Its size.
    pub bytes: u64,
}

/// Reads the artifact at `uri` and compares its SHA-256 (hexadecimal, in any case) with the one of the release.
/// Reads `file://` addresses and absolute paths of this machine, and `http` and `https`.
///
/// Errors say that it cannot be read, is too large, or is another one.
pub async fn verify(client: &Client, uri: &str, sha256: &str, limits: Limits) -> Result<Verified, Miss> {
    let reading = read(client, uri, limits);
    let (digest, bytes) =
        tokio::time::timeout(limits.timeout.to_std(), reading).await.map_err(|_| too_long(limits))??;
    if digest.eq_ignore_ascii_case(sha256) {
        return Ok(Verified { bytes });
    }
    Err(format!(
        "the artifact is another one: its sha256 begins with {}, {} was expected",
        start(&digest),
        start(sha256)
    )
    .into())
}

fn too_long(limits: Limits) -> Miss {
    Miss { why: format!("the artifact could not be read within {}", limits.timeout), timed_out: true }
}

async fn read(client: &Client, uri: &str, limits: Limits) -> Result<(String, u64), Miss> {
    match uri.split_once(':') {
        _ if uri.starts_with('/') => Ok(read_file(uri.into(), limits.max_bytes).await?),
        Some((scheme, _)) if scheme.eq_ignore_ascii_case("file") => {
            Ok(read_file(path_of(uri)?, limits.max_bytes).await?)
        }
        Some((scheme, _)) if matches!(&*scheme.to_ascii_lowercase(), "http" | "https") => {
            fetch(client, uri, limits).await
        }
        Some((scheme, _)) => Err(format!(
            "this machine cannot read {scheme}: addresses, only file:, http:, https: and absolute paths"
        )
        .into()),
        None => Err("this machine cannot read the artifact: an address or an absolute path is expected"
            .to_owned()
            .into()),
    }
}

/// The path in a `file:` address of this machine.
fn path_of(uri: &str) -> Result<PathBuf, String> {
    let url = reqwest::Url::parse(uri).map_err(|error| format!("{uri:?} is not an address: {error}"))?;
    if !matches!(url.host_str(), None | Some("" | "localhost")) {
        return Err(format!("{uri:?} is a file of another machine"));
    }
    let path = percent_decode_str(url.path()).decode_utf8();
    path.map(|path| path.into_owned().into()).map_err(|_| format!("{uri:?} is not UTF-8"))
}

/// Hashes a file on a thread that may block, until nobody waits for it any more.
async fn read_file(path: PathBuf, max_bytes: u64) -> Result<(String, u64), String> {
    let wanted = Arc::new(AtomicBool::new(true));
    let _until_dropped = Wanted(wanted.clone());
    tokio::task::spawn_blocking(move || hash_file(&path, max_bytes, &wanted))
        .await
        .map_err(|error| format!("the artifact could not be read: {error}"))?
}

struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

fn hash_file(path: &Path, max_bytes: u64, wanted: &AtomicBool) -> Result<(String, u64), String> {
    let failed = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    // Asked before it is opened: opening a pipe would wait for somebody to write.
    if !path.metadata().map_err(failed)?.is_file() {
        return Err(format!("{} is not a file", path.display()));
    }
    let mut file = File::open(path).map_err(failed)?;
    let mut hash = Hash::up_to(max_bytes);
    let mut buffer = vec![0; BUFFER_BYTES];
    while wanted.load(Ordering::Relaxed) {
        match file.read(&mut buffer).map_err(failed)? {
            0 => break,
            count => hash.update(&buffer[..count])?,
        }
    }
    Ok(hash.finish())
}

async fn fetch(client: &Client, uri: &str, limits: Limits) -> Result<(String, u64), Miss> {
    let url = address(uri)?;
    let name = shown(&url);
    let failed = |error| failure(&name, &error, limits.timeout);
    let mut response = client.get(url).send().await.map_err(failed)?;
    accept(&response).map_err(|why| format!("{name}: {why}"))?;
    let mut hash = Hash::up_to(limits.max_bytes);
    let broke_off = |error| format!("{name}: the answer broke off: {}", cause(&error));
    while let Some(bytes) = response.chunk().await.map_err(broke_off)? {
        hash.update(&bytes)?;
    }
    Ok(hash.finish())
}

/// A hash over bytes that must not be too many.
struct Hash {
    sha256: Sha256,
    bytes: u64,
    max_bytes: u64,
}

impl Hash {
    fn up_to(max_bytes: u64) -> Self {
        Self { sha256: Sha256::new(), bytes: 0, max_bytes }
    }

    fn update(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if self.bytes > self.max_bytes {
            return Err(format!("the artifact is larger than {} bytes", self.max_bytes));
        }
        self.sha256.update(bytes);
        Ok(())
    }

    fn finish(self) -> (String, u64) {
        (hex::encode(self.sha256.finalize()), self.bytes)
    }
}

/// Enough of a digest for people to tell two apart.
fn start(digest: &str) -> String {
    digest.chars().take(12).collect()
}

#[cfg(test)]
mod tests;
