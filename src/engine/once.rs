//! Steps that run no command: verify an artifact, ask an address, notify, plan the way back, wait.

use super::artifact::{self, Limits};
use super::log_writer::LogWriter;
use super::step::{Job, StepEnd};
use crate::domain::deployment::Failure;
use crate::domain::log::{Line, Stream};
use crate::domain::rollback::Serves;
use crate::domain::time::Span;
use crate::store::{StoreError, executions, live, notifications, releases, successes};
use std::future::Future;

/// An artifact is read up to this size: 16 GiB.
const LARGEST_ARTIFACT_BYTES: u64 = 16 * 1024 * 1024 * 1024;

/// Reads the artifact and compares its SHA-256.
pub(super) async fn verify_artifact(job: &Job<'_>) -> Result<StepEnd, StoreError> {
    let artifact = &job.release.artifact;
    let limits = Limits { max_bytes: LARGEST_ARTIFACT_BYTES, timeout: job.timeout };
    with_retries(job, || async {
        let verified = artifact::verify(&job.engine.http, &artifact.uri, &artifact.sha256, limits).await?;
        Ok(format!("sha256 {}… of {} bytes", &artifact.sha256[..12], verified.bytes))
    })
    .await
}

/// Asks an address and expects an answer of the 200s.
pub(super) async fn http(job: &Job<'_>, url: &str) -> Result<StepEnd, StoreError> {
    with_retries(job, || async {
        let status = super::http::check(&job.engine.http, "GET", url, job.timeout).await?;
        Ok(format!("answered {status}"))
    })
    .await
}

/// Records a message for people.
pub(super) async fn notify(job: &Job<'_>, audience: &str) -> Result<StepEnd, StoreError> {
    let deployment = job.deployment;
    let text = format!(
        "{} {} goes to {} (#{})",
        deployment.project_name, deployment.version, deployment.environment_slug, deployment.number
    );
    let mut write = job.engine.app.store.write().await?;
    let now = job.engine.app.clock.now();
    notifications::insert(&mut write, deployment.number, job.step.id, audience, &text, now).await?;
    write.commit().await?;
    Ok(StepEnd::Succeeded(format!("recorded for {audience}")))
}

/// Writes down what a rollback would return to.
pub(super) async fn plan_rollback(job: &Job<'_>) -> Result<StepEnd, StoreError> {
    let deployment = job.deployment;
    let (project, environment) = (deployment.project, deployment.environment);
    let mut read = job.engine.app.store.read().await?;
    let past = successes::of_place(&mut read, project, environment).await?;
    let live = live::of_place(&mut read, project, environment).await?;
    let serving: Vec<_> = live.iter().map(|l| l.release).collect();
    let back = past.last_good(&Serves::of(&serving, deployment.plan.targets.len()));
    let release = match back {
        Some(success) => releases::by_id(&mut read, success.release).await?,
        None => None,
    };
    Ok(StepEnd::Succeeded(match release {
        Some(release) => format!("to {}", release.version),
        None => "there is nothing to go back to yet".to_owned(),
    }))
}

/// Waits. It measures nothing, and says so.
pub(super) async fn wait(job: &Job<'_>, span: Span) -> Result<StepEnd, StoreError> {
    tokio::select! {
        () = job.stop.cancelled() => Ok(StepEnd::Stopped),
        () = tokio::time::sleep(span.to_std()) => Ok(StepEnd::Succeeded(format!("waited {span}"))),
    }
}

/// Does something that can be tried again; each try is an attempt of the record.
async fn with_retries<F, T>(job: &Job<'_>, what: F) -> Result<StepEnd, StoreError>
where
    F: Fn() -> T,
    T: Future<Output = Result<String, String>>,
{
    let mut end = StepEnd::Stopped;
    for _ in 0..=job.retries {
        let id = begin(job).await?;
        end = tokio::select! {
            () = job.stop.cancelled() => StepEnd::Stopped,
            tried = what() => match tried {
                Ok(note) => StepEnd::Succeeded(note),
                Err(reason) => StepEnd::Failed { failure: Failure::Result, reason },
            },
        };
        finish(job, id, &end).await?;
        if !matches!(end, StepEnd::Failed { .. }) {
            break;
        }
    }
    Ok(end)
}

async fn begin(job: &Job<'_>) -> Result<crate::domain::id::ExecutionId, StoreError> {
    let now = job.engine.app.clock.now();
    let mut write = job.engine.app.store.write().await?;
    let id = executions::begin(&mut write, job.step.id, "", job.engine.epoch, now).await?;
    write.commit().await?;
    Ok(id)
}

async fn finish(job: &Job<'_>, id: crate::domain::id::ExecutionId, end: &StepEnd) -> Result<(), StoreError> {
    let at = job.engine.app.clock.now();
    let (outcome, reason, words) = match end {
        StepEnd::Succeeded(note) => ("succeeded", None, note.as_str()),
        StepEnd::Failed { reason, .. } => ("failed", Some(reason.as_str()), reason.as_str()),
        StepEnd::Stopped => ("stopped", None, "stopped"),
    };
    let mut write = job.engine.app.store.write().await?;
    executions::end(&mut write, id, &executions::Ended { outcome, exit_code: None, reason, at }).await?;
    write.commit().await?;
    let number = job.deployment.number;
    let writer =
        LogWriter { app: &job.engine.app, deployment: number, step: job.step.id, execution: Some(id) };
    writer.write(&[Line { at, stream: Stream::Note, text: words.to_owned() }]).await
}
