//! Whether something happened that a page shows.

use crate::store::events::{self, Event};
use crate::store::{Store, StoreError};

/// How many audit events are read at once.
const PAGE: i64 = 200;

/// A place in the audit log up to which a stream has looked.
#[derive(Debug, Clone, Copy)]
pub struct News {
    /// The sequence of the last event that was looked at.
    pub sequence: i64,
}

impl News {
    /// From a place that the page knows, else from now on.
    pub async fn since(store: &Store, known: Option<i64>) -> Result<Self, StoreError> {
        let sequence = match known {
            Some(sequence) => sequence,
            None => events::head(&mut *store.read().await?).await?,
        };
        Ok(Self { sequence })
    }

    /// Whether anything that matters happened since the last look.
    pub async fn any(
        &mut self,
        store: &Store,
        matters: impl Fn(&Event) -> bool + Send,
    ) -> Result<bool, StoreError> {
        let mut any = false;
        loop {
            let page = events::after(&mut *store.read().await?, self.sequence, PAGE).await?;
            let Some(last) = page.last() else { return Ok(any) };
            self.sequence = last.sequence;
            any = any || page.iter().any(&matters);
        }
    }
}
