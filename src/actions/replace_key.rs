//! The operator goes on with a new key where the former one is lost.

use super::error::ActionError;
use crate::access::permit::Operator;
use crate::domain::time::Time;
use crate::sealed::SecretKey;
use crate::store::events::{self, NewEvent};
use crate::store::{Store, sealed_with};
use serde_json::json;

/// Notes the new key, and removes what only the former one opens.
///
/// # Errors
/// Where the database cannot be written.
pub async fn replace_key(
    store: &Store,
    operator: &Operator,
    key: &SecretKey,
    at: Time,
) -> Result<(), ActionError> {
    let mut write = store.write().await?;
    let codes = sealed_with::remove_sealed(&mut write).await?;
    sealed_with::note(&mut write, &key.fingerprint()).await?;
    let actor = operator.actor();
    let event = NewEvent::new(at, &actor, "key.replaced", key.fingerprint());
    events::append(&mut write, event.with(json!({ "codes_removed": codes }))).await?;
    Ok(write.commit().await?)
}
