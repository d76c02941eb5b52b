//! An admin retires a role of the installation's own: nobody holds it any more, and nobody can.

use super::change_access::Acting;
use super::error::ActionError;
use super::strategy_in_force::strategies_in_force;
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::id::RoleId;
use crate::domain::refusal::Refusal;
use crate::domain::text::list_words;
use crate::store::environments;
use crate::store::events::{self, NewEvent};
use crate::store::roles::{self, Role};
use crate::store::{Db, StoreError, holdings};
use serde_json::{Value, json};

/// Retires a role: its cells, and what people, groups and tokens hold by it, end now.
///
/// # Errors
/// Refused where it is built in, retired already, or named by a document in force.
pub async fn retire_role(app: &App, actor: &Actor, role: RoleId) -> Result<(), ActionError> {
    let mut acting = Acting::begin(app, actor).await?;
    let role = roles::by_id(&mut acting.write, role).await?.ok_or(Denied::NotFound)?;
    check(app, &mut acting.write, &role).await?;
    let before = before(&mut acting.write, &role).await?;
    holdings::end_of_role(&mut acting.write, &acting.admin, role.id, acting.at).await?;
    roles::retire(&mut acting.write, &acting.admin, role.id, acting.at).await?;
    let actor = acting.admin.actor();
    let event = NewEvent::new(acting.at, &actor, "role.retired", &role.name);
    let details = json!({ "before": before, "after": "retired" });
    events::append(&mut acting.write, event.with(details)).await?;
    acting.overtake().await?;
    acting.write.commit().await?;
    Ok(())
}

/// Whether a role can be retired now.
///
/// # Errors
/// A refusal that says why not.
pub async fn check(app: &App, db: &mut Db, role: &Role) -> Result<(), ActionError> {
    let name = &role.name;
    if role.built_in {
        return Err(Refusal::conflict(format!("{name} is built in: every installation has it.")).into());
    }
    if role.is_retired {
        return Err(Refusal::conflict(format!("{name} is retired already.")).into());
    }
    let in_force = strategies_in_force(app, db, None).await?;
    let names = |row: &crate::domain::strategy::AccessRow| row.role.eq_ignore_ascii_case(name);
    let strategies = in_force.values().map(|found| &found.strategy);
    let mut by: Vec<&str> =
        strategies.filter(|s| s.access.iter().any(names)).map(|s| s.project.as_str()).collect();
    by.sort_unstable();
    if by.is_empty() {
        return Ok(());
    }
    let by = list_words(&by);
    Err(Refusal::conflict(format!(
        "{name} stands in the strategy document of {by}: take it out there first."
    ))
    .into())
}

/// What the role gave, and to whom, in words.
async fn before(db: &mut Db, role: &Role) -> Result<Value, StoreError> {
    let cells = roles::cells(db, role.id).await?;
    let mut access = serde_json::Map::new();
    for environment in environments::all(db).await? {
        let cell = cells.iter().find(|(id, _)| *id == environment.id);
        access.extend(cell.map(|(_, cell)| (environment.name, json!(cell.to_string()))));
    }
    let held = holdings::now(db, None, Some(role.id)).await?;
    let mut people: Vec<String> = held.into_iter().map(|holding| holding.person_name).collect();
    people.dedup();
    Ok(json!({ "access": access, "people": people }))
}

#[cfg(test)]
mod tests;
