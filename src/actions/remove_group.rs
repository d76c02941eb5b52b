//! An admin removes a group: its members lose what they held by it.

use super::administration::{Administration, administrator, group};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::domain::id::GroupId;
use crate::store::events::{self, NewEvent};
use crate::store::held::{self, Held};
use crate::store::{groups, people};
use serde_json::json;

/// Removes a group.
///
/// # Errors
/// Denied for who does not administer and where there is no such group; a refusal where nobody would be left who
/// administers.
pub async fn remove_group(app: &App, actor: &Actor, id: GroupId) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let group = group(&mut write, id).await?;
    let holds = held::of_groups(&mut write, Some(id)).await?;
    let members: Vec<_> =
        groups::members(&mut write, Some(id)).await?.into_iter().map(|member| member.person).collect();
    let names: Vec<String> = people::names(&mut write, &members).await?.into_values().collect();
    let administration = Administration::before(app, &mut write).await?;
    let at = app.clock.now();
    groups::remove(&mut write, &permit, id, at).await?;
    administration.goes_on(app, &mut write).await?;
    let roles: Vec<String> = holds.iter().map(|(_, held)| Held::words(held)).collect();
    let details = json!({ "before": { "members": names, "roles": roles }, "after": null });
    let actor = permit.actor();
    events::append(&mut write, NewEvent::new(at, &actor, "group.removed", group.name).with(details)).await?;
    write.commit().await?;
    Ok(())
}
