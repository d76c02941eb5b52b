//! Somebody starts a run of a runbook's newest published version.

use super::endorsing::{Known, asked_in};
use super::error::ActionError;
use super::run_rights::{Place, asks, may_start};
use super::strategy_in_force::strategy_in_force;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::TakePart;
use crate::access::policy::{self, Denied};
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::endorsement::Standing;
use crate::domain::id::{ProjectId, RunNumber, RunbookId};
use crate::domain::refusal::Refusal;
use crate::domain::run::act::short;
use crate::domain::runbook::Mode;
use crate::store::environments::{self, Environment};
use crate::store::events::{self, NewEvent};
use crate::store::projects::{self, Project};
use crate::store::runbook_versions::{self, RunbookVersion};
use crate::store::runbooks::{self, Runbook};
use crate::store::runs::{self, NewRun};
use crate::store::{Write, grants};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The runbook's short name.
    pub runbook: &'a str,
    /// How much is real.
    pub mode: Mode,
    /// The project's short name.
    pub project: &'a str,
    /// The environment's short name.
    pub environment: &'a str,
    /// Why; a real run has a reason.
    pub reason: &'a str,
}

/// Starts a run.
///
/// # Errors
/// Denied where runbook, project or environment do not exist for the actor, or they may not run it in this mode there.
/// Refused where no version is published or in force there, a reason is missing, no step is for the mode, or another run
/// that is no tabletop is under way there.
pub async fn start_run(app: &App, actor: &Actor, asked: &Asked<'_>) -> Result<RunNumber, ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let grants = grants::of(&mut write, actor).await?;
    let runbook = runbooks::in_scope(&mut write, asked.runbook, &Scope::of(grants.clone())).await?;
    let runbook = runbook.ok_or(Denied::NotFound)?;
    let project = projects::by_slug(&mut write, asked.project).await?.ok_or(Denied::NotFound)?;
    let environment = environments::by_slug(&mut write, asked.environment).await?.ok_or(Denied::NotFound)?;
    let permit = policy::permit::<TakePart>(actor, &grants, project.id, environment.id)?;
    let Actor::Person { id: person, .. } = actor else {
        return Err(Denied::Forbidden(Permission::TakePart).into());
    };
    if runbook.project.is_some_and(|own| own != project.id) {
        return Err(Refusal::invalid("The runbook is another project's.").into());
    }
    is_of(app, &mut write, &project, &environment).await?;
    let version = startable(app, &mut write, &runbook, asked.mode, (project.id, &environment)).await?;
    let reason = short(asked.reason)?;
    let place = Place { project: project.id, environment: environment.id, slug: &environment.slug };
    let asks = asks(app, &mut write, &version.content, asked.mode, place).await?;
    may_start(&mut write, (actor, &grants), place, asks, (asked.mode, &reason)).await?;
    alone(&mut write, runbook.id, asked.mode, place).await?;
    let new = NewRun {
        version: version.id,
        mode: asked.mode,
        reason: &reason,
        person: *person,
        at: now,
        continues: None,
    };
    let number = runs::insert(&mut write, &permit, &new).await?;
    let event = NewEvent::new(now, actor, "run.started", format!("run {number}")).in_project(project.id);
    let event = NewEvent { environment: Some(environment.id), ..event };
    events::append(&mut write, event.with(told(&version, number, asked.mode, &environment, &reason))).await?;
    write.commit().await?;
    Ok(number)
}

/// An environment belongs to the installation: the project's document says which of them are its own.
async fn is_of(
    app: &App,
    write: &mut Write,
    project: &Project,
    environment: &Environment,
) -> Result<(), ActionError> {
    let in_force = strategy_in_force(app, write, project.id).await?;
    if in_force.is_none_or(|(_, strategy)| strategy.environment(&environment.slug).is_some()) {
        return Ok(());
    }
    let (project, environment) = (&project.name, &environment.name);
    Err(Refusal::invalid(format!("The strategy of {project} has no environment {environment}.")).into())
}

/// Two runs of a runbook at the same time would do everything twice; people may talk it through meanwhile.
///
/// # Errors
/// Refused with the number of the run that is under way.
pub(super) async fn alone(
    write: &mut Write,
    runbook: RunbookId,
    mode: Mode,
    place: Place<'_>,
) -> Result<(), ActionError> {
    let under_way = runs::under_way(write, runbook, place.project, place.environment).await?;
    match under_way.filter(|_| mode != Mode::Tabletop) {
        Some(number) => {
            let sentence =
                format!("Run {number} of this runbook is under way here: go on with it, or end it.");
            Err(Refusal::conflict(sentence).into())
        }
        None => Ok(()),
    }
}

/// The version that a run in this mode carries out here: the newest published one, where it executes nothing or is in
/// force. One that only waits to come into force leaves the version before it in force.
async fn startable(
    app: &App,
    write: &mut Write,
    runbook: &Runbook,
    mode: Mode,
    (project, environment): (ProjectId, &Environment),
) -> Result<RunbookVersion, ActionError> {
    let versions = runbook_versions::of_runbook(write, runbook.id).await?;
    let published = versions.iter().filter(|version| version.published_at.is_some());
    let newest = published.clone().next();
    let newest = newest.ok_or_else(|| Refusal::conflict("No version of the runbook is published."))?;
    if let Some(why) = newest.content.not_in(mode) {
        return Err(Refusal::conflict(why).into());
    }
    let asked = asked_in(app, write, project, &environment.slug).await?;
    let mut refusal = None;
    for version in published.filter(|version| version.content.not_in(mode).is_none()) {
        if !version.content.executes_in(mode) {
            return Ok(version.clone());
        }
        let known = Known::of(write, version, &versions).await?;
        let here = known.in_place(project, environment, &asked, app.clock.now());
        if here.standing.is_in_force() {
            return Ok(version.clone());
        }
        refusal.get_or_insert_with(|| not_in_force(version, environment, &here.standing));
        if !here.standing.is_meant() {
            break;
        }
    }
    Err(refusal.unwrap_or_else(|| Refusal::conflict("No version of the runbook is in force here.")).into())
}

/// Refuses a run of a version whose commands may not run in an environment.
pub(super) fn not_in_force(
    version: &RunbookVersion,
    environment: &Environment,
    standing: &Standing,
) -> Refusal {
    let (number, environment, why) = (version.number, &environment.name, standing.words());
    Refusal::conflict(format!(
        "The commands of version {number} can't run in {environment}: {why}. Nothing was started. A tabletop is possible."
    ))
}

fn told(
    version: &RunbookVersion,
    number: RunNumber,
    mode: Mode,
    environment: &Environment,
    reason: &str,
) -> serde_json::Value {
    serde_json::json!({
        "run": number,
        "runbook": version.content.title,
        "version": version.number,
        "mode": mode.word(),
        "place": environment.name,
        "reason": reason,
    })
}

#[cfg(test)]
mod tests;
