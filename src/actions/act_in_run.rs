//! Somebody does something in a run: every act goes through the one rule in [`crate::domain::run::act`].

mod action;

use super::error::ActionError;
use super::run_rights::{Asks, Place, asks};
use super::second_factor::demanded_of;
use crate::access::actor::Actor;
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::access::permit::{Act as Permitted, DecideInRun, InRun, Permit, RunForReal, TakePart};
use crate::access::policy::{self, Denied};
use crate::app::App;
use crate::domain::id::{PersonId, RunNumber};
use crate::domain::refusal::Refusal;
use crate::domain::run::act::{Act, Who, decide, said, short};
use crate::domain::run::{Event, Fact, Outcome, Progress};
use crate::domain::runbook::Runbook;
use crate::domain::time::Time;
use crate::store::events::{self, NewEvent};
use crate::store::run_files::{self, Attachment};
use crate::store::runs::{self, Run};
use crate::store::{Db, StoreError, Write, grants, people, run_events, run_findings, runbook_versions};

/// A run, its runbook, and how far it has come.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The run.
    pub run: Run,
    /// What it carries out.
    pub runbook: Runbook,
    /// How far it has come.
    pub progress: Progress,
}

/// Where a run stands.
///
/// # Errors
/// Where the database cannot be read, or the version is gone.
pub async fn standing(db: &mut Db, run: Run) -> Result<Standing, StoreError> {
    let runbook = runbook_of(db, &run).await?;
    let events = run_events::of_run(db, run.number).await?;
    Ok(Standing::of(run, runbook, &events))
}

impl Standing {
    /// Where a run of a runbook stands after what has happened in it.
    pub fn of(run: Run, runbook: Runbook, events: &[Event]) -> Self {
        let progress = Progress::of(&runbook, run.mode, run.started_at, events);
        Self { run, runbook, progress }
    }
}

async fn runbook_of(db: &mut Db, run: &Run) -> Result<Runbook, StoreError> {
    let version = runbook_versions::by_id(db, run.version).await?;
    let version = version.ok_or_else(|| StoreError::Damaged(format!("run {} has no version", run.number)))?;
    Ok(version.content)
}

/// Does something in a run.
///
/// # Errors
/// Denied where the run does not exist for the actor, or they may not; refused by [`decide`].
pub async fn act_in_run(app: &App, actor: &Actor, number: RunNumber, act: &Act) -> Result<(), ActionError> {
    act_with_files(app, actor, number, act, &[]).await
}

/// The same, with files as evidence for the step that is answered: they are kept where the act is done.
///
/// # Errors
/// Like [`act_in_run`].
pub async fn act_with_files(
    app: &App,
    actor: &Actor,
    number: RunNumber,
    act: &Act,
    files: &[Attachment],
) -> Result<(), ActionError> {
    match act {
        Act::Approve(..) | Act::Reject(..) => acted::<DecideInRun>(app, actor, number, act, files).await,
        _ => acted::<TakePart>(app, actor, number, act, files).await,
    }
}

async fn acted<A: Permitted + Sync>(
    app: &App,
    actor: &Actor,
    number: RunNumber,
    act: &Act,
    files: &[Attachment],
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let Begun { run, permit, grants, person } = begin::<A>(&mut write, actor, number).await?;
    let standing = standing(&mut write, run).await?;
    let run = &standing.run;
    if act.decides() {
        let asked = asked_by(app, &mut write, &standing).await?;
        if asked.full && act.leads() {
            policy::permit::<RunForReal>(actor, &grants, run.project, run.environment)?;
        }
        demanded_of(&mut write, asked.second_factor, Some(person)).await??;
    }
    let fact = {
        let holds = |role: &str| grants.holds_role(role, run.project);
        let who = Who { person, holds: &holds, starter: run.started_by };
        decide(&standing.progress, act, &who, now)?
    };
    if let (Some(step), Fact::Done { .. } | Fact::CouldNot { .. }) = (fact.step(), &fact) {
        for file in files {
            let of = run_files::Of { run: number, step, person, at: now };
            run_files::insert(&mut write, &permit, of, file).await?;
            let (name, sha256, bytes) = (file.name.clone(), file.sha256.clone(), file.content.len());
            let attached = Fact::Attached { step, name, sha256, bytes };
            happen(&mut write, actor, &permit, (run, &standing.runbook), &attached, now).await?;
        }
    }
    happen(&mut write, actor, &permit, (run, &standing.runbook), &fact, now).await?;
    if !matches!(fact, Fact::Ended { .. }) {
        end_where_done(&mut write, &permit, run, now).await?;
    }
    write.commit().await?;
    Ok(())
}

/// What a run asks of who leads it.
///
/// # Errors
/// Where the database cannot be read.
pub async fn asked_by(app: &App, db: &mut Db, standing: &Standing) -> Result<Asks, StoreError> {
    let Standing { run, runbook, .. } = standing;
    let place = Place { project: run.project, environment: run.environment, slug: &run.environment_slug };
    asks(app, db, runbook, run.mode, place).await
}

/// A run that the actor may do something in.
struct Begun<A> {
    run: Run,
    permit: Permit<A>,
    grants: Grants,
    person: PersonId,
}

async fn begin<A: Permitted>(
    write: &mut Write,
    actor: &Actor,
    number: RunNumber,
) -> Result<Begun<A>, ActionError> {
    let grants = grants::of(write, actor).await?;
    let run = runs::by_number(write, number).await?.ok_or(Denied::NotFound)?;
    let permit = policy::permit::<A>(actor, &grants, run.project, run.environment)?;
    match actor {
        Actor::Person { id, .. } => Ok(Begun { run, permit, grants, person: *id }),
        _ => Err(Denied::Forbidden(Permission::TakePart).into()),
    }
}

