//! Walks the chain of the audit log.

use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::time::Time;
use crate::store::audit_checks::{self, Check};
pub use crate::store::chain::Chain;
use crate::store::chain::Walk;
use crate::store::events::{self, NewEvent};
use crate::store::{Db, StoreError};
use serde_json::json;

/// Walks the chain, and keeps when that was and what came of it. Who asked for it stands in the log; the daily walk
/// and the operator's, who can see the file itself, do not.
pub async fn check_audit(app: &App, by: Option<&Actor>) -> Result<Chain, StoreError> {
    let chain = verify_audit(app).await?;
    let mut write = app.store.write().await?;
    let at = app.clock.now();
    let check = as_check(&chain, &mut write, at).await?;
    audit_checks::insert(&mut write, &check).await?;
    if let Some(actor) = by {
        let details = json!({ "events": check.sequence, "head": check.head, "broken_at": check.broken_at });
        let subject = if check.broken_at.is_none() { "whole" } else { "broken" };
        events::append(&mut write, NewEvent::new(at, actor, "audit.verified", subject).with(details)).await?;
    }
    write.commit().await?;
    Ok(chain)
}

async fn as_check(chain: &Chain, db: &mut Db, at: Time) -> Result<Check, StoreError> {
    Ok(match chain {
        Chain::Whole { events, head } => Check { at, sequence: *events, head: head.clone(), broken_at: None },
        Chain::Broken { sequence: broken, .. } => {
            let (sequence, head) = events::tip(db).await?;
            Check { at, sequence, head, broken_at: Some(*broken) }
        }
    })
}

/// Walks the chain from the first event; see [`Walk`].
pub async fn verify_audit(app: &App) -> Result<Chain, StoreError> {
    let mut walk = Walk::begin();
    loop {
        if let Some(chain) = walk.go_on(&mut *app.store.read().await?).await? {
            return Ok(chain);
        }
    }
}

#[cfg(test)]
mod tests;
