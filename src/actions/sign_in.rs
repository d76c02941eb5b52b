//! Signing in.

use super::error::ActionError;
use super::guessing::Counted;
use super::password;
use super::record_attempt::{Attempt, record_attempt};
use super::second_factor::asks_code;
use super::second_factor::code::take_code;
use crate::access::actor::Actor;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::client::Client;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::people::{self, Person};
use crate::store::{StoreError, Write};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The one sentence for every reason.
const REFUSED: &str = "This name and this password do not belong together. After 10 failures in a row a name waits \
                       before the next try counts: half a minute at first, then longer.";

/// Signs a person in with a password. Where their account has one-time codes, [`sign_in_with_code`] is still to come.
///
/// # Errors
/// One refusal, after the same time, for an unknown name, a wrong password, a disabled person, one without a password
/// and one whose failures ask for a wait: nobody learns from it who exists. Another where too many sign in at once.
pub async fn sign_in(app: &App, name: &str, password: &str, from: &Client) -> Result<Person, ActionError> {
    let _place = app.signing_in.try_acquire().map_err(|_| too_many())?;
    let (found, counted, hash) = look_up(app, name, from).await?;
    let matches = password::verify(password, hash.as_deref()).await;
    let renewed = match hash.as_deref() {
        Some(hash) if matches && password::is_outdated(hash) => {
            Some(password::hash(&*app.random, password).await)
        }
        _ => None,
    };
    let mut write = app.store.write().await?;
    // Asked again: of many tries at once, those that come after the last free failure do not count.
    let waits = counted.waits(&mut write, app.clock.now()).await?;
    let person = match &found {
        Some(person) if matches && !waits => unchanged(&mut write, person).await?,
        _ => None,
    };
    let Some(mut person) = person else {
        if waits {
            drop(write);
            record_attempt(app, &too_soon(from)).await?;
            return Err(Refusal::invalid(REFUSED).into());
        }
        counted.failed(&mut write, app.clock.now()).await?;
        failed(app, &mut write, found.as_ref(), from).await?;
        write.commit().await?;
        return Err(Refusal::invalid(REFUSED).into());
    };
    if let Some(renewed) = renewed {
        people::set_password(&mut write, person.id, &renewed).await?;
        person.password_hash = Some(renewed);
    }
    counted.succeeded(&mut write, app.clock.now()).await?;
    succeeded_unless_code(app, &mut write, &person, By::Password, from).await?;
    write.commit().await?;
    Ok(person)
}

/// What says who somebody is who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// Their password.
    Password,
    /// The organisation's sign-in provider.
    Provider,
    /// A click, on a demo.
    Demo,
}

impl By {
    /// For the audit log.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Provider => "the sign-in provider",
            Self::Demo => "demo",
        }
    }
}

/// Signs in with a one-time code, or a recovery code, for whom their password or the provider vouched just before.
/// `password` is the mark of the password that they had then.
///
/// # Errors
/// Refused where the code is wrong, was used before, too many were wrong, or their password has changed since.
pub async fn sign_in_with_code(
    app: &App,
    person: PersonId,
    password: Option<&str>,
    by: By,
    code: &str,
    from: &Client,
) -> Result<Person, ActionError> {
    let mut write = app.store.write().await?;
    let person = active(&mut write, person).await?.ok_or(Denied::NotFound)?;
    if person.password_mark().as_deref() != password {
        return Err(Refusal::conflict("Your password has changed. Sign in with the new one.").into());
    }
    let mut write = take_code(app, write, &person, code).await?;
    succeeded(app, &mut write, &person, &format!("{} and one-time code", by.words()), from).await?;
    write.commit().await?;
    Ok(person)
}

fn too_many() -> Refusal {
    Refusal::too_often("Too many sign in at this moment. Try again in some seconds.")
}

/// Of tries that are not looked at the log has the first ones of a minute, and how many there were.
fn too_soon(from: &Client) -> Attempt {
    Attempt {
        actor: None,
        address: Some(from.address.to_string()),
        route: "POST /sign-in".to_owned(),
        status: 422,
        why: "too soon after failures",
        request: String::new(),
        deployment: None,
        project: None,
        environment: None,
    }
}

/// Who is meant, what the try is counted for, and the hash to compare with; none where it is not looked at.
async fn look_up(
    app: &App,
    name: &str,
    from: &Client,
) -> Result<(Option<Person>, Counted, Option<String>), StoreError> {
    let mut db = app.store.read().await?;
    let found = people::by_sign_in_name(&mut db, name).await?;
    let counted = Counted::of(found.as_ref(), name, from);
    let waits = counted.waits(&mut db, app.clock.now()).await?;
    let hash = found.as_ref().and_then(|person| person.password_hash.clone()).filter(|_| !waits);
    Ok((found, counted, hash))
}

/// Signs in as somebody with one click. Only a demo does that, which nobody reaches from another machine.
///
/// # Errors
/// Denied as if it did not exist where this is no demo on a loopback address, or there is no such person.
pub async fn sign_in_on_demo(app: &App, name: &str, from: &Client) -> Result<Person, ActionError> {
    if !is_demo(app) {
        return Err(Denied::NotFound.into());
    }
    let mut write = app.store.write().await?;
    let found = people::by_sign_in_name(&mut write, name).await?;
    let person = found.filter(|person| person.disabled_at.is_none()).ok_or(Denied::NotFound)?;
    succeeded(app, &mut write, &person, By::Demo.words(), from).await?;
    write.commit().await?;
    Ok(person)
}

/// Whether this is a demo that nobody reaches from another machine.
pub fn is_demo(app: &App) -> bool {
    app.settings.demo && app.settings.listen.ip().is_loopback()
}

/// The person as they are now, unless they were disabled or given another password since this one was compared.
pub(super) async fn unchanged(write: &mut Write, person: &Person) -> Result<Option<Person>, StoreError> {
    Ok(people::by_id(write, person.id).await?.filter(|now| person.is_still(now)))
}

/// The person as they are now, which may be disabled since the password was compared.
pub(super) async fn active(write: &mut Write, id: PersonId) -> Result<Option<Person>, StoreError> {
    Ok(people::by_id(write, id).await?.filter(|person| person.disabled_at.is_none()))
}

/// Writes down that somebody signed in, unless a one-time code is still asked for.
pub(super) async fn succeeded_unless_code(
    app: &App,
    write: &mut Write,
    person: &Person,
    by: By,
    from: &Client,
) -> Result<(), StoreError> {
    if asks_code(app, write, person.id).await? {
        return Ok(());
    }
    succeeded(app, write, person, by.words(), from).await
}

async fn succeeded(
    app: &App,
    write: &mut Write,
    person: &Person,
    by: &str,
    from: &Client,
) -> Result<(), StoreError> {
    let actor = Actor::Person { id: person.id, name: person.name.clone() };
    let details = json!({ "by": by, "address": from.address, "device": from.device });
    let event = NewEvent::new(app.clock.now(), &actor, "sign_in.succeeded", &person.sign_in_name);
    events::append(write, event.with(details)).await.map(drop)
}

/// What was typed as the name is not written down where nobody has that name: it may be a password.
async fn failed(
    app: &App,
    write: &mut Write,
    person: Option<&Person>,
    from: &Client,
) -> Result<(), StoreError> {
    let actor = Actor::System { part: "sign-in" };
    let subject = person.map_or("somebody unknown", |person| person.sign_in_name.as_str());
    let event = NewEvent::new(app.clock.now(), &actor, "sign_in.failed", subject);
    events::append(write, event.with(json!({ "address": from.address }))).await.map(drop)
}
