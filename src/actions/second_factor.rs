//! One-time codes: set up, confirmed, asked for, ended.

pub mod add;
pub mod code;
pub mod remove;

use super::sign_in::is_demo;
use crate::access::actor::Actor;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::one_time_code::OneTimeCodes;
use crate::store::deployments::Deployment;
use crate::store::people::Person;
use crate::store::second_factors::{self, SecondFactor};
use crate::store::{Db, StoreError};

/// Holds to the rule of an environment that asks for a second factor: a person without one, or the token of such a
/// person, does not decide there. What starts by itself starts for who requested it. An immediate rollback waits for
/// nothing, this neither.
///
/// # Errors
/// [`Denied::NoSecondFactor`], in place of what the environment would let them do.
pub async fn demanded(
    db: &mut Db,
    actor: &Actor,
    deployment: &Deployment,
) -> Result<Result<(), Denied>, StoreError> {
    let asks = deployment.plan.second_factor && !deployment.immediate;
    demanded_of(db, asks, actor.person().or(deployment.requested_by)).await
}

/// The same for a deployment that is about to be requested; `asks` is whether its environment asks for one.
///
/// # Errors
/// See [`demanded`].
pub async fn demanded_of(
    db: &mut Db,
    asks: bool,
    person: Option<PersonId>,
) -> Result<Result<(), Denied>, StoreError> {
    let Some(person) = person.filter(|_| asks) else { return Ok(Ok(())) };
    let has_one = second_factors::is_confirmed(db, person).await?;
    Ok(if has_one { Ok(()) } else { Err(Denied::NoSecondFactor) })
}

/// Whether a person gives a one-time code with whatever else says who they are. The people of a demo go in with one
/// click.
pub async fn asks_code(app: &App, db: &mut Db, person: PersonId) -> Result<bool, StoreError> {
    Ok(!is_demo(app) && second_factors::is_confirmed(db, person).await?)
}

/// The codes of a person's key.
fn codes(app: &App, person: &Person, kept: &SecondFactor) -> Result<OneTimeCodes, StoreError> {
    let damaged = || StoreError::Damaged(format!("the key of person {} does not open", person.id.0));
    let seed = app.key.open(&second_factors::place(person.id), &kept.seed).ok_or_else(damaged)?;
    OneTimeCodes::new(&seed, &person.sign_in_name).map_err(StoreError::Damaged)
}
