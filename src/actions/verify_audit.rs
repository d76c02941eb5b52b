//! Walks the chain of the audit log.

use crate::app::App;
use crate::store::StoreError;
use crate::store::events::{self, Event, GENESIS};

/// What the walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chain {
    /// Every event follows from the one before it.
    Whole {
        /// How many there are.
        events: i64,
        /// The hash of the newest: who keeps it elsewhere notices when events are taken off the end.
        head: String,
    },
    /// One does not.
    Broken {
        /// The place in the chain of the first that does not.
        sequence: i64,
        /// What is wrong with it, in words.
        why: &'static str,
    },
}

/// How many events are held in memory at once.
const PAGE: i64 = 1_000;

/// Walks the chain from the first event, in pages: the log is append-only, so that no lock is needed.
pub async fn verify_audit(app: &App) -> Result<Chain, StoreError> {
    let mut last = (0, GENESIS.to_owned());
    loop {
        let mut read = app.store.read().await?;
        let page = events::after(&mut read, last.0, PAGE).await?;
        drop(read);
        if page.is_empty() {
            return Ok(Chain::Whole { events: last.0, head: last.1 });
        }
        for event in page {
            if let Some((sequence, why)) = broken(&last, &event) {
                return Ok(Chain::Broken { sequence, why });
            }
            last = (event.sequence, event.hash);
        }
    }
}

/// What is wrong with an event, seen from the one before it.
fn broken(last: &(i64, String), event: &Event) -> Option<(i64, &'static str)> {
    let (sequence, hash) = last;
    if event.sequence != sequence + 1 {
        return Some((sequence + 1, "it is missing"));
    }
    if event.hash != event.expected_hash() {
        return Some((event.sequence, "its content is not what was hashed"));
    }
    (event.previous_hash != *hash).then_some((event.sequence, "the event before it is another one"))
}

#[cfg(test)]
mod tests;
