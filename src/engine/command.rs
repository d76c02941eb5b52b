//! One attempt to run a step's command.

use super::artifact;
use super::attempt::{begin, finish};
use super::environment::variables;
use super::log_writer::LogWriter;
use super::ownership::show;
use super::process::Identity;
use super::program::{self, Attempted, End, Errand, Record};
use super::reach::Own;
use super::step::{Job, StepEnd};
use super::workspace;
use crate::domain::id::ExecutionId;
use crate::domain::log::Line;
use crate::domain::strategy::Program;
use crate::store::StoreError;

/// Runs the command once; `target` is empty where the step is carried out once.
pub(super) async fn run(job: &Job<'_>, program: &Program, target: &str) -> Result<StepEnd, StoreError> {
    if job.stop.is_cancelled() {
        return Ok(StepEnd::Stopped);
    }
    let errand = errand(job, program, target);
    let attempted = program::run(&job.engine.app, &Execution { job, target }, errand, job.stop).await?;
    let Attempted { attempt, end, exit_code } = attempted;
    let end = match end {
        End::Succeeded(note) => StepEnd::Succeeded(note),
        End::Stopped => StepEnd::Stopped,
        End::Failed { failure, reason } if target.is_empty() => StepEnd::Failed { failure, reason },
        End::Failed { failure, reason } => StepEnd::Failed { failure, reason: format!("{target}: {reason}") },
    };
    finish(job, target, attempt, &end, exit_code).await?;
    Ok(end)
}

fn errand<'a>(job: &Job<'_>, program: &'a Program, target: &str) -> Result<Errand<'a>, String> {
    let directory = workspace::of_deployment(&job.engine.app, job.deployment.number)?;
    let environment = variables(job, target, &directory)?;
    let deployment = job.deployment;
    let place = (&deployment.project_slug, &deployment.environment_slug);
    let root = workspace::target_root(&job.engine.app, place, target)?;
    let own = Own { write: vec![root], read: vec![artifact::folder(&directory)] };
    let place = deployment.environment_slug.to_string();
    let artifact = artifact::place(&directory, &job.release.artifact.uri);
    if artifact.is_file() {
        show(&job.engine.app, &place, &artifact)?;
    }
    Ok(Errand { program, place, directory, own, environment, timeout: job.timeout })
}

/// The record of a step's command: an execution, and the deployment's log.
struct Execution<'a> {
    job: &'a Job<'a>,
    target: &'a str,
}

impl Record for Execution<'_> {
    type Attempt = ExecutionId;

    async fn begin(&self, process: Option<&Identity>) -> Result<ExecutionId, StoreError> {
        begin(self.job, self.target, process).await
    }

    async fn write(&self, attempt: ExecutionId, lines: &[Line]) -> Result<(), StoreError> {
        let Job { engine, deployment, step, .. } = self.job;
        let (app, deployment, step) = (&engine.app, deployment.number, step.id);
        LogWriter { app, deployment, step, execution: Some(attempt) }.write(lines).await
    }
}
