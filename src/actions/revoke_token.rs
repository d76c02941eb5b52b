//! Revokes an API token: from then on it opens nothing.

use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::policy;
use crate::app::App;
use crate::domain::id::TokenId;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::{grants, tokens};
use serde_json::json;

/// Revokes a token: one's own, or anybody's where the actor manages tokens. Revoking it again changes nothing.
///
/// # Errors
/// One refusal where there is no such token, and where it is another's and the actor does not manage tokens.
pub async fn revoke_token(app: &App, actor: &Actor, id: TokenId) -> Result<(), ActionError> {
    let none = || Refusal::invalid("There is no such token.");
    let at = app.clock.now();
    let mut write = app.store.write().await?;
    let found = tokens::by_id(&mut write, id).await?.ok_or_else(none)?;
    let held = grants::of(&mut write, actor).await?;
    let keeper = policy::keep_tokens(actor, &held, found.owner).map_err(|_| none())?;
    if !tokens::revoke(&mut write, &keeper, id, at).await? {
        return Ok(());
    }
    let details = json!({ "prefix": found.prefix, "role": found.role, "owner": found.owner_sign_in_name });
    let event = NewEvent::new(at, keeper.actor(), "token.revoked", &found.name).in_project(found.project);
    events::append(&mut write, event.with(details)).await?;
    write.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
