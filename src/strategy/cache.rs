//! Documents that were read already: a stored version never changes, so it is read once.

use super::Problem;
use crate::domain::id::StrategyVersionId;
use crate::domain::strategy::Strategy;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Strategies by the version they were read from.
#[derive(Debug, Default)]
pub struct StrategyCache(RwLock<HashMap<StrategyVersionId, Arc<Strategy>>>);

impl StrategyCache {
    /// The strategy of a version that was read before.
    pub fn get(&self, version: StrategyVersionId) -> Option<Arc<Strategy>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&version).cloned()
    }

    /// Reads a version's document and remembers it.
    ///
    /// # Errors
    /// The problems of the document; a stored one has none unless the reader became stricter.
    pub fn read(&self, version: StrategyVersionId, document: &[u8]) -> Result<Arc<Strategy>, Vec<Problem>> {
        let strategy = Arc::new(super::read(document)?);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(version, strategy.clone());
        Ok(strategy)
    }
}
