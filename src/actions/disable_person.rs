//! An admin disables a person: from then on they may do nothing, and neither may their tokens.

use super::administration::{Administration, administrator, person};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::{links, people, sessions};
use serde_json::json;

/// Disables the person of a sign-in name. Their sessions end, open pages hear of it, and their links open nothing.
///
/// # Errors
/// Denied for who does not administer and where there is no such person; a refusal where they are disabled already or
/// nobody would be left who administers.
pub async fn disable_person(app: &App, actor: &Actor, name: &str) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let person = person(&mut write, name).await?;
    let administration = Administration::before(app, &mut write).await?;
    let at = app.clock.now();
    if !people::disable(&mut write, &permit, person.id, at).await? {
        return Err(Refusal::conflict(format!("{} is disabled already.", person.name)).into());
    }
    administration.goes_on(app, &mut write).await?;
    let ended = sessions::delete_of_person(&mut write, person.id).await?;
    links::void(&mut write, Some(person.id), at).await?;
    let actor = permit.actor();
    let details = json!({ "before": "active", "after": "disabled", "sessions_ended": ended });
    let event = NewEvent::new(at, &actor, "person.disabled", person.sign_in_name).with(details);
    events::append(&mut write, event).await?;
    write.commit().await?;
    Ok(())
}
