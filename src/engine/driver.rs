//! Drives one deployment from step to step until it ends, waits for a person, or is stopped.

use super::Engine;
use super::recovery;
use super::step::{StepEnd, carry_out};
use super::tick::end_stopped;
use super::workspace;
use crate::access::actor::Actor;
use crate::actions::end_deployment::end;
use crate::actions::permitted::record;
use crate::actions::record_live::record_live;
use crate::domain::deployment::{Ending, Failure, Outcome};
use crate::domain::id::DeploymentNumber;
use crate::domain::time::Time;
use crate::store::deployments::{self, Deployment};
use crate::store::steps::{self, Step, StepOutcome};
use crate::store::{StoreError, Write};
use tokio_util::sync::CancellationToken;

/// Carries out steps until there is nothing to do for a machine, or the engine is asked to end.
pub(super) async fn drive(
    engine: &Engine,
    number: DeploymentNumber,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    recovery::interrupt_where_lost(&engine.app, number, engine.epoch + 1).await?;
    loop {
        if stop.is_cancelled() {
            return end_stopped(engine, number).await;
        }
        if engine.tasks.is_closed() {
            return Ok(());
        }
        let mut read = engine.app.store.read().await?;
        let Some(deployment) = deployments::by_number(&mut read, number).await? else { return Ok(()) };
        let step = steps::current(&mut read, number).await?;
        drop(read);
        if deployment.ending.is_some() || deployment.interrupted || deployment.started_at.is_none() {
            return Ok(());
        }
        if deployment.stop_requested.is_some() {
            return end_stopped(engine, number).await;
        }
        match step {
            None => return succeed(engine, &deployment).await,
            Some(step) if step.is_manual() && deployment.immediate && !step.deploys => {
                leave_for_afterwards(engine, &deployment, &step).await?
            }
            Some(step) if step.is_manual() => return wait_for_a_person(engine, &deployment, &step).await,
            Some(step) => {
                if !automatic(engine, &deployment, &step, stop).await? {
                    return Ok(());
                }
            }
        }
    }
}

/// Carries out an automatic step; false where the deployment ended with it.
async fn automatic(
    engine: &Engine,
    deployment: &Deployment,
    step: &Step,
    stop: &CancellationToken,
) -> Result<bool, StoreError> {
    begin(engine, deployment, step).await?;
    if let Err(error) = workspace::prepare_deployment(&engine.app, deployment).await {
        fail(engine, deployment, step, Failure::Technical, &format!("its workspace: {error}")).await?;
        return Ok(false);
    }
    match carry_out(engine, deployment, step, stop).await? {
        StepEnd::Succeeded(note) => {
            succeed_step(engine, deployment, step, &note).await?;
            Ok(true)
        }
        StepEnd::Failed { failure, reason } => {
            fail(engine, deployment, step, failure, &reason).await?;
            Ok(false)
        }
        StepEnd::Stopped => {
            end_stopped(engine, deployment.number).await?;
            Ok(false)
        }
    }
}

async fn begin(engine: &Engine, deployment: &Deployment, step: &Step) -> Result<(), StoreError> {
    let now = engine.app.clock.now();
    let mut write = engine.app.store.write().await?;
    steps::begin(&mut write, step.id, now).await?;
    note(&mut write, now, "step.started", deployment, serde_json::json!({"step": step.text})).await?;
    write.commit().await
}

async fn succeed_step(
    engine: &Engine,
    deployment: &Deployment,
    step: &Step,
    words: &str,
) -> Result<(), StoreError> {
    let now = engine.app.clock.now();
    let mut write = engine.app.store.write().await?;
    steps::end(&mut write, step.id, StepOutcome::Succeeded, None, words, now).await?;
    if step.deploys && !step.goes_from_target_to_target() {
        let targets = deployment.plan.targets.iter();
        record_live(&mut write, now, &Actor::ENGINE, deployment, targets).await?;
    }
    let details = serde_json::json!({"step": step.text, "note": words});
    note(&mut write, now, "step.succeeded", deployment, details).await?;
    write.commit().await
}

/// A manual step begins when the deployment comes to it, and waits; no process waits with it.
async fn wait_for_a_person(engine: &Engine, deployment: &Deployment, step: &Step) -> Result<(), StoreError> {
    let now = engine.app.clock.now();
    let mut write = engine.app.store.write().await?;
    steps::begin(&mut write, step.id, now).await?;
    note(&mut write, now, "step.waits", deployment, serde_json::json!({"step": step.text})).await?;
    write.commit().await
}

/// An immediate rollback does not wait for people: its manual steps become follow-ups. One that deploys is what the
/// rollback is for, so it is waited for all the same.
async fn leave_for_afterwards(
    engine: &Engine,
    deployment: &Deployment,
    step: &Step,
) -> Result<(), StoreError> {
    let now = engine.app.clock.now();
    let mut write = engine.app.store.write().await?;
    steps::end(&mut write, step.id, StepOutcome::FollowUp, None, "", now).await?;
    note(&mut write, now, "step.left", deployment, serde_json::json!({"step": step.text})).await?;
    write.commit().await
}

async fn fail(
    engine: &Engine,
    deployment: &Deployment,
    step: &Step,
    failure: Failure,
    reason: &str,
) -> Result<(), StoreError> {
    let now = engine.app.clock.now();
    let mut write = engine.app.store.write().await?;
    steps::end(&mut write, step.id, StepOutcome::Failed, None, reason, now).await?;
    let details = serde_json::json!({"step": step.text, "reason": reason});
    note(&mut write, now, "step.failed", deployment, details).await?;
    let reason = format!("{}: {reason}", step.text);
    let ending = Ending { outcome: Outcome::Failed, failure: Some(failure), reason, at: now };
    end(&mut write, &Actor::ENGINE, deployment, &ending).await?;
    write.commit().await
}

async fn succeed(engine: &Engine, deployment: &Deployment) -> Result<(), StoreError> {
    let (version, place) = (&deployment.version, &deployment.environment_slug);
    let ending = Ending {
        outcome: Outcome::Succeeded,
        failure: None,
        reason: format!("{version} went live in {place}"),
        at: engine.app.clock.now(),
    };
    let mut write = engine.app.store.write().await?;
    end(&mut write, &Actor::ENGINE, deployment, &ending).await?;
    write.commit().await
}

/// Appends an audit event of the engine's own.
async fn note(
    write: &mut Write,
    at: Time,
    action: &'static str,
    deployment: &Deployment,
    details: serde_json::Value,
) -> Result<(), StoreError> {
    record(write, at, &Actor::ENGINE, action, deployment, details).await
}
