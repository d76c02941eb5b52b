//! One automatic step, whatever its kind.

use super::Engine;
use super::command;
use super::environment::Previous;
use super::once;
use crate::domain::deployment::Failure;
use crate::domain::plan::Work;
use crate::domain::strategy::Does;
use crate::domain::time::Span;
use crate::store::deployments::Deployment;
use crate::store::releases::{self, Release};
use crate::store::steps::Step;
use crate::store::{StoreError, executions, served};
use futures::future::try_join_all;
use std::collections::HashSet;
use std::future::Future;
use tokio_util::sync::CancellationToken;

/// How a step, or an attempt at it, came out.
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

impl StepEnd {
    /// The end of a step that ended so on one target and before so on another: what is to be known of either is kept.
    fn after(self, before: Self) -> Self {
        match (self, before) {
            (Self::Succeeded(note), Self::Succeeded(before)) if note.is_empty() => Self::Succeeded(before),
            (own, _) => own,
        }
    }
}

/// Carries out an automatic step. What an earlier attempt finished stays finished.
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
    let release = &releases::by_id(&mut read, deployment.release).await?;
    let place = (deployment.project, deployment.environment);
    let previous = &Previous(served::before(&mut read, place, deployment.number).await?);
    drop(read);
    let job =
        &Job { engine, deployment, release, previous, step, timeout: *timeout, retries: *retries, stop };
    let batch = per_target.then_some(*batch);
    match does {
        Does::Run(program) => {
            once::lay_out_artifact(job).await;
            job.everywhere(batch, |target| command::run(job, program, target)).await
        }
        Does::Http(url) => job.everywhere(batch, |target| once::http(job, url, target)).await,
        Does::VerifyArtifact => job.everywhere(batch, |_| once::verify_artifact(job)).await,
        Does::Notify(audience) => once::notify(job, audience).await,
        Does::PlanRollback => once::plan_rollback(job).await,
        Does::Wait(span) => once::wait(job, *span).await,
    }
}

/// A step with everything that carrying it out needs.
pub(super) struct Job<'a> {
    pub(super) engine: &'a Engine,
    pub(super) deployment: &'a Deployment,
    pub(super) release: &'a Release,
    pub(super) previous: &'a Previous,
    pub(super) step: &'a Step,
    pub(super) timeout: Span,
    pub(super) retries: u32,
    pub(super) stop: &'a CancellationToken,
}

impl<'a> Job<'a> {
    /// Once; or, where there is a batch, on each target in order, so many at a time. The first failure ends it before
    /// the next ones begin.
    async fn everywhere<F, T>(&self, batch: Option<u32>, attempt: F) -> Result<StepEnd, StoreError>
    where
        F: Fn(&'a str) -> T,
        T: Future<Output = Result<StepEnd, StoreError>>,
    {
        let done = self.done().await?;
        let targets = match batch {
            Some(_) => self.deployment.plan.targets.iter().map(|target| target.as_str()).collect(),
            None => vec![""],
        };
        let left: Vec<&'a str> = targets.into_iter().filter(|target| !done.contains(*target)).collect();
        let mut last = StepEnd::Succeeded(String::new());
        for some in left.chunks(batch.map_or(1, |batch| batch.max(1) as usize)) {
            let tries = some.iter().map(|target| self.with_retries(|| attempt(target)));
            for end in try_join_all(tries).await? {
                if !matches!(end, StepEnd::Succeeded(_)) {
                    return Ok(end);
                }
                last = end.after(last);
            }
        }
        Ok(last)
    }

    /// Tries again after a failure, as often as the document allows.
    async fn with_retries<T>(&self, attempt: impl Fn() -> T) -> Result<StepEnd, StoreError>
    where
        T: Future<Output = Result<StepEnd, StoreError>>,
    {
        let mut end = attempt().await?;
        for _ in 0..self.retries {
            if !matches!(end, StepEnd::Failed { .. }) {
                break;
            }
            end = attempt().await?;
        }
        Ok(end)
    }

    /// Where an earlier attempt succeeded; the empty text stands for a step that is carried out once.
    async fn done(&self) -> Result<HashSet<String>, StoreError> {
        let mut read = self.engine.app.store.read().await?;
        let attempts = executions::of_step(&mut read, self.step.id).await?;
        Ok(attempts.into_iter().filter(executions::Execution::succeeded).map(|x| x.target).collect())
    }
}
