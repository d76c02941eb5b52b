//! Checkpoints of the audit log: its length and its newest hash, written outside the database.
//!
//! The chain shows what is changed in the middle. That events were taken off its end shows against a checkpoint only,
//! and only to who keeps it where whoever changed the database cannot reach: copy the file to another machine.

use crate::app::App;
use crate::backups::files::sync_name;
use crate::sealed::SecretKey;
use crate::store::events;
use crate::store::{Db, StoreError};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// One checkpoint: a line of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// When, as RFC 3339 in UTC.
    pub time: String,
    /// How many events there were.
    pub events: i64,
    /// The hash of the newest.
    pub head: String,
    /// What only the data folder's key can have made for the three above.
    pub seal: String,
}

impl Checkpoint {
    fn place(time: &str, events: i64, head: &str) -> String {
        format!("checkpoint of {events} events at {time}: {head}")
    }

    /// Whether it was made with this key and is as it was.
    fn is_of(&self, key: &SecretKey) -> bool {
        let place = Self::place(&self.time, self.events, &self.head);
        hex::decode(&self.seal).is_ok_and(|seal| key.open(&place, &seal).is_some())
    }
}

/// Writes a checkpoint at the end of the file, and returns once it is durable.
///
/// # Errors
/// Where the database cannot be read or the file cannot be written.
pub async fn export_checkpoint(app: &App) -> Result<Checkpoint, StoreError> {
    let (events, head) = events::tip(&mut *app.store.read().await?).await?;
    let time = app.clock.now().rfc3339();
    let seal = hex::encode(app.key.seal(&*app.random, &Checkpoint::place(&time, events, &head), b""));
    let checkpoint = Checkpoint { time, events, head, seal };
    let line = crate::store::to_json(&checkpoint);
    let file = app.settings.checkpoints();
    let written = tokio::task::spawn_blocking(move || append(&file, &line)).await;
    written.map_err(io::Error::other)??;
    Ok(checkpoint)
}

/// Appends a line; where a power cut left half of one, it begins behind it.
fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    let gap = if last == *b"\n" { "" } else { "\n" };
    file.write_all(format!("{gap}{line}\n").as_bytes())?;
    file.sync_all()?;
    sync_name(path)
}

/// The newest checkpoint stands in so much of the end of the file, which grows for ever; a line is some hundred bytes.
const TAIL_BYTES: u64 = 64 * 1024;

/// The newest checkpoint of the file; none where there is no file, or nothing that reads as one.
pub fn last_checkpoint(path: &Path) -> io::Result<Option<Checkpoint>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let end = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(end.saturating_sub(TAIL_BYTES)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let tail = String::from_utf8_lossy(&tail);
    Ok(tail.lines().rev().find_map(|line| serde_json::from_str(line).ok()))
}

/// What is wrong with the log, seen from checkpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The line of the checkpoint that does not fit.
    pub line: usize,
    /// In words.
    pub why: String,
}

/// Compares the log with the checkpoints of a file; gives how many there were. Lines that are none, as a power cut
/// leaves, are passed over, unless there is no other.
///
/// # Errors
/// The first that does not fit, inside; where the database cannot be read, outside.
pub async fn compare(app: &App, text: &str) -> Result<Result<usize, Mismatch>, StoreError> {
    let db = &mut *app.store.read().await?;
    let mut count = 0;
    for (at, line) in text.lines().enumerate() {
        let Ok(checkpoint) = serde_json::from_str::<Checkpoint>(line) else { continue };
        count += 1;
        if let Some(why) = misfit(db, &app.key, &checkpoint).await? {
            return Ok(Err(Mismatch { line: at + 1, why }));
        }
    }
    if count == 0 {
        return Ok(Err(Mismatch { line: 1, why: "the file holds no checkpoint".to_owned() }));
    }
    Ok(Ok(count))
}

async fn misfit(db: &mut Db, key: &SecretKey, checkpoint: &Checkpoint) -> Result<Option<String>, StoreError> {
    let Checkpoint { time, events, head, .. } = checkpoint;
    if !checkpoint.is_of(key) {
        return Ok(Some("the checkpoint was not made by this installation, or was changed".to_owned()));
    }
    let found =
        if *events == 0 { Some(events::GENESIS.to_owned()) } else { events::hash_at(db, *events).await? };
    Ok(match found {
        Some(hash) if hash == *head => None,
        Some(_) => Some(format!("event {events} is another one than at {time}")),
        None => Some(format!("the log had {events} events at {time} and has fewer now: its end was cut off")),
    })
}

#[cfg(test)]
mod tests;
