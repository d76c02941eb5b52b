//! Somebody lets a run that did not succeed go on in a new one, of the same version, in the same mode and place.

use super::act_in_run::{Standing, end_where_done, happen, standing};
use super::endorsing::{Known, asked_in};
use super::error::ActionError;
use super::run_rights::{Place, asks, may_start};
use super::start_run::{alone, not_in_force};
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::{Permit, TakePart};
use crate::access::policy::{self, Denied};
use crate::app::App;
use crate::domain::id::RunNumber;
use crate::domain::refusal::Refusal;
use crate::domain::run::act::short;
use crate::domain::run::carry::taken_over;
use crate::domain::time::Time;
use crate::store::runs::{self, NewRun, Run};
use crate::store::{StoreError, Write, environments, grants, run_events, runbook_versions};

/// Starts the run that goes on from this one.
///
/// # Errors
/// Denied where the run does not exist for the actor, or they may not run it in its mode there. Refused where it has not
/// ended, has succeeded, goes on in another run already, a reason is missing, or another run is under way there.
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
    let slug = earlier.environment_slug.clone();
    let place = Place { project: earlier.project, environment: earlier.environment, slug: &slug };
    let before = standing(&mut write, earlier.clone()).await?;
    let asks = asks(app, &mut write, &before.runbook, earlier.mode, place).await?;
    may_start(&mut write, (actor, &grants), place, asks, (earlier.mode, &reason)).await?;
    alone(&mut write, earlier.runbook, earlier.mode, place).await?;
    is_still_in_force(app, &mut write, &earlier).await?;
    let (version, mode) = (earlier.version, earlier.mode);
    let new = NewRun { version, mode, reason: &reason, person: *person, at: now, continues: Some(number) };
    let later = runs::insert(&mut write, &permit, &new).await?;
    take_over(&mut write, actor, &permit, before, later, now).await?;
    write.commit().await?;
    Ok(later)
}

/// The version may have left force since the earlier run began.
async fn is_still_in_force(app: &App, write: &mut Write, earlier: &Run) -> Result<(), ActionError> {
    let versions = runbook_versions::of_runbook(write, earlier.runbook).await?;
    let environment = environments::by_id(write, earlier.environment).await?.ok_or(Denied::NotFound)?;
    let version = versions.iter().find(|version| version.id == earlier.version).ok_or(Denied::NotFound)?;
    if !version.content.executes_in(earlier.mode) {
        return Ok(());
    }
    let asked = asked_in(app, write, earlier.project, &environment.slug).await?;
    let known = Known::of(write, version, &versions).await?;
    let here = known.in_place(earlier.project, &environment, &asked, app.clock.now());
    match here.standing.is_in_force() {
        true => Ok(()),
        false => Err(not_in_force(version, &environment, &here.standing).into()),
    }
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
    before: Standing,
    later: RunNumber,
    now: Time,
) -> Result<(), StoreError> {
    let (number, started_at) = (before.run.number, before.run.started_at);
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
