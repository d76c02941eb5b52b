//! An admin changes what pages call a person and where they get mail. What they sign in with stays for ever.

use super::administration::{administrator, person};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::app::App;
use crate::domain::person::{check_display_name, check_email};
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::people::{self, Described};
use serde_json::json;

/// Describes the person of a sign-in name.
///
/// # Errors
/// Denied for who does not administer and where there is no such person; a refusal where the name or the address does
/// not fit, or both are as they were.
pub async fn describe_person(
    app: &App,
    actor: &Actor,
    name: &str,
    after: &Described,
) -> Result<(), ActionError> {
    check_display_name(&after.display_name)?;
    after.email.as_deref().map_or(Ok(()), check_email)?;
    let mut write = app.store.write().await?;
    let permit = administrator(&mut write, actor).await?;
    let person = person(&mut write, name).await?;
    let before = Described { display_name: person.display_name, email: person.email };
    if before == *after {
        return Err(Refusal::conflict(format!("{} is described so already.", after.display_name)).into());
    }
    people::describe(&mut write, &permit, person.id, after).await?;
    let (actor, details) = (permit.actor(), json!({ "before": before, "after": after }));
    let event = NewEvent::new(app.clock.now(), &actor, "person.described", person.sign_in_name).with(details);
    events::append(&mut write, event).await?;
    write.commit().await?;
    Ok(())
}
