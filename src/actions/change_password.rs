//! Somebody changes their password.

use super::error::ActionError;
use super::guessing;
use super::password;
use super::sign_in::unchanged;
use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::password as rules;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::people::{self, Person};
use crate::store::sessions;
use serde_json::json;

/// Changes the password of a person, as they were when they proved it just before. Every session of theirs ends with the
/// old one but `session`, which is about to begin anew. Gives the person with the new one.
///
/// # Errors
/// Refused where the new one is the old one, or does not fit, or another one was set since they proved the old one.
pub async fn change_password(
    app: &App,
    mut proved: Person,
    new: &str,
    session: &str,
) -> Result<Person, ActionError> {
    rules::check(new, proved.own(&app.settings.public_url))?;
    if password::verify(new, proved.password_hash.as_deref()).await {
        return Err(Refusal::invalid("This is the password that you have already.").into());
    }
    let hash = password::hash(&*app.random, new).await;
    let mut write = app.store.write().await?;
    let Some(found) = unchanged(&mut write, &proved).await? else {
        return Err(Refusal::conflict("Another password was set meanwhile. Sign in with that one.").into());
    };
    people::set_password(&mut write, found.id, &hash).await?;
    guessing::forget(&mut write, found.id).await?;
    let ended = sessions::delete_others(&mut write, found.id, session).await?;
    let actor = Actor::Person { id: found.id, name: found.name };
    let event = NewEvent::new(app.clock.now(), &actor, "password.changed", found.sign_in_name);
    events::append(&mut write, event.with(json!({ "sessions_ended": ended }))).await?;
    write.commit().await?;
    proved.password_hash = Some(hash);
    Ok(proved)
}
