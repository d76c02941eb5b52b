//! An admin makes a group of people, which then holds roles.

use super::administration::administrator;
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::domain::group;
use crate::domain::id::GroupId;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::groups;
use serde_json::json;

/// Makes a group. With a `claim`, the sign-in provider says who its members are, by its name for the group.
///
/// # Errors
/// Denied for who does not administer; a refusal where a name does not fit or is or was another group's, or another
/// stands for the claim.
pub async fn make_group(
    app: &App,
    actor: &Actor,
    name: &str,
    claim: Option<&str>,
) -> Result<GroupId, ActionError> {
    group::check_name(name)?;
    claim.map_or(Ok(()), group::check_claim)?;
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    if groups::is_name_taken(&mut write, name).await? {
        let words =
            format!("A group is or was called {name}; the audit log tells of it, so choose another name.");
        return Err(Refusal::conflict(words).into());
    }
    if let Some(claim) = claim
        && groups::is_claim_taken(&mut write, claim).await?
    {
        return Err(Refusal::conflict(format!("Another group stands for the provider's {claim}.")).into());
    }
    let at = app.clock.now();
    let id = groups::insert(&mut write, &permit, name, claim, at).await?;
    let (actor, details) = (permit.actor(), json!({ "claim": claim }));
    events::append(&mut write, NewEvent::new(at, &actor, "group.made", name).with(details)).await?;
    write.commit().await?;
    Ok(id)
}
