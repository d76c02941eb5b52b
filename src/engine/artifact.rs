//! Whether an artifact still is what the release says: its bytes are read and hashed, and kept where commands find them.

mod sources;

pub use sources::Sources;

use super::http::{Miss, accept, address, cause, failure, shown};
use crate::domain::time::Span;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
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
/// Reads `file://` addresses and absolute paths of this machine, and `http` and `https`. Where it is the one, its bytes
/// are in the file `kept` afterwards.
///
/// Errors say that it cannot be read, is too large, or is another one. Of what another one is, they tell nothing.
pub async fn verify(
    sources: &Sources,
    uri: &str,
    sha256: &str,
    limits: Limits,
    kept: Option<&Path>,
) -> Result<Verified, Miss> {
    let half = kept.map(Half::beside).transpose()?;
    let reading = read(sources, uri, limits, half.as_ref());
    let (digest, bytes) =
        tokio::time::timeout(limits.timeout.to_std(), reading).await.map_err(|_| too_long(limits))??;
    if !digest.eq_ignore_ascii_case(sha256) {
        return Err("the artifact is another one than the one that was registered".to_owned().into());
    }
    if let (Some(half), Some(kept)) = (half, kept) {
        half.keep(kept)?;
    }
    Ok(Verified { bytes })
}

/// Where the commands of a workspace find the artifact, under the name that it has in its address: beside it, where
/// they can read and not write. What this program writes below a workspace could lead anywhere.
pub fn place(workspace: &Path, uri: &str) -> PathBuf {
    let path = uri.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let last = percent_decode_str(last).decode_utf8_lossy();
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._+-".contains(c) { c } else { '_' };
    let name: String = last.chars().take(100).map(plain).collect();
    let name = if name.trim_matches(['.', '_']).is_empty() { "artifact".to_owned() } else { name };
    folder(workspace).join(name)
}

/// The folder that holds the artifact of a workspace.
pub fn folder(workspace: &Path) -> PathBuf {
    workspace.with_extension("artifact")
}

/// Whether an artifact is a file of this machine.
pub fn is_local(uri: &str) -> bool {
    uri.starts_with('/') || uri.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"))
}

/// What was read of an artifact so far. It goes where it is not kept.
struct Half(PathBuf);

impl Half {
    fn beside(kept: &Path) -> Result<Self, String> {
        let half = kept.with_file_name(".half");
        let folder = half.parent().unwrap_or(kept);
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self(half))
    }

    /// A file of its own, whatever lies there.
    fn file(&self) -> Result<File, String> {
        let made = match std::fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => File::create_new(&self.0),
        };
        made.map_err(|error| format!("{}: {error}", self.0.display()))
    }

    fn keep(self, kept: &Path) -> Result<(), String> {
        std::fs::rename(&self.0, kept).map_err(|error| format!("{}: {error}", kept.display()))
    }
}

impl Drop for Half {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn too_long(limits: Limits) -> Miss {
    Miss { why: format!("the artifact could not be read within {}", limits.timeout), timed_out: true }
}

async fn read(
    sources: &Sources,
    uri: &str,
    limits: Limits,
    half: Option<&Half>,
) -> Result<(String, u64), Miss> {
    let copy = half.map(Half::file).transpose()?;
    let hash = Hash::up_to(limits.max_bytes, copy);
    match uri.split_once(':') {
        _ if uri.starts_with('/') => Ok(read_file(sources, uri.into(), hash).await?),
        Some((scheme, _)) if scheme.eq_ignore_ascii_case("file") => {
            Ok(read_file(sources, path_of(uri)?, hash).await?)
        }
        Some((scheme, _)) if matches!(&*scheme.to_ascii_lowercase(), "http" | "https") => {
            fetch(sources, uri, limits, hash).await
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
async fn read_file(sources: &Sources, path: PathBuf, hash: Hash) -> Result<(String, u64), String> {
    let wanted = Arc::new(AtomicBool::new(true));
    let _until_dropped = Wanted(wanted.clone());
    let sources = sources.clone();
    tokio::task::spawn_blocking(move || hash_file(&sources, &path, hash, &wanted))
        .await
        .map_err(|error| format!("the artifact could not be read: {error}"))?
}

struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

fn hash_file(
    sources: &Sources,
    path: &Path,
    mut hash: Hash,
    wanted: &AtomicBool,
) -> Result<(String, u64), String> {
    let failed = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let mut file = sources.open(path)?;
    let mut buffer = vec![0; BUFFER_BYTES];
    while wanted.load(Ordering::Relaxed) {
        match file.read(&mut buffer).map_err(failed)? {
            0 => break,
            count => hash.update(&buffer[..count])?,
        }
    }
    Ok(hash.finish())
}

async fn fetch(sources: &Sources, uri: &str, limits: Limits, mut hash: Hash) -> Result<(String, u64), Miss> {
    let url = address(uri)?;
    let name = shown(&url);
    let failed = |error| failure(&name, &error, limits.timeout);
    let mut response = sources.client(&url)?.get(url).send().await.map_err(failed)?;
    accept(&response).map_err(|why| format!("{name}: {why}"))?;
    let broke_off = |error| format!("{name}: the answer broke off: {}", cause(&error));
    while let Some(bytes) = response.chunk().await.map_err(broke_off)? {
        hash.update(&bytes)?;
    }
    Ok(hash.finish())
}

/// A hash over bytes that must not be too many, and a copy of them.
struct Hash {
    copy: Option<File>,
    sha256: Sha256,
    bytes: u64,
    max_bytes: u64,
}

impl Hash {
    fn up_to(max_bytes: u64, copy: Option<File>) -> Self {
        Self { copy, sha256: Sha256::new(), bytes: 0, max_bytes }
    }

    fn update(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if self.bytes > self.max_bytes {
            return Err(format!("the artifact is larger than {} bytes", self.max_bytes));
        }
        if let Some(copy) = &mut self.copy {
            copy.write_all(bytes).map_err(|error| format!("the artifact cannot be kept: {error}"))?;
        }
        self.sha256.update(bytes);
        Ok(())
    }

    fn finish(self) -> (String, u64) {
        (hex::encode(self.sha256.finalize()), self.bytes)
    }
}

#[cfg(test)]
mod tests;
