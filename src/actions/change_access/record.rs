//! What the audit log says of a change: an event for each cell, so that the log of an environment holds it.

use crate::access::actor::Actor;
use crate::domain::access_change::AccessChange;
use crate::domain::id::AccessChangeId;
use crate::domain::time::Time;
use crate::store::events::{self, NewEvent};
use crate::store::{StoreError, Write};
use serde_json::json;

/// Appends the events of what was done to a change.
pub async fn record(
    write: &mut Write,
    actor: &Actor,
    at: Time,
    (id, action): (AccessChangeId, &'static str),
    change: &AccessChange,
) -> Result<(), StoreError> {
    for cell in &change.cells {
        let details = json!({
            "change": id,
            "role": cell.role_name,
            "environment": cell.environment_name,
            "before": cell.before.to_string(),
            "after": cell.after.to_string(),
        });
        let event = NewEvent::new(at, actor, action, cell.place()).with(details);
        events::append(write, NewEvent { environment: Some(cell.environment), ..event }).await?;
    }
    Ok(())
}
