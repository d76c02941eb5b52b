//! An admin puts a person into a group, or takes them out of it.

use super::administration::{Administration, administrator, group, person_typed};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::{Administrator, Manages};
use crate::app::App;
use crate::domain::id::GroupId;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::groups::{self, Group};
use crate::store::people::Person;
use crate::store::{StoreError, Write};
use serde_json::json;

/// Makes the person of a sign-in name a member of a group.
///
/// # Errors
/// Denied for who does not administer and where there is no such group; a refusal where there is no such person, they
/// are a member already, or the sign-in provider says who is.
pub async fn add_member(app: &App, actor: &Actor, id: GroupId, name: &str) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let group = group(&mut write, id).await?;
    let person = person_typed(&mut write, name).await?;
    if group.claim.is_some() {
        let words = format!("The sign-in provider says who is in {}.", group.name);
        return Err(Refusal::conflict(words).into());
    }
    if !groups::add_member(&mut write, &permit, id, person.id, app.clock.now()).await? {
        return Err(Refusal::conflict(format!("{} is in {} already.", person.name, group.name)).into());
    }
    record(app, &mut write, &permit, "group.member_added", &group, &person).await?;
    write.commit().await?;
    Ok(())
}

/// Takes the person of a sign-in name out of a group.
///
/// # Errors
/// Denied for who does not administer and where there is no such group; a refusal where there is no such person, no
/// admin put them there, or nobody would be left who administers.
pub async fn remove_member(app: &App, actor: &Actor, id: GroupId, name: &str) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let group = group(&mut write, id).await?;
    let person = person_typed(&mut write, name).await?;
    let administration = Administration::before(app, &mut write).await?;
    if !groups::end_membership(&mut write, &permit, id, person.id, app.clock.now()).await? {
        let words = format!("No admin put {} into {}.", person.name, group.name);
        return Err(Refusal::conflict(words).into());
    }
    administration.goes_on(app, &mut write).await?;
    record(app, &mut write, &permit, "group.member_removed", &group, &person).await?;
    write.commit().await?;
    Ok(())
}

async fn record(
    app: &App,
    write: &mut Write,
    permit: &Administrator,
    action: &'static str,
    group: &Group,
    person: &Person,
) -> Result<(), StoreError> {
    let is_in = action == "group.member_added";
    let details = json!({ "member": person.sign_in_name, "before": !is_in, "after": is_in });
    let actor = permit.actor();
    let event = NewEvent::new(app.clock.now(), &actor, action, &group.name).with(details);
    events::append(write, event).await?;
    Ok(())
}
