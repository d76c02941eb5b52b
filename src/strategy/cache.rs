//! Documents that were read already: what one says follows from its bytes alone, so it is read once.

use super::Problem;
use crate::domain::strategy::Strategy;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// So many strategies are kept before all are let go: more than an installation has in force.
const MOST: usize = 512;

/// Strategies by the SHA-256 of the document they were read from. Not by version: a transaction that is undone gives
/// its version's id back, and another document gets it.
#[derive(Debug, Default)]
pub struct StrategyCache(RwLock<HashMap<String, Arc<Strategy>>>);

impl StrategyCache {
    /// The strategy of a document that was read before.
    pub fn get(&self, sha256: &str) -> Option<Arc<Strategy>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(sha256).cloned()
    }

    /// Reads a document that has this SHA-256 and remembers it.
    ///
    /// # Errors
    /// The problems of the document; a stored one has none unless the reader became stricter.
    pub fn read(&self, sha256: &str, document: &[u8]) -> Result<Arc<Strategy>, Vec<Problem>> {
        let strategy = Arc::new(super::read(document)?);
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(sha256.to_owned(), strategy.clone());
        Ok(strategy)
    }
}
