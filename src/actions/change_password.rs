//! Somebody changes their password.

use super::error::ActionError;
use super::guessing;
use super::password;
use super::sign_in::active;
use crate::access::actor::Actor;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::password as rules;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::{people, sessions};
use serde_json::json;

/// Changes a person's password, which they proved just before. Every other session of theirs ends; `session` is the
/// one that stays. Gives how many ended.
///
/// # Errors
/// Refused where the new one is the old one, or does not fit.
pub async fn change_password(
    app: &App,
    person: PersonId,
    new: &str,
    session: &str,
) -> Result<u64, ActionError> {
    let found = people::by_id(&mut *app.store.read().await?, person).await?.ok_or(Denied::NotFound)?;
    rules::check(new, found.own(&app.settings.public_url))?;
    if password::verify(new, found.password_hash.as_deref()).await {
        return Err(Refusal::invalid("This is the password that you have already.").into());
    }
    let hash = password::hash(&*app.random, new).await;
    let mut write = app.store.write().await?;
    let found = active(&mut write, person).await?.ok_or(Denied::NotFound)?;
    people::set_password(&mut write, person, &hash).await?;
    guessing::forget(&mut write, person).await?;
    let ended = sessions::delete_others(&mut write, person, session).await?;
    let actor = Actor::Person { id: person, name: found.display_name };
    let event = NewEvent::new(app.clock.now(), &actor, "password.changed", found.sign_in_name);
    events::append(&mut write, event.with(json!({ "sessions_ended": ended }))).await?;
    write.commit().await?;
    Ok(ended)
}
