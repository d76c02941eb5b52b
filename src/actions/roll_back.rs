//! A person rolls an environment back at once.

use super::approve_deployment::check_length;
use super::error::ActionError;
use super::permitted::record;
use super::request_deployment::{Asked, can_return, note_request, place};
use super::suspicion::{check_claim, claim_no_fault};
use crate::access::actor::Actor;
use crate::access::permit::RollBackNow;
use crate::app::App;
use crate::domain::deployment::Kind;
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId};
use crate::domain::refusal::Refusal;
use crate::store::deployments::{self, NewDeployment, StopRequest};
use crate::store::{Db, Write, events, reviews, suspects};

/// Rolls an environment back to an earlier release without asking anybody, and opens the review of it.
///
/// A deployment that holds the slot is ended first; the rollback starts by itself once its processes are gone.
///
/// # Errors
/// Denied without Full or the Rollback mark. Refused without a reason, to a release that cannot be returned to, or
/// while another immediate rollback is under way there.
pub async fn roll_back(app: &App, actor: &Actor, asked: &Asked) -> Result<DeploymentNumber, ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (permit, place) = place::<RollBackNow>(&mut write, actor, asked).await?;
    let (project, environment) = (place.project.id, place.environment.id);
    check_length(&asked.reason)?;
    if asked.reason.trim().is_empty() {
        return Err(Refusal::invalid("Enter a reason. The reviewer will see it.").into());
    }
    check_claim(asked)?;
    none_under_way(&mut write, project, environment).await?;
    can_return(&mut write, &place).await?;
    let planned = place.plan(app, &mut write, Kind::Rollback).await?;
    let holder = deployments::slot_holder(&mut write, project, environment).await?;
    let new = NewDeployment {
        release: place.release.id,
        kind: Kind::Rollback,
        immediate: true,
        reason: asked.reason.trim(),
        at: now,
        strategy_version: planned.version,
        plan: &planned.plan,
        start_when_ready: true,
        replaces: place.serves(&mut write, planned.plan.targets.len()).await?.one(),
        ends: holder,
    };
    let number = deployments::insert(&mut write, &permit, &new).await?;
    reviews::open(&mut write, number, now).await?;
    claim_no_fault(&mut write, number, asked).await?;
    suspects::note_taken(&mut write, number, planned.guarded).await?;
    note_request(&mut write, actor, number, asked).await?;
    if let Some(holder) = holder {
        let reason =
            format!("Ended for rollback #{number} by {}: {}", events::actor_name(actor), asked.reason.trim());
        let stop = StopRequest { at: now, person: actor.person(), reason };
        end_holder(&mut write, actor, holder, &stop).await?;
    }
    write.commit().await?;
    Ok(number)
}

async fn none_under_way(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<(), ActionError> {
    match deployments::open_immediate(db, project, environment).await? {
        Some(number) => {
            Err(Refusal::conflict(format!("#{number} rolls this environment back already.")).into())
        }
        None => Ok(()),
    }
}

async fn end_holder(
    write: &mut Write,
    actor: &Actor,
    holder: DeploymentNumber,
    stop: &StopRequest,
) -> Result<(), ActionError> {
    deployments::request_stop(write, holder, stop).await?;
    if let Some(running) = deployments::by_number(write, holder).await? {
        let details = serde_json::json!({"reason": stop.reason});
        record(write, stop.at, actor, "deployment.cancelling", &running, details).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