/// Once every step is behind the run, it has succeeded.
pub(super) async fn end_where_done(
    write: &mut Write,
    permit: &impl InRun,
    run: &Run,
    now: Time,
) -> Result<(), StoreError> {
    let after = standing(write, run.clone()).await?;
    // Somebody ends it: then it did not succeed, even where the last step was done meanwhile.
    if after.progress.current().is_some() || after.progress.stopping.is_some() {
        return Ok(());
    }
    let ended = Fact::Ended { outcome: after.progress.success(), reason: String::new() };
    happen(write, &Actor::ENGINE, permit, (run, &after.runbook), &ended, now).await
}

/// Writes down what happened, in the run and in the audit log.
pub(super) async fn happen(
    write: &mut Write,
    actor: &Actor,
    permit: &impl InRun,
    (run, runbook): (&Run, &Runbook),
    fact: &Fact,
    now: Time,
) -> Result<(), StoreError> {
    run_events::append(write, permit, run.number, actor.person(), fact, now).await?;
    if let Fact::Ended { outcome, .. } = fact {
        end(write, permit, (run, runbook), *outcome, now).await?;
    }
    let step = fact.step().and_then(|position| runbook.step(position)).map(|step| step.text.clone());
    let mut details = serde_json::json!(fact);
    if let Fact::Continues { run: earlier, .. } = fact {
        details["earlier"] = earlier.0.into();
    }
    details["run"] = run.number.0.into();
    details["step"] = step.into();
    let event =
        NewEvent::new(now, actor, action::of(fact), format!("run {}", run.number)).in_project(run.project);
    events::append(write, NewEvent { environment: Some(run.environment), ..event }.with(details)).await?;
    Ok(())
}

/// An ended run leaves what its mode has to be cleaned up.
async fn end(
    write: &mut Write,
    permit: &impl InRun,
    (run, runbook): (&Run, &Runbook),
    outcome: Outcome,
    now: Time,
) -> Result<(), StoreError> {
    runs::end(write, permit, run.number, outcome, now).await?;
    let left = runbook.clean_up_in(run.mode);
    let left: Vec<(i64, String)> =
        left.map(|(position, step)| (i64::try_from(position).unwrap_or(0), step.text.clone())).collect();
    run_findings::leave(write, permit, run.number, &left).await
}

/// Writes down something that a run found out, with who mends it until which day.
///
/// # Errors
/// Denied where the run does not exist for the actor, or they take no part; refused where nothing is said, nobody has
/// the owner's sign-in name, or the day has gone by.
pub async fn find_in_run(
    app: &App,
    actor: &Actor,
    number: RunNumber,
    (text, owner, due): (&str, &str, Option<Time>),
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let Begun { run, permit, person, .. } = begin::<TakePart>(&mut write, actor, number).await?;
    let text = said(text, "Say what was found.")?;
    let found = people::by_sign_in_name(&mut write, owner.trim()).await?;
    let owner = found.filter(|person| person.disabled_at.is_none());
    let owner = owner.ok_or_else(|| Refusal::invalid("Name who mends it, by the name they sign in with."))?;
    let due = due.filter(|due| due.date() >= now.date());
    let due = due.ok_or_else(|| Refusal::invalid("Say until which day, today or later."))?;
    run_findings::insert(&mut write, &permit, number, (&text, owner.id, due), (person, now)).await?;
    let runbook = runbook_of(&mut write, &run).await?;
    let fact = Fact::Found { text, owner: owner.name, due };
    happen(&mut write, actor, &permit, (&run, &runbook), &fact, now).await?;
    write.commit().await?;
    Ok(())
}

/// Says that a finding is mended.
///
/// # Errors
/// Denied like [`find_in_run`]; refused where it is not open.
pub async fn mend_finding(
    app: &App,
    actor: &Actor,
    number: RunNumber,
    (finding, note): (i64, &str),
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let Begun { run, permit, person, .. } = begin::<TakePart>(&mut write, actor, number).await?;
    let note = short(note)?;
    let mended = run_findings::mend(&mut write, &permit, (number, finding), &note, (person, now)).await?;
    let text = mended.ok_or_else(|| Refusal::conflict("The finding is not open."))?;
    let runbook = runbook_of(&mut write, &run).await?;
    happen(&mut write, actor, &permit, (&run, &runbook), &Fact::Mended { text, note }, now).await?;
    write.commit().await?;
    Ok(())
}

/// Says that something which a run left is cleaned up.
///
/// # Errors
/// Denied like [`find_in_run`]; refused where it is not to be cleaned up.
pub async fn clean_up_run(
    app: &App,
    actor: &Actor,
    number: RunNumber,
    (step, note): (usize, &str),
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let Begun { run, permit, person, .. } = begin::<TakePart>(&mut write, actor, number).await?;
    let note = short(note)?;
    let place = (number, i64::try_from(step).unwrap_or(0));
    if !run_findings::clean_up(&mut write, &permit, place, &note, (person, now)).await? {
        return Err(Refusal::conflict("That is not to be cleaned up.").into());
    }
    let runbook = runbook_of(&mut write, &run).await?;
    happen(&mut write, actor, &permit, (&run, &runbook), &Fact::CleanedUp { step, note }, now).await?;
    write.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
