//! Walks the chain of the audit log.

use crate::access::actor::Actor;
use crate::app::App;
use crate::store::audit_checks::{self, Check};
use crate::store::events::{self, Event, GENESIS, NewEvent};
use crate::store::{Db, StoreError};
use serde_json::json;

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

/// Walks the chain, and keeps when that was and what came of it. Who asked for it stands in the log; the daily walk
/// and the operator's, who can see the file itself, do not.
pub async fn check_audit(app: &App, by: Option<&Actor>) -> Result<Chain, StoreError> {
    let chain = verify_audit(app).await?;
    let mut write = app.store.write().await?;
    let (at, check) = (app.clock.now(), chain.as_check(&mut write, app).await?);
    audit_checks::insert(&mut write, &check).await?;
    if let Some(actor) = by {
        let details = json!({ "events": check.sequence, "head": check.head, "broken_at": check.broken_at });
        let subject = if check.broken_at.is_none() { "whole" } else { "broken" };
        events::append(&mut write, NewEvent::new(at, actor, "audit.verified", subject).with(details)).await?;
    }
    write.commit().await?;
    Ok(chain)
}

impl Chain {
    async fn as_check(&self, db: &mut Db, app: &App) -> Result<Check, StoreError> {
        let at = app.clock.now();
        Ok(match self {
            Self::Whole { events, head } => {
                Check { at, sequence: *events, head: head.clone(), broken_at: None }
            }
            Self::Broken { sequence: broken, .. } => {
                let (sequence, head) = events::tip(db).await?;
                Check { at, sequence, head, broken_at: Some(*broken) }
            }
        })
    }
}

/// Walks the chain from the first event, in pages: the log is append-only, so that no lock is needed.
pub async fn verify_audit(app: &App) -> Result<Chain, StoreError> {
    let mut last = (0, GENESIS.to_owned());
    // Below the first place too: what somebody put there would be read, and be in no chain.
    let mut after = i64::MIN;
    loop {
        let mut read = app.store.read().await?;
        let page = events::after(&mut read, after, PAGE).await?;
        drop(read);
        if page.is_empty() {
            return Ok(Chain::Whole { events: last.0, head: last.1 });
        }
        if let Some((sequence, why)) = walk(&mut last, page) {
            return Ok(Chain::Broken { sequence, why });
        }
        after = last.0;
    }
}

/// Goes on from the last event that was seen; gives the first that does not follow, and why.
fn walk(last: &mut (i64, String), page: Vec<Event>) -> Option<(i64, &'static str)> {
    for event in page {
        if let Some(found) = broken(last, &event) {
            return Some(found);
        }
        *last = (event.sequence, event.hash);
    }
    None
}

/// What is wrong with an event, seen from the one before it.
fn broken(last: &(i64, String), event: &Event) -> Option<(i64, &'static str)> {
    let (sequence, hash) = last;
    if event.sequence < 1 {
        return Some((event.sequence, "nothing stands before the first event"));
    }
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
