//! An admin enables a person who was disabled: they hold again what they held.

use super::administration::{administrator, person};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::people;
use serde_json::json;

/// Enables the person of a sign-in name. They sign in again; no session comes back.
///
/// # Errors
/// Denied for who does not administer and where there is no such person; a refusal where they are not disabled.
pub async fn enable_person(app: &App, actor: &Actor, name: &str) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let person = person(&mut write, name).await?;
    let at = app.clock.now();
    if !people::enable(&mut write, &permit, person.id, at).await? {
        return Err(Refusal::conflict(format!("{} is not disabled.", person.name)).into());
    }
    let (actor, details) = (permit.actor(), json!({ "before": "disabled", "after": "active" }));
    let event = NewEvent::new(at, &actor, "person.enabled", person.sign_in_name).with(details);
    events::append(&mut write, event).await?;
    write.commit().await?;
    Ok(())
}
