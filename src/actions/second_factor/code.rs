//! Whether a one-time code, or a recovery code, is right.

use super::codes;
use crate::access::actor::Actor;
use crate::actions::error::ActionError;
use crate::actions::guessing;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::one_time_code::as_recovery_code;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::people::Person;
use crate::store::second_factors;
use crate::store::{StoreError, Write};
use sha2::{Digest, Sha256};

/// Takes a code of a person, in a transaction of what they do with it. A wrong one is counted, and the transaction
/// then holds nothing else: it is committed here.
///
/// # Errors
/// Refused where it is wrong, was taken before or is older than one that was, or too many were wrong.
pub async fn take_code(
    app: &App,
    mut write: Write,
    person: &Person,
    given: &str,
) -> Result<Write, ActionError> {
    let now = app.clock.now();
    if guessing::code_waits(&mut write, person.id, now).await? {
        return Err(Refusal::too_often(
            "Too many codes were wrong. Wait some minutes before you try again; sooner tries do not count.",
        )
        .into());
    }
    if is_right(app, &mut write, person, given).await? {
        guessing::code_succeeded(&mut write, person.id).await?;
        return Ok(write);
    }
    guessing::code_failed(&mut write, person.id, now).await?;
    let actor = Actor::System { part: "sign-in" };
    let event = NewEvent::new(now, &actor, "second_factor.failed", &person.sign_in_name);
    events::append(&mut write, event).await?;
    write.commit().await?;
    Err(Refusal::unproved("This code is not right, or was used already. A new one comes every half minute.")
        .into())
}

async fn is_right(app: &App, write: &mut Write, person: &Person, given: &str) -> Result<bool, StoreError> {
    let now = app.clock.now();
    if let Some(code) = as_recovery_code(given) {
        let hash = hash_of(person.id, &code);
        let taken = second_factors::take_recovery_code(write, person.id, &hash, now).await?;
        if taken {
            let actor = Actor::Person { id: person.id, name: person.name.clone() };
            let event = NewEvent::new(now, &actor, "second_factor.recovery_code_used", &person.sign_in_name);
            events::append(write, event).await?;
        }
        return Ok(taken);
    }
    let Some(kept) = second_factors::of(write, person.id).await? else { return Ok(false) };
    match codes(app, person, &kept)?.step_of(given, now) {
        Some(step) => second_factors::take_step(write, person.id, step).await,
        None => Ok(false),
    }
}

/// What of a recovery code is kept. It is random and long, so one round of SHA-256 does.
pub(super) fn hash_of(person: PersonId, code: &str) -> String {
    hex::encode(Sha256::digest(format!("recovery code of person {}: {code}", person.0)))
}
