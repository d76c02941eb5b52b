//! An admin takes a role from a person or a group again.

use super::add_person::{NewGrant, find};
use super::administration::{Administration, administrator};
use super::error::ActionError;
use super::grant_role::{Change, Holder, HolderName};
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::domain::refusal::Refusal;
use crate::store::{grants, groups};

/// Takes a role from who holds it by themselves; what a person holds by a group is taken there.
///
/// # Errors
/// Denied for who does not administer and where there is no such person or group; a refusal where they do not hold
/// the role, or nobody would be left who administers.
pub async fn revoke_role(
    app: &App,
    actor: &Actor,
    holder: &HolderName,
    grant: &NewGrant,
) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let holder = Holder::of(&mut write, holder).await?;
    let (role, project) = find(&mut write, grant).await?;
    let (before, at) = (holder.held(&mut write).await?, app.clock.now());
    let administration = Administration::before(app, &mut write).await?;
    let held = match &holder {
        Holder::Person(person) => grants::revoke(&mut write, &permit, person.id, role, project, at).await?,
        Holder::Group(group) => groups::revoke(&mut write, &permit, group.id, role, project, at).await?,
    };
    if !held {
        return Err(Refusal::conflict(format!("{} does not hold {grant}.", holder.name())).into());
    }
    administration.goes_on(app, &mut write).await?;
    let after = holder.held(&mut write).await?;
    let change = Change { action: ["role.revoked", "group_role.revoked"], grant, project, before, after };
    change.record(&mut write, at, &permit.actor(), &holder).await?;
    write.commit().await?;
    Ok(())
}
