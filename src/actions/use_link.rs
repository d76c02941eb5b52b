//! Somebody sets their password by a one-time link: the first one, or a new one.

use super::error::ActionError;
use super::guessing;
use super::one_time_link::whose;
use super::password;
use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::one_time_link::LinkKind;
use crate::domain::password as rules;
use crate::store::events::{self, NewEvent};
use crate::store::{links, people, second_factors, sessions};
use serde_json::json;

/// Sets the password of whose link this is. An admin who resets an account knows its person: its one-time codes end, so
/// that who has lost their telephone gets in again. The link opens nothing afterwards, and every session of theirs ends.
///
/// # Errors
/// As of [`whose`], and a refusal where the password does not fit: then the link can be used again.
pub async fn use_link(
    app: &App,
    kind: LinkKind,
    secret: &str,
    new_password: &str,
) -> Result<(), ActionError> {
    let (_, person) = whose(&mut *app.store.read().await?, kind, secret, app.clock.now()).await?;
    rules::check(new_password, person.own(&app.settings.public_url))?;
    let hash = password::hash(&*app.random, new_password).await;
    let mut write = app.store.write().await?;
    let at = app.clock.now();
    let (link, person) = whose(&mut write, kind, secret, at).await?;
    links::spend(&mut write, &link, at).await?;
    people::set_password(&mut write, person.id, &hash).await?;
    guessing::forget(&mut write, person.id).await?;
    let without_codes = kind == LinkKind::Reset && second_factors::delete(&mut write, person.id).await?;
    let ended = sessions::delete_of_person(&mut write, person.id).await?;
    let actor = Actor::Person { id: person.id, name: person.name };
    let details =
        json!({ "by": kind.word(), "sessions_ended": ended, "second_factor_removed": without_codes });
    let event = NewEvent::new(at, &actor, "password.set", person.sign_in_name).with(details);
    events::append(&mut write, event).await?;
    write.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
