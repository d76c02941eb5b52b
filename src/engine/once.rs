//! Steps that run no command: verify an artifact, ask an address, notify, plan the way back, wait.

use super::artifact::{self, Limits};
use super::attempt::{begin, finish};
use super::http::Miss;
use super::log_writer::LogWriter;
use super::step::{Job, StepEnd};
use super::workspace;
use crate::domain::deployment::Failure;
use crate::domain::log::{Line, Stream};
use crate::domain::time::Span;
use crate::store::successes::Recent;
use crate::store::{StoreError, notifications, releases, successes};
use std::future::Future;
use std::path::PathBuf;

/// An artifact is read up to this size: 16 GiB.
const LARGEST_ARTIFACT_BYTES: u64 = 16 * 1024 * 1024 * 1024;

/// Reads the artifact and compares its SHA-256.
pub(super) async fn verify_artifact(job: &Job<'_>) -> Result<StepEnd, StoreError> {
    let artifact = &job.release.artifact;
    let limits = Limits { max_bytes: LARGEST_ARTIFACT_BYTES, timeout: job.timeout };
    recorded(job, "", async {
        let kept = kept_artifact(job)?;
        let sources = &job.engine.sources;
        let verified =
            artifact::verify(sources, &artifact.uri, &artifact.sha256, limits, Some(&kept)).await?;
        Ok(format!("sha256 {}… of {} bytes", &artifact.sha256[..12], verified.bytes))
    })
    .await
}

/// Where the commands of the deployment find its artifact.
fn kept_artifact(job: &Job<'_>) -> Result<PathBuf, String> {
    let workspace = workspace::of_deployment(&job.engine.app, job.deployment.number)?;
    Ok(artifact::place(&workspace, &job.release.artifact.uri))
}

/// Has an artifact of this machine where commands find it, also where no step verifies it. One that is another than
/// was registered, or cannot be read, is not there; a command that needs it says so.
pub(super) async fn lay_out_artifact(job: &Job<'_>) {
    let artifact = &job.release.artifact;
    let Ok(kept) = kept_artifact(job) else { return };
    if !artifact::is_local(&artifact.uri) || kept.exists() {
        return;
    }
    let limits = Limits { max_bytes: LARGEST_ARTIFACT_BYTES, timeout: job.timeout };
    let sources = &job.engine.sources;
    let laid = artifact::verify(sources, &artifact.uri, &artifact.sha256, limits, Some(&kept)).await;
    if let Err(Miss { why, .. }) = laid {
        tracing::debug!(why, "an artifact is not laid out for the commands of a deployment");
    }
}

/// Asks an address and expects an answer of the 200s.
pub(super) async fn http(job: &Job<'_>, url: &str, target: &str) -> Result<StepEnd, StoreError> {
    recorded(job, target, async {
        let status = super::http::check(&job.engine.http, "GET", url, job.timeout).await?;
        Ok(format!("answered {status}"))
    })
    .await
}

/// Records a message for people, once.
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
    Ok(StepEnd::Succeeded(format!("message for {audience} recorded, not sent: “{text}”")))
}

/// Writes down what a rollback would return to.
pub(super) async fn plan_rollback(job: &Job<'_>) -> Result<StepEnd, StoreError> {
    let deployment = job.deployment;
    let (project, environment) = (deployment.project, deployment.environment);
    let mut read = job.engine.app.store.read().await?;
    let Recent { past, serves } = successes::of_place(&mut read, project, environment).await?;
    let release = match past.last_good(&serves) {
        Some(success) => Some(releases::by_id(&mut read, success.release).await?),
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

/// Does something as an attempt of the record, with a line in the log about how it came out.
async fn recorded(
    job: &Job<'_>,
    target: &str,
    what: impl Future<Output = Result<String, Miss>>,
) -> Result<StepEnd, StoreError> {
    let id = begin(job, target, None).await?;
    let end = tokio::select! {
        () = job.stop.cancelled() => StepEnd::Stopped,
        done = what => match done {
            Ok(note) => StepEnd::Succeeded(note),
            Err(Miss { why, timed_out: true }) => StepEnd::Failed { failure: Failure::Timeout, reason: why },
            Err(Miss { why, timed_out: false }) => StepEnd::Failed { failure: Failure::Result, reason: why },
        },
    };
    let (StepEnd::Succeeded(text) | StepEnd::Failed { reason: text, .. }) = &end else {
        finish(job, target, id, &end, None).await?;
        return Ok(end);
    };
    let line = Line { at: job.engine.app.clock.now(), stream: Stream::Note, text: text.clone() };
    let (app, deployment, step) = (&job.engine.app, job.deployment.number, job.step.id);
    LogWriter { app, deployment, step, execution: Some(id) }.write(&[line]).await?;
    finish(job, target, id, &end, None).await?;
    Ok(end)
}
