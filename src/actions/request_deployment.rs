//! Somebody asks for a deployment, or for a planned rollback.

use super::approve_deployment::check_length;
use super::error::ActionError;
use super::permitted::record;
use super::planning::plan;
use super::start_deployment::serves;
use crate::access::actor::Actor;
use crate::access::permit::{Permit, Request};
use crate::access::policy::{self, Denied};
use crate::app::App;
use crate::domain::deployment::Kind;
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
use crate::domain::rollback::Serves;
use crate::domain::text::{Slug, Version};
use crate::store::deployments::{self, NewDeployment};
use crate::store::environments::Environment;
use crate::store::projects::Project;
use crate::store::releases::{self, Release};
use crate::store::{Db, Write, environments, grants, projects, successes};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The project's short name.
    pub project: String,
    /// The release.
    pub release: Version,
    /// The environment's short name.
    pub environment: Slug,
    /// Deploy and redeploy are told apart by what serves; a rollback is asked for as such.
    pub rollback: bool,
    /// Why; a rollback needs a reason.
    pub reason: String,
}

/// Writes a request for a deployment down and gives it its number.
///
/// # Errors
/// Denied where the project or the environment does not exist for the actor. Refused where the release does not
/// exist, waits or runs there already, cannot be rolled back to, or the strategy does not allow it.
pub async fn request_deployment(
    app: &App,
    actor: &Actor,
    asked: &Asked,
) -> Result<DeploymentNumber, ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (permit, place) = place::<Request>(&mut write, actor, asked).await?;
    let kind = kind(&mut write, &place, asked.rollback).await?;
    let (release, environment) = (&place.release, &place.environment);
    let planned = plan(app, &mut write, place.project.id, &environment.slug, kind, &release.digest).await?;
    let serves = serves(&mut write, place.project.id, environment.id, planned.plan.targets.len()).await?;
    if let Some(number) =
        deployments::same_waiting(&mut write, place.project.id, environment.id, release.id).await?
    {
        let (version, slug) = (&release.version, &environment.slug);
        return Err(
            Refusal::conflict(format!("#{number} for {version} to {slug} is under way already.")).into()
        );
    }
    check_length(&asked.reason)?;
    if asked.rollback && asked.reason.trim().is_empty() {
        return Err(Refusal::invalid("A rollback needs a reason.").into());
    }
    let new = NewDeployment {
        release: release.id,
        kind,
        immediate: false,
        reason: asked.reason.trim(),
        at: now,
        strategy_version: planned.version,
        plan: &planned.plan,
        start_when_ready: planned.start_when_ready,
        replaces: replaced(&serves),
        ends: None,
    };
    let number = deployments::insert(&mut write, &permit, &new).await?;
    note_request(&mut write, actor, number).await?;
    write.commit().await?;
    Ok(number)
}

/// Where something is asked for, found and permitted.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) project: Project,
    pub(super) environment: Environment,
    pub(super) release: Release,
}

/// Finds what is asked for, within what exists for the actor.
pub(super) async fn place<A: crate::access::permit::Act>(
    write: &mut Write,
    actor: &Actor,
    asked: &Asked,
) -> Result<(Permit<A>, Place), ActionError> {
    let grants = grants::of(write, actor).await?;
    let project = projects::by_slug(write, &asked.project).await?.ok_or(Denied::NotFound)?;
    let environment =
        environments::by_slug(write, asked.environment.as_str()).await?.ok_or(Denied::NotFound)?;
    let permit = policy::permit::<A>(actor, &grants, project.id, environment.id)?;
    let release = releases::by_version(write, project.id, &asked.release).await?;
    let release = release.ok_or_else(|| {
        Refusal::invalid(format!("{} has no release {}; register it first.", project.name, asked.release))
    })?;
    Ok((permit, Place { project, environment, release }))
}

async fn kind(db: &mut Db, place: &Place, rollback: bool) -> Result<Kind, ActionError> {
    let live = crate::store::live::of_place(db, place.project.id, place.environment.id).await?;
    if rollback {
        can_return(db, place).await?;
        return Ok(Kind::Rollback);
    }
    let everywhere = !live.is_empty() && live.iter().all(|l| l.release == place.release.id);
    Ok(if everywhere { Kind::Redeploy } else { Kind::Deploy })
}

/// Refuses a rollback to a release that never succeeded there, was rolled back from, or serves already.
pub(super) async fn can_return(db: &mut Db, place: &Place) -> Result<(), ActionError> {
    let past = successes::of_place(db, place.project.id, place.environment.id).await?;
    let live = crate::store::live::of_place(db, place.project.id, place.environment.id).await?;
    let releases: Vec<_> = live.iter().map(|l| l.release).collect();
    let candidates = past.candidates(&Serves::of(&releases, releases.len()));
    if candidates.iter().any(|c| c.release == place.release.id) {
        return Ok(());
    }
    let (version, slug) = (&place.release.version, &place.environment.slug);
    Err(Refusal::conflict(format!(
        "{slug} cannot be rolled back to {version}: only to an earlier success that does not serve there now and \
         was not itself rolled back from."
    ))
    .into())
}

pub(super) fn replaced(serves: &Serves) -> Option<crate::domain::id::ReleaseId> {
    match serves {
        Serves::One(release) => Some(*release),
        Serves::Nothing | Serves::Mixed(_) => None,
    }
}

pub(super) async fn note_request(
    write: &mut Write,
    actor: &Actor,
    number: DeploymentNumber,
) -> Result<(), ActionError> {
    let Some(deployment) = deployments::by_number(write, number).await? else {
        return Err(Denied::NotFound.into());
    };
    let details = serde_json::json!({"release": deployment.version, "kind": deployment.kind,
                                     "immediate": deployment.immediate, "plan": deployment.plan_hash,
                                     "reason": deployment.request_reason});
    record(write, deployment.requested_at, actor, "deployment.requested", &deployment, details).await?;
    Ok(())
}
