//! One attempt to run a step's command, on one target where it goes from target to target.

use super::driver::note;
use super::environment::variables;
use super::log_writer::LogWriter;
use super::process::{Command, Ended, Mark, Outcome, Program as ProcessProgram, Waiting};
use super::step::{Job, StepEnd};
use super::workspace;
use crate::domain::deployment::Failure;
use crate::domain::id::ExecutionId;
use crate::domain::strategy::Program;
use crate::store::live::Reached;
use crate::store::{StoreError, Write, executions, live, to_json};
use tokio::sync::mpsc;

/// What is tried.
pub(super) struct Attempt<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) program: &'a Program,
    /// Empty where the step runs once.
    pub(super) target: &'a str,
}

/// How it came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tried {
    Succeeded,
    Failed { failure: Failure, reason: String },
    Stopped,
}

impl Tried {
    pub(super) fn into_end(self) -> StepEnd {
        match self {
            Self::Succeeded => StepEnd::Succeeded(String::new()),
            Self::Failed { failure, reason } => StepEnd::Failed { failure, reason },
            Self::Stopped => StepEnd::Stopped,
        }
    }
}

/// How many last lines a reason quotes, and how long each may be.
const QUOTED_LINES: usize = 5;
const QUOTED_CHARACTERS: usize = 200;
/// Batches of lines that may wait to be written before the command is made to wait.
const WAITING_BATCHES: usize = 4;

/// Runs the command once. Who it is was written down before it began, and its lines are written as they come.
pub(super) async fn on_target(attempt: &Attempt<'_>) -> Result<Tried, StoreError> {
    if attempt.job.stop.is_cancelled() {
        return Ok(Tried::Stopped);
    }
    let spawned = command(attempt).and_then(|command| command.spawn());
    let id = begin(attempt, spawned.as_ref().ok()).await?;
    let ended = match spawned {
        Ok(waiting) => run(attempt, id, waiting).await?,
        Err(why) => Ended::from(Outcome::CouldNotStart(why)),
    };
    let tried = judge(attempt, &ended);
    finish(attempt, id, &ended, &tried).await?;
    Ok(tried)
}

fn command(attempt: &Attempt<'_>) -> Result<Command, String> {
    let app = &attempt.job.engine.app;
    let mut random = [0; 16];
    app.random.fill(&mut random);
    let directory = workspace::folder(app, attempt.job.deployment.number)?;
    Ok(Command {
        program: match attempt.program {
            Program::Shell(line) => ProcessProgram::Shell(line.clone()),
            Program::Arguments(words) => ProcessProgram::Argv(words.clone()),
        },
        environment: variables(attempt, &directory)?,
        directory,
        mark: Mark::new(random),
        timeout: attempt.job.timeout,
        grace: Command::GRACE,
        max_output_bytes: Command::MAX_OUTPUT_BYTES,
    })
}

async fn begin(attempt: &Attempt<'_>, waiting: Option<&Waiting>) -> Result<ExecutionId, StoreError> {
    let engine = attempt.job.engine;
    let now = engine.app.clock.now();
    let mut write = engine.app.store.write().await?;
    let id = executions::begin(&mut write, attempt.job.step.id, attempt.target, engine.epoch, now).await?;
    if let Some(waiting) = waiting {
        executions::set_process(&mut write, id, &to_json(waiting.identity())).await?;
    }
    write.commit().await?;
    Ok(id)
}

async fn run(attempt: &Attempt<'_>, id: ExecutionId, waiting: Waiting) -> Result<Ended, StoreError> {
    let job = attempt.job;
    let (lines, received) = mpsc::channel(WAITING_BATCHES);
    // A log that cannot be written stops this command, and not the whole deployment's token.
    let stop = job.stop.child_token();
    let writer = LogWriter {
        app: &job.engine.app,
        deployment: job.deployment.number,
        step: job.step.id,
        execution: Some(id),
    };
    let writing = writer.write_all(received, &stop);
    let running = waiting.release(lines, &stop, job.engine.app.clock.clone());
    let (ended, written) = tokio::join!(running, writing);
    written?;
    Ok(ended)
}

fn judge(attempt: &Attempt<'_>, ended: &Ended) -> Tried {
    let failure = match ended.outcome {
        Outcome::Exited(0) => return Tried::Succeeded,
        Outcome::Stopped => return Tried::Stopped,
        Outcome::Exited(_) | Outcome::Signalled(_) => Failure::Result,
        Outcome::TimedOut(_) => Failure::Timeout,
        Outcome::CouldNotStart(_) => Failure::Technical,
    };
    let place = if attempt.target.is_empty() { String::new() } else { format!("{}: ", attempt.target) };
    let mut reason = format!("{place}{}", ended.outcome);
    let from = ended.last_lines.len().saturating_sub(QUOTED_LINES);
    for line in &ended.last_lines[from..] {
        reason.push('\n');
        reason.push_str(&crate::domain::text::clip(line.text.trim_end(), QUOTED_CHARACTERS));
    }
    Tried::Failed { failure, reason }
}

/// Ends the attempt; where the step deploys and it succeeded, the target serves the release from this commit on.
async fn finish(
    attempt: &Attempt<'_>,
    id: ExecutionId,
    ended: &Ended,
    tried: &Tried,
) -> Result<(), StoreError> {
    let engine = attempt.job.engine;
    let now = engine.app.clock.now();
    let (outcome, reason) = match tried {
        Tried::Succeeded => ("succeeded", None),
        Tried::Stopped => ("stopped", None),
        Tried::Failed { failure, reason } => (word(*failure), Some(reason.as_str())),
    };
    let exit_code = match ended.outcome {
        Outcome::Exited(code) => Some(i64::from(code)),
        _ => None,
    };
    let mut write = engine.app.store.write().await?;
    executions::end(&mut write, id, &executions::Ended { outcome, exit_code, reason, at: now }).await?;
    if *tried == Tried::Succeeded && attempt.job.step.deploys {
        reach(attempt, &mut write).await?;
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

async fn reach(attempt: &Attempt<'_>, write: &mut Write) -> Result<(), StoreError> {
    let deployment = attempt.job.deployment;
    let all = deployment.plan.targets.iter().map(|t| t.as_str());
    let reached: Vec<&str> = all.filter(|t| attempt.target.is_empty() || *t == attempt.target).collect();
    for target in reached {
        let at = attempt.job.engine.app.clock.now();
        let reached = Reached {
            project: deployment.project,
            environment: deployment.environment,
            target,
            release: deployment.release,
            deployment: deployment.number,
            at,
        };
        live::set(write, reached).await?;
        let details = serde_json::json!({"target": target, "release": deployment.version});
        note(attempt.job.engine, write, "target.live", deployment, details).await?;
    }
    Ok(())
}
