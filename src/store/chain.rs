//! The chain of the audit log: each event follows from the one before it.

use super::events::{self, Event, GENESIS};
use super::{Db, StoreError};

/// What a walk of the chain found.
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

/// A walk that goes on page by page: the log is append-only, so that no lock is needed between two.
#[derive(Debug)]
pub struct Walk {
    last: (i64, String),
}

impl Walk {
    /// Before the first event.
    pub fn begin() -> Self {
        Self { last: (0, GENESIS.to_owned()) }
    }

    /// Goes on by a page; gives what was found once there is nothing more to walk.
    pub async fn go_on(&mut self, db: &mut Db) -> Result<Option<Chain>, StoreError> {
        // Below the first place too: what somebody put there would be read, and be in no chain.
        let after = if self.last.0 == 0 { i64::MIN } else { self.last.0 };
        let page = events::after(db, after, PAGE).await?;
        if page.is_empty() {
            let (events, head) = self.last.clone();
            return Ok(Some(Chain::Whole { events, head }));
        }
        Ok(self.follow(page).map(|(sequence, why)| Chain::Broken { sequence, why }))
    }

    /// Goes on over these events; gives the place of the first that does not follow, and why.
    pub fn follow(&mut self, page: Vec<Event>) -> Option<(i64, &'static str)> {
        for event in page {
            if let Some(found) = self.broken(&event) {
                return Some(found);
            }
            self.last = (event.sequence, event.hash);
        }
        None
    }

    /// What is wrong with an event, seen from the one before it.
    fn broken(&self, event: &Event) -> Option<(i64, &'static str)> {
        let (sequence, hash) = &self.last;
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
}
