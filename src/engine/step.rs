//! One automatic step, whatever its kind.

use super::Engine;
use super::attempt::{Attempt, Tried, on_target};
use super::once;
use crate::domain::deployment::Failure;
use crate::domain::id::StepId;
use crate::domain::plan::Work;
use crate::domain::strategy::{Does, Program};
use crate::domain::time::Span;
use crate::store::deployments::Deployment;
use crate::store::releases::{self, Release};
use crate::store::steps::Step;
use crate::store::{StoreError, executions};
use futures::future::try_join_all;
use std::collections::HashSet;
use tokio_util::sync::CancellationToken;

/// How a step came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StepEnd {
    /// It did what it should, with a word about it.
    Succeeded(String),
    /// It did not.
    Failed {
        /// In which way.
        failure: Failure,
        /// Why, for people.
        reason: String,
    },
    /// Somebody stopped it.
    Stopped,
}

/// Carries out an automatic step. What an earlier attempt finished on a target stays finished.
pub(super) async fn carry_out(
    engine: &Engine,
    deployment: &Deployment,
    step: &Step,
    stop: &CancellationToken,
) -> Result<StepEnd, StoreError> {
    let Work::Automatic { does, per_target, batch, timeout, retries } = &step.work else {
        return Ok(StepEnd::Succeeded(String::new()));
    };
    let mut read = engine.app.store.read().await?;
    let gone = || StoreError::Damaged(format!("the release of #{} is gone", deployment.number));
    let release = &releases::by_id(&mut read, deployment.release).await?.ok_or_else(gone)?;
    drop(read);
    let job = Job { engine, deployment, release, step, timeout: *timeout, retries: *retries, stop };
    match does {
        Does::Run(program) if *per_target => job.on_each_target(program, *batch).await,
        Does::Run(program) => job.run(program, "").await.map(Tried::into_end),
        Does::Http(url) => once::http(&job, url).await,
        Does::VerifyArtifact => once::verify_artifact(&job).await,
        Does::Notify(audience) => once::notify(&job, audience).await,
        Does::PlanRollback => once::plan_rollback(&job).await,
        Does::Wait(span) => once::wait(&job, *span).await,
    }
}

/// A step with everything that carrying it out needs.
pub(super) struct Job<'a> {
    pub(super) engine: &'a Engine,
    pub(super) deployment: &'a Deployment,
    pub(super) release: &'a Release,
    pub(super) step: &'a Step,
    pub(super) timeout: Span,
    pub(super) retries: u32,
    pub(super) stop: &'a CancellationToken,
}

impl Job<'_> {
    /// Targets in order, so many at a time; the first failure ends it before the next ones begin.
    async fn on_each_target(&self, program: &Program, batch: u32) -> Result<StepEnd, StoreError> {
        let done = done_targets(self.engine, self.step.id).await?;
        let targets = &self.deployment.plan.targets;
        let left: Vec<&str> = targets.iter().map(|t| t.as_str()).filter(|t| !done.contains(*t)).collect();
        for some in left.chunks(usize::try_from(batch.max(1)).unwrap_or(1)) {
            let tries = some.iter().map(|target| self.run(program, target));
            for tried in try_join_all(tries).await? {
                if tried != Tried::Succeeded {
                    return Ok(tried.into_end());
                }
            }
        }
        Ok(StepEnd::Succeeded(String::new()))
    }

    /// Runs the command, again after a failure as often as the document allows.
    async fn run(&self, program: &Program, target: &str) -> Result<Tried, StoreError> {
        let attempt = Attempt { job: self, program, target };
        let mut tried = on_target(&attempt).await?;
        for _ in 0..self.retries {
            if !matches!(tried, Tried::Failed { .. }) {
                break;
            }
            tried = on_target(&attempt).await?;
        }
        Ok(tried)
    }
}

async fn done_targets(engine: &Engine, step: StepId) -> Result<HashSet<String>, StoreError> {
    let mut read = engine.app.store.read().await?;
    let attempts = executions::of_step(&mut read, step).await?;
    Ok(attempts.into_iter().filter(executions::Execution::succeeded).map(|x| x.target).collect())
}
