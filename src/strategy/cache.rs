//! Documents that were read already: what one says follows from its bytes and the reader's rules alone, so it is read
//! once.

use super::{Problem, examine};
use crate::domain::reading::difference::changes;
use crate::domain::reading::{Reader, Unread};
use crate::domain::strategy::Strategy;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// So many strategies are kept before all are let go: more than an installation has in force.
const MOST: usize = 512;

/// Strategies by the SHA-256 of the document they were read from and the reader. Not by version: a transaction that is
/// undone gives its version's id back, and another document gets it.
#[derive(Debug, Default)]
pub struct StrategyCache {
    read: RwLock<HashMap<(String, Reader), Arc<Strategy>>>,
    reread: RwLock<HashMap<(String, Reader), Arc<Reread>>>,
}

/// What the newest rules make of a document that is read by others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reread {
    /// What would change, in sentences.
    pub changes: Vec<String>,
    /// What would not be read.
    pub unread: Vec<Unread>,
    /// What would be wrong.
    pub problems: Vec<Problem>,
}

impl Reread {
    /// Whether the newest rules make the same of it.
    pub fn is_same(&self) -> bool {
        self.changes.is_empty() && self.unread.is_empty() && self.problems.is_empty()
    }
}

impl StrategyCache {
    /// The strategy of a document that was read before.
    pub fn get(&self, sha256: &str, reader: Reader) -> Option<Arc<Strategy>> {
        let kept = self.read.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(&(sha256.to_owned(), reader)).cloned()
    }

    /// Reads a stored document that has this SHA-256 and remembers what it says. Problems come beside it: what a newer
    /// Slipway finds wrong with a version in force takes nothing away from it.
    ///
    /// # Errors
    /// The problems of a document that gives no strategy at all.
    pub fn read(
        &self,
        sha256: &str,
        reader: Reader,
        document: &[u8],
    ) -> Result<(Arc<Strategy>, Vec<Problem>), Vec<Problem>> {
        let outcome = examine(document, reader);
        let Some(strategy) = outcome.strategy.map(Arc::new) else { return Err(outcome.problems) };
        let mut kept = self.read.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert((sha256.to_owned(), reader), strategy.clone());
        Ok((strategy, outcome.problems))
    }

    /// What the newest rules would change in a document that was looked at before.
    pub fn known_reread(&self, sha256: &str, reader: Reader) -> Option<Arc<Reread>> {
        let kept = self.reread.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(&(sha256.to_owned(), reader)).cloned()
    }

    /// Compares what this reader makes of a document that has this SHA-256 with what the newest one makes of it.
    pub fn reread(&self, sha256: &str, reader: Reader, document: &[u8]) -> Arc<Reread> {
        if let Some(known) = self.known_reread(sha256, reader) {
            return known;
        }
        let reread = Arc::new(reread(document, reader));
        let mut kept = self.reread.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert((sha256.to_owned(), reader), reread.clone());
        reread
    }
}

fn reread(document: &[u8], reader: Reader) -> Reread {
    if reader == Reader::default() {
        return Reread::default();
    }
    let (before, after) = (examine(document, reader), examine(document, Reader::default()));
    let changes = changes(&before.reading().unwrap_or_default(), &after.reading().unwrap_or_default());
    let is_new = |problem: &Problem| !before.problems.contains(problem);
    let is_unread = |passage: &Unread| !before.unread.contains(passage);
    Reread {
        changes,
        unread: after.unread.into_iter().filter(is_unread).collect(),
        problems: after.problems.into_iter().filter(is_new).collect(),
    }
}
