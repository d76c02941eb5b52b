//! An admin makes a role of the installation's own. It may do nothing until the matrix says so.

use super::change_access::Acting;
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::domain::id::RoleId;
use crate::domain::refusal::Refusal;
use crate::domain::role::check_name;
use crate::store::events::{self, NewEvent};
use crate::store::roles;

/// Makes a role.
///
/// # Errors
/// Refused where the name does not fit, or is or was another role's.
pub async fn add_role(app: &App, actor: &Actor, name: &str) -> Result<RoleId, ActionError> {
    let mut acting = Acting::begin(app, actor).await?;
    let name = name.trim();
    check_name(name)?;
    if let Some(role) = roles::by_name(&mut acting.write, name).await? {
        return Err(taken(&role).into());
    }
    let id = roles::insert(&mut acting.write, &acting.admin, name, acting.at).await?;
    let actor = acting.admin.actor();
    events::append(&mut acting.write, NewEvent::new(acting.at, &actor, "role.created", name)).await?;
    acting.write.commit().await?;
    Ok(id)
}

fn taken(role: &roles::Role) -> Refusal {
    let name = &role.name;
    Refusal::conflict(match role.is_retired {
        true => format!("{name} was a role that is retired; its name is not used again."),
        false => format!("There is a role {name} already."),
    })
}

#[cfg(test)]
mod tests;
