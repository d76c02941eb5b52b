//! Somebody adds one-time codes to their account, and gets recovery codes.

use super::code::{hash_of, take_code};
use super::codes;
use crate::access::actor::Actor;
use crate::access::policy::Denied;
use crate::actions::error::ActionError;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::one_time_code::{
    OneTimeCodes, RECOVERY_BYTES, RECOVERY_CODES, SEED_BYTES, as_recovery_code, recovery_code,
};
use crate::domain::refusal::Refusal;
use crate::domain::time::Span;
use crate::store::events::{self, NewEvent};
use crate::store::people::{self, Person};
use crate::store::{Db, StoreError, Write, second_factors, sessions};
use serde_json::json;

/// A key is shown, and waits for its first code, for so long.
pub const SHOWN: Span = Span::minutes(15);

/// Makes a new key, which asks for nothing until [`confirm_codes`].
///
/// # Errors
/// Refused where the person has codes already.
pub async fn begin_codes(app: &App, actor: &Actor) -> Result<(), ActionError> {
    let mut write = app.store.write().await?;
    let person = person_of(&mut write, actor).await?;
    if second_factors::is_confirmed(&mut write, person.id).await? {
        return Err(Refusal::conflict("Your account asks for one-time codes already.").into());
    }
    let mut seed = [0; SEED_BYTES];
    app.random.fill(&mut seed);
    let sealed = app.key.seal(&*app.random, &second_factors::place(person.id), &seed);
    second_factors::begin(&mut write, person.id, &sealed, app.clock.now()).await?;
    note(app, &mut write, actor, "second_factor.begun", &person).await?;
    write.commit().await?;
    Ok(())
}

/// The key that waits for its first code; none where there is none, or it has waited too long.
pub async fn begun_codes(
    app: &App,
    db: &mut Db,
    person: &Person,
) -> Result<Option<OneTimeCodes>, StoreError> {
    let waits = |begun| app.clock.now() - begun <= SHOWN;
    let kept = second_factors::of(db, person.id).await?;
    let kept = kept.filter(|kept| kept.confirmed_at.is_none() && waits(kept.begun_at));
    kept.map(|kept| codes(app, person, &kept)).transpose()
}

/// Confirms the key with its first code: from now on signing in asks for one. Other sessions end; `session` is the one
/// that stays. Gives the recovery codes, which nobody can show again.
///
/// # Errors
/// Refused where no key waits, or the code is wrong.
pub async fn confirm_codes(
    app: &App,
    actor: &Actor,
    given: &str,
    session: &str,
) -> Result<Vec<String>, ActionError> {
    let mut write = app.store.write().await?;
    let person = person_of(&mut write, actor).await?;
    if begun_codes(app, &mut write, &person).await?.is_none() {
        return Err(
            Refusal::conflict("The key has waited too long for its first code. Make a new one.").into()
        );
    }
    let mut write = take_code(app, write, &person, given).await?;
    second_factors::confirm(&mut write, person.id, app.clock.now()).await?;
    let made = recovery_codes(app, &mut write, person.id).await?;
    sessions::delete_others(&mut write, person.id, session).await?;
    note(app, &mut write, actor, "second_factor.added", &person).await?;
    write.commit().await?;
    Ok(made)
}

/// Gives new recovery codes for a one-time code; earlier ones are good for nothing.
///
/// # Errors
/// Refused where the code is wrong.
pub async fn renew_recovery_codes(app: &App, actor: &Actor, given: &str) -> Result<Vec<String>, ActionError> {
    let mut write = app.store.write().await?;
    let person = person_of(&mut write, actor).await?;
    if !second_factors::is_confirmed(&mut write, person.id).await? {
        return Err(Refusal::conflict("Your account asks for no one-time codes.").into());
    }
    let mut write = take_code(app, write, &person, given).await?;
    let made = recovery_codes(app, &mut write, person.id).await?;
    note(app, &mut write, actor, "second_factor.recovery_codes_renewed", &person).await?;
    write.commit().await?;
    Ok(made)
}

async fn recovery_codes(app: &App, write: &mut Write, person: PersonId) -> Result<Vec<String>, StoreError> {
    let make = || {
        let mut bytes = [0; RECOVERY_BYTES];
        app.random.fill(&mut bytes);
        recovery_code(bytes)
    };
    let made: Vec<String> = (0..RECOVERY_CODES).map(|_| make()).collect();
    let hashes: Vec<String> =
        made.iter().filter_map(|code| as_recovery_code(code)).map(|code| hash_of(person, &code)).collect();
    second_factors::renew_recovery_codes(write, person, &hashes, app.clock.now()).await?;
    Ok(made)
}

pub(super) async fn person_of(write: &mut Write, actor: &Actor) -> Result<Person, ActionError> {
    let Actor::Person { id, .. } = actor else { return Err(Denied::NotFound.into()) };
    let found = people::by_id(write, *id).await?.filter(|person| person.disabled_at.is_none());
    Ok(found.ok_or(Denied::NotFound)?)
}

pub(super) async fn note(
    app: &App,
    write: &mut Write,
    actor: &Actor,
    action: &'static str,
    person: &Person,
) -> Result<(), StoreError> {
    let event = NewEvent::new(app.clock.now(), actor, action, &person.sign_in_name);
    events::append(write, event.with(json!({}))).await.map(drop)
}
