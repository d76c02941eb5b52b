//! Somebody asks for a deployment, or for a planned rollback.

use super::approve_deployment::check_length;
use super::error::ActionError;
use super::permitted::record;
use super::planning::{Planned, not_frozen_now, plan, targets};
use super::second_factor;
use super::suspicion::{check_claim, claim_no_fault, why_not};
use crate::access::actor::Actor;
use crate::access::permit::{Act, Permit, Request};
use crate::access::policy::{self, Denied};
use crate::app::App;
use crate::domain::deployment::Kind;
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
use crate::domain::rollback::Serves;
use crate::domain::suspect::Weight;
use crate::domain::text::{Slug, Version};
use crate::store::deployments::{self, NewDeployment};
use crate::store::environments::Environment;
use crate::store::projects::Project;
use crate::store::releases::{self, Release};
use crate::store::successes::Recent;
use crate::store::{Db, StoreError, Write, environments, grants, live, projects, successes, suspects};

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
    /// For a rollback: why the release that it takes away is not at fault. None where it may be.
    pub no_fault: Option<String>,
}

/// Writes a request for a deployment down and gives it its number.
///
/// # Errors
/// Denied where the project or the environment does not exist for the actor, or the request would start by itself where a
/// second factor is asked for that the actor does not have. Refused where the release does not
/// exist, waits or runs there already, cannot be rolled back to, or the strategy does not allow it.
pub async fn request_deployment(
    app: &App,
    actor: &Actor,
    asked: &Asked,
) -> Result<DeploymentNumber, ActionError> {
    let at = app.clock.now();
    let mut write = app.store.write().await?;
    let (permit, place) = place::<Request>(&mut write, actor, asked).await?;
    let kind = kind(app, &mut write, &place, asked.rollback).await?;
    not_suspect(&mut write, actor, &place, kind).await?;
    let planned = place.plan(app, &mut write, kind).await?;
    if asked.rollback {
        not_frozen_now(app, &mut write, place.project.id, &place.environment.slug).await?;
    }
    let asks_factor = planned.plan.second_factor && planned.start_when_ready;
    second_factor::demanded_of(&mut write, asks_factor, actor.person()).await??;
    not_under_way(&mut write, &place).await?;
    check_length(&asked.reason)?;
    check_claim(asked)?;
    if asked.rollback && asked.reason.trim().is_empty() {
        return Err(Refusal::invalid("Enter a reason. The approvers will see it.").into());
    }
    let new = NewDeployment {
        release: place.release.id,
        kind,
        immediate: false,
        reason: asked.reason.trim(),
        at,
        strategy_version: planned.version,
        start_when_ready: planned.start_when_ready,
        replaces: place.serves(&mut write, planned.plan.targets.len()).await?.one(),
        plan: &planned.plan,
        ends: None,
    };
    let number = deployments::insert(&mut write, &permit, &new).await?;
    claim_no_fault(&mut write, number, asked).await?;
    note_request(&mut write, actor, number, asked).await?;
    write.commit().await?;
    Ok(number)
}

/// A suspect does not go forward; what serves there already may be put there again.
async fn not_suspect(db: &mut Db, actor: &Actor, place: &Place, kind: Kind) -> Result<(), ActionError> {
    let suspicion = suspects::about_one(db, place.release.id).await?;
    if kind != Kind::Deploy || !suspicion.is_suspect() {
        return Ok(());
    }
    let grants = grants::of(db, actor).await?;
    let why = why_not(&place.release.version, suspicion.weighing(Weight::Suspect), &grants);
    Err(Refusal::conflict(why).into())
}

pub(super) async fn not_under_way(db: &mut Db, place: &Place) -> Result<(), ActionError> {
    let (project, environment, release) = (&place.project, &place.environment, &place.release);
    let Some(number) = deployments::same_open(db, project.id, environment.id, release.id).await? else {
        return Ok(());
    };
    let (version, slug) = (&release.version, &environment.slug);
    let sentence =
        format!("#{number} for {version} to {slug} is under way already. No second one was requested.");
    Err(Refusal::conflict(sentence).about("deployment", number.0).into())
}

/// Where something is asked for, found and permitted.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) project: Project,
    pub(super) environment: Environment,
    pub(super) release: Release,
}

impl Place {
    /// The plan of the release there.
    pub(super) async fn plan(&self, app: &App, db: &mut Db, kind: Kind) -> Result<Planned, ActionError> {
        plan(app, db, self.project.id, &self.environment.slug, kind, &self.release.digest).await
    }

    /// What the environment serves, which has at least so many targets.
    pub(super) async fn serves(&self, db: &mut Db, targets: usize) -> Result<Serves, StoreError> {
        live::serves(db, self.project.id, self.environment.id, targets).await
    }
}

/// Finds what is asked for, within what exists for the actor.
pub(super) async fn place<A: Act>(
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
        let sentence = format!("{} has no release {}. Register it first.", project.name, asked.release);
        Refusal::invalid(sentence).about("release", asked.release.as_str())
    })?;
    Ok((permit, Place { project, environment, release }))
}

/// What it is for: a release that every target serves already is put there again.
pub(super) async fn kind(app: &App, db: &mut Db, place: &Place, rollback: bool) -> Result<Kind, ActionError> {
    if rollback {
        can_return(db, place).await?;
        return Ok(Kind::Rollback);
    }
    let targets = targets(app, db, place.project.id, &place.environment.slug).await?;
    let everywhere = place.serves(db, targets).await?.one() == Some(place.release.id);
    Ok(if everywhere { Kind::Redeploy } else { Kind::Deploy })
}

/// Refuses a rollback to a release that never succeeded there, or is live.
pub(super) async fn can_return(db: &mut Db, place: &Place) -> Result<(), ActionError> {
    let (release, version, slug) = (place.release.id, &place.release.version, &place.environment.slug);
    let refused = |why: String| -> Result<(), ActionError> {
        Err(Refusal::conflict(format!("{slug} cannot be rolled back to {version}: {why}")).into())
    };
    if successes::newest_of(db, release, place.environment.id).await?.is_none() {
        return refused("it never succeeded there. Request a deployment of it instead.".to_owned());
    }
    let Recent { past, serves } = successes::of_place(db, place.project.id, place.environment.id).await?;
    if past.is_live(release, &serves) {
        return refused(
            "every target serves it already. Choose another release, or deploy it again.".to_owned(),
        );
    }
    Ok(())
}

/// Appends the audit event of a request.
pub(super) async fn note_request(
    write: &mut Write,
    actor: &Actor,
    number: DeploymentNumber,
    asked: &Asked,
) -> Result<(), ActionError> {
    let Some(deployment) = deployments::by_number(write, number).await? else {
        return Err(Denied::NotFound.into());
    };
    let mut details = serde_json::json!({"release": deployment.version, "kind": deployment.kind,
                                         "immediate": deployment.immediate, "plan": deployment.plan_hash,
                                         "reason": deployment.request_reason});
    if let Some(claim) = &asked.no_fault {
        details["not_at_fault"] = claim.trim().into();
    }
    record(write, deployment.requested_at, actor, "deployment.requested", &deployment, details).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
