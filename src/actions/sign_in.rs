//! Signing in.

use super::error::ActionError;
use super::password;
use crate::access::actor::Actor;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::people::{self, Person};
use crate::store::{StoreError, Write};
use serde_json::json;

/// Signs a person in with a password.
///
/// # Errors
/// One refusal, after the same time, for an unknown name, a wrong password, a disabled person and one without a
/// password: nobody learns from it who exists.
pub async fn sign_in(app: &App, name: &str, password: &str) -> Result<Person, ActionError> {
    let found = people::by_sign_in_name(&mut *app.store.read().await?, name).await?;
    let hash = found.as_ref().and_then(|person| person.password_hash.as_deref());
    let matches = password::verify(password, hash).await;
    let mut write = app.store.write().await?;
    let person = match &found {
        Some(person) if matches => active(&mut write, person.id).await?,
        _ => None,
    };
    let Some(person) = person else {
        failed(app, &mut write, found.as_ref()).await?;
        write.commit().await?;
        return Err(Refusal::invalid("This name and this password do not belong together.").into());
    };
    succeeded(app, &mut write, &person, "password").await?;
    write.commit().await?;
    Ok(person)
}

/// Signs in as somebody with one click. Only a demo does that, which nobody reaches from another machine.
///
/// # Errors
/// Denied as if it did not exist where this is no demo on a loopback address, or there is no such person.
pub async fn sign_in_on_demo(app: &App, name: &str) -> Result<Person, ActionError> {
    if !app.settings.demo || !app.settings.listen.ip().is_loopback() {
        return Err(Denied::NotFound.into());
    }
    let mut write = app.store.write().await?;
    let found = people::by_sign_in_name(&mut write, name).await?;
    let person = found.filter(|person| person.disabled_at.is_none()).ok_or(Denied::NotFound)?;
    succeeded(app, &mut write, &person, "demo").await?;
    write.commit().await?;
    Ok(person)
}

/// The person as they are now, which may be disabled since the password was compared.
async fn active(write: &mut Write, id: PersonId) -> Result<Option<Person>, StoreError> {
    Ok(people::by_id(write, id).await?.filter(|person| person.disabled_at.is_none()))
}

async fn succeeded(app: &App, write: &mut Write, person: &Person, by: &str) -> Result<(), StoreError> {
    let actor = Actor::Person { id: person.id, name: person.display_name.clone() };
    record(app, write, &actor, "sign_in.succeeded", person.sign_in_name.clone(), json!({ "by": by })).await
}

/// What was typed as the name is not written down where nobody has that name: it may be a password.
async fn failed(app: &App, write: &mut Write, person: Option<&Person>) -> Result<(), StoreError> {
    let actor = Actor::System { part: "sign-in" };
    let subject = person.map_or_else(|| "somebody unknown".to_owned(), |person| person.sign_in_name.clone());
    record(app, write, &actor, "sign_in.failed", subject, json!({})).await
}

async fn record(
    app: &App,
    write: &mut Write,
    actor: &Actor,
    action: &'static str,
    subject: String,
    details: serde_json::Value,
) -> Result<(), StoreError> {
    let event = NewEvent::new(app.clock.now(), actor, action, subject).with(details);
    events::append(write, event).await.map(drop)
}
