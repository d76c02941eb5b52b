//! Somebody who is signed in proves again who they are.

use super::error::ActionError;
use super::guessing::Counted;
use super::password;
use super::second_factor::code::take_code;
use super::sign_in::{active, is_demo, unchanged};
use crate::access::actor::Actor;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::client::Client;
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::people::{self, Person};
use crate::store::{StoreError, Write, second_factors};
use serde_json::json;

/// Proves with the password that the signed-in person sits there; their failures count like those of signing in.
///
/// # Errors
/// Refused where it is not their password, or their failures ask for a wait.
pub async fn prove(app: &App, person: PersonId, given: &str, from: &Client) -> Result<(), ActionError> {
    let (mut write, found) = password_of(app, person, given, from).await?;
    note(app, &mut write, &found, "sign_in.confirmed", from).await?;
    write.commit().await?;
    Ok(())
}

/// Proves it with the password, and with a one-time code where their account has them. Gives the person as they proved
/// it, and whether there are codes.
///
/// # Errors
/// Those of [`prove`], and where the code is wrong.
pub async fn prove_with_code(
    app: &App,
    person: PersonId,
    given: &str,
    code: &str,
    from: &Client,
) -> Result<(Person, bool), ActionError> {
    let (mut write, found) = password_of(app, person, given, from).await?;
    let has_codes = second_factors::is_confirmed(&mut write, person).await?;
    if has_codes {
        write = take_code(app, write, &found, code).await?;
    }
    note(app, &mut write, &found, "sign_in.confirmed", from).await?;
    write.commit().await?;
    Ok((found, has_codes))
}

/// Takes a one-time code of who goes on to the sign-in provider for the other half of the proof.
///
/// # Errors
/// Refused where the code is wrong.
pub async fn prove_code(app: &App, person: PersonId, code: &str) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let found = active(&mut write, person).await?.ok_or(Denied::NotFound)?;
    take_code(app, write, &found, code).await?.commit().await?;
    Ok(())
}

/// The transaction in which the password was right and whatever else proves it follows.
async fn password_of(
    app: &App,
    person: PersonId,
    given: &str,
    from: &Client,
) -> Result<(Write, Person), ActionError> {
    let _place = app
        .signing_in
        .try_acquire()
        .map_err(|_| Refusal::too_often("Too many sign in at this moment. Try again in some seconds."))?;
    let found = people::by_id(&mut *app.store.read().await?, person).await?.ok_or(Denied::NotFound)?;
    let matches = password::verify(given, found.password_hash.as_deref()).await;
    let counted = Counted::of(Some(&found), &found.sign_in_name, from);
    let mut write = app.store.write().await?;
    let now = app.clock.now();
    if counted.waits(&mut write, now).await? {
        return Err(Refusal::too_often(
            "There were too many failures. Wait a little before you try again; sooner tries do not count.",
        )
        .into());
    }
    if !matches || unchanged(&mut write, &found).await?.is_none() {
        note(app, &mut write, &found, "sign_in.failed", from).await?;
        counted.failed(&mut write, now).await?;
        write.commit().await?;
        return Err(Refusal::invalid("This is not your password.").into());
    }
    counted.succeeded(&mut write, app.clock.now()).await?;
    Ok((write, found))
}

/// The same with one click, on a demo that nobody reaches from another machine.
///
/// # Errors
/// Denied where it is none.
pub async fn prove_on_demo(app: &App, person: PersonId, from: &Client) -> Result<Person, ActionError> {
    if !is_demo(app) {
        return Err(Denied::NotFound.into());
    }
    let mut write = app.store.write().await?;
    let found = active(&mut write, person).await?.ok_or(Denied::NotFound)?;
    note(app, &mut write, &found, "sign_in.confirmed", from).await?;
    write.commit().await?;
    Ok(found)
}

async fn note(
    app: &App,
    write: &mut Write,
    person: &Person,
    outcome: &'static str,
    from: &Client,
) -> Result<(), StoreError> {
    let actor = Actor::Person { id: person.id, name: person.name.clone() };
    let event = NewEvent::new(app.clock.now(), &actor, outcome, &person.sign_in_name);
    events::append(write, event.with(json!({ "address": from.address }))).await.map(drop)
}
