//! The record of one attempt at a step, on one target where the step goes from target to target.

use super::process::Identity;
use super::step::{Job, StepEnd};
use crate::access::actor::Actor;
use crate::actions::record_live::record_live;
use crate::domain::deployment::Failure;
use crate::domain::id::ExecutionId;
use crate::store::executions::{self, Ended};
use crate::store::{StoreError, to_json};

/// Begins an attempt; `process` says how its command is found again, and is written down before that may run.
pub(super) async fn begin(
    job: &Job<'_>,
    target: &str,
    process: Option<&Identity>,
) -> Result<ExecutionId, StoreError> {
    let app = &job.engine.app;
    let mut write = app.store.write().await?;
    let id = executions::begin(&mut write, job.step.id, target, job.engine.epoch, app.clock.now()).await?;
    if let Some(process) = process {
        executions::set_process(&mut write, id, &to_json(process)).await?;
    }
    write.commit().await?;
    Ok(id)
}

/// Ends an attempt. Where the step deploys and it succeeded on a target, that serves the release from this commit on.
pub(super) async fn finish(
    job: &Job<'_>,
    target: &str,
    id: ExecutionId,
    end: &StepEnd,
    exit_code: Option<i64>,
) -> Result<(), StoreError> {
    let app = &job.engine.app;
    let at = app.clock.now();
    let (outcome, reason) = match end {
        StepEnd::Succeeded(_) => ("succeeded", None),
        StepEnd::Stopped => ("stopped", None),
        StepEnd::Failed { failure, reason } => (word(*failure), Some(reason.as_str())),
    };
    let mut write = app.store.write().await?;
    executions::end(&mut write, id, &Ended { outcome, exit_code, reason, at }).await?;
    if job.step.deploys && matches!(end, StepEnd::Succeeded(_)) {
        let this = job.deployment.plan.targets.iter().filter(|one| one.as_str() == target);
        record_live(&mut write, at, &Actor::ENGINE, job.deployment, this).await?;
    }
    write.commit().await
}

fn word(failure: Failure) -> &'static str {
    match failure {
        Failure::Result => "failed",
        Failure::Technical => "technical",
        Failure::Timeout => "timeout",
    }
}
