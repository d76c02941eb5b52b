//! Somebody lets a run that did not succeed go on in a new one, of the same version, in the same mode and place.

use super::act_in_run::{end_where_done, happen, standing};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::{Permit, RunForReal, TakePart};
use crate::access::policy::{self, Denied};
use crate::app::App;
use crate::domain::id::RunNumber;
use crate::domain::refusal::Refusal;
use crate::domain::run::act::short;
use crate::domain::run::carry::taken_over;
use crate::domain::runbook::Mode;
use crate::domain::time::Time;
use crate::store::runs::{self, NewRun, Run};
use crate::store::{StoreError, Write, grants, run_events};

/// Starts the run that goes on from this one.
///
/// # Errors
/// Denied where the run does not exist for the actor, or they may not run it in its mode there. Refused where it has not
/// ended, has succeeded, goes on in another run already, or is real and no reason is given.
pub async fn continue_run(
    app: &App,
    actor: &Actor,
    number: RunNumber,
    reason: &str,
) -> Result<RunNumber, ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let grants = grants::of(&mut write, actor).await?;
    let earlier = runs::by_number(&mut write, number).await?.ok_or(Denied::NotFound)?;
    let permit = policy::permit::<TakePart>(actor, &grants, earlier.project, earlier.environment)?;
    let Actor::Person { id: person, .. } = actor else {
        return Err(Denied::Forbidden(Permission::TakePart).into());
    };
    may_go_on(&earlier)?;
    let reason = short(reason)?;
    if earlier.mode == Mode::Real {
        policy::permit::<RunForReal>(actor, &grants, earlier.project, earlier.environment)?;
        if reason.is_empty() {
            return Err(Refusal::invalid("Say why: a real run has a reason.").into());
        }
    }
    let (version, mode) = (earlier.version, earlier.mode);
    let new = NewRun { version, mode, reason: &reason, person: *person, at: now, continues: Some(number) };
    let later = runs::insert(&mut write, &permit, &new).await?;
    take_over(&mut write, actor, &permit, earlier, later, now).await?;
    write.commit().await?;
    Ok(later)
}

/// Whether a run goes on in a new one.
///
/// # Errors
/// Refused with the reason why not.
pub fn may_go_on(earlier: &Run) -> Result<(), Refusal> {
    match (earlier.ended, earlier.continued_by) {
        (None, _) => Err(Refusal::conflict("The run has not ended.")),
        (Some((_, outcome)), _) if outcome.is_success() => Err(Refusal::conflict("The run has succeeded.")),
        (_, Some(later)) => Err(Refusal::conflict(format!("Run {later} goes on from it already."))),
        _ => Ok(()),
    }
}

/// Writes into the new run what the earlier one had behind it.
async fn take_over(
    write: &mut Write,
    actor: &Actor,
    permit: &Permit<TakePart>,
    earlier: Run,
    later: RunNumber,
    now: Time,
) -> Result<(), StoreError> {
    let (number, started_at) = (earlier.number, earlier.started_at);
    let before = standing(write, earlier).await?;
    let run = runs::by_number(write, later).await?;
    let run = run.ok_or_else(|| StoreError::Damaged(format!("run {later} is gone")))?;
    let mut facts = taken_over(number, started_at, &before.progress).into_iter();
    if let Some(first) = facts.next() {
        happen(write, actor, permit, (&run, &before.runbook), &first, now).await?;
    }
    for fact in facts {
        run_events::append(write, permit, later, None, &fact, now).await?;
    }
    end_where_done(write, permit, &run, now).await
}

#[cfg(test)]
mod tests;
