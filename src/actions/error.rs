//! Why an action did not happen. Nothing was changed.

use crate::access::policy::Denied;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;

/// Why an action did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// A rule said no, in a sentence for the person.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}
