//! What commands print, and what they read. Printing to a pipe that was closed is an error like any other.

use anyhow::{Context, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{Read, Write};
use std::path::Path;

/// Prints bytes to standard output as they are.
pub fn bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).context("standard output")
}

/// Prints a line.
pub fn line(text: impl std::fmt::Display) -> anyhow::Result<()> {
    bytes(format!("{text}\n").as_bytes())
}

/// Prints a value as JSON for a script, on one line.
pub fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(serde_json::to_string(value)?)
}

/// The content of a file, or as much of it as shows that it is too large.
pub fn file(path: &Path, most_bytes: usize) -> anyhow::Result<Vec<u8>> {
    let named = || path.display().to_string();
    let mut content = Vec::new();
    let limit = u64::try_from(most_bytes)? + 1;
    let file = std::fs::File::open(path).with_context(named)?;
    file.take(limit).read_to_end(&mut content).with_context(named)?;
    Ok(content)
}

/// A JSON file as a value; the error names the file, and the line and column in it.
pub fn json_file<T: DeserializeOwned>(path: &Path, most_bytes: usize) -> anyhow::Result<T> {
    let content = file(path, most_bytes)?;
    if content.len() > most_bytes {
        bail!("{}: at most {most_bytes} bytes are expected", path.display());
    }
    serde_json::from_slice(&content).with_context(|| path.display().to_string())
}
