//! An admin signs a person out of every browser.

use super::administration::{administrator, person};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::store::events::{self, NewEvent};
use crate::store::sessions;
use serde_json::json;

/// Ends every session of the person of a sign-in name: how many there were.
///
/// # Errors
/// Denied for who does not administer and where there is no such person.
pub async fn sign_out_everywhere(app: &App, actor: &Actor, name: &str) -> Result<u64, ActionError> {
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let person = person(&mut write, name).await?;
    let ended = sessions::delete_of_person(&mut write, person.id).await?;
    let (actor, details) = (permit.actor(), json!({ "sessions_ended": ended }));
    let event = NewEvent::new(app.clock.now(), &actor, "person.signed_out", person.sign_in_name);
    events::append(&mut write, event.with(details)).await?;
    write.commit().await?;
    Ok(ended)
}
