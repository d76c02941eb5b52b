//! One attempt to run a step's command.

use super::attempt::{begin, finish};
use super::environment::variables;
use super::log_writer::LogWriter;
use super::process::{Command, Ended, Mark, Outcome, Program as ProcessProgram, Waiting};
use super::step::{Job, StepEnd};
use super::workspace;
use crate::domain::deployment::Failure;
use crate::domain::id::ExecutionId;
use crate::domain::strategy::Program;
use crate::domain::text::clip;
use crate::store::StoreError;
use tokio::sync::mpsc;

/// How many last lines a reason quotes, and how long each may be.
const QUOTED_LINES: usize = 5;
const QUOTED_CHARACTERS: usize = 200;
/// Batches of lines that may wait to be written before the command is made to wait.
const WAITING_BATCHES: usize = 4;

/// Runs the command once; `target` is empty where the step is carried out once. Who the process is was written down
/// before it began, and its lines are written as they come.
pub(super) async fn run(job: &Job<'_>, program: &Program, target: &str) -> Result<StepEnd, StoreError> {
    if job.stop.is_cancelled() {
        return Ok(StepEnd::Stopped);
    }
    let spawned = command(job, program, target).and_then(|command| command.spawn());
    let id = begin(job, target, spawned.as_ref().ok().map(Waiting::identity)).await?;
    let ended = match spawned {
        Ok(waiting) => let_run(job, id, waiting).await?,
        Err(why) => Ended::from(Outcome::CouldNotStart(why)),
    };
    let exit_code = match ended.outcome {
        Outcome::Exited(code) => Some(i64::from(code)),
        _ => None,
    };
    let end = judge(target, &ended);
    finish(job, target, id, &end, exit_code).await?;
    Ok(end)
}

fn command(job: &Job<'_>, program: &Program, target: &str) -> Result<Command, String> {
    let app = &job.engine.app;
    let mut random = [0; 16];
    app.random.fill(&mut random);
    let directory = workspace::folder(app, job.deployment.number)?;
    Ok(Command {
        program: match program {
            Program::Shell(line) => ProcessProgram::Shell(line.clone()),
            Program::Arguments(words) => ProcessProgram::Argv(words.clone()),
        },
        environment: variables(job, target, &directory)?,
        directory,
        mark: Mark::new(random),
        timeout: job.timeout,
        grace: Command::GRACE,
        max_output_bytes: Command::MAX_OUTPUT_BYTES,
    })
}

async fn let_run(job: &Job<'_>, id: ExecutionId, waiting: Waiting) -> Result<Ended, StoreError> {
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

fn judge(target: &str, ended: &Ended) -> StepEnd {
    let failure = match ended.outcome {
        Outcome::Exited(0) => return StepEnd::Succeeded(String::new()),
        Outcome::Stopped => return StepEnd::Stopped,
        Outcome::Exited(_) | Outcome::Signalled(_) => Failure::Result,
        Outcome::TimedOut(_) => Failure::Timeout,
        Outcome::CouldNotStart(_) => Failure::Technical,
    };
    let place = if target.is_empty() { String::new() } else { format!("{target}: ") };
    let mut reason = format!("{place}{}", ended.outcome);
    let from = ended.last_lines.len().saturating_sub(QUOTED_LINES);
    for line in &ended.last_lines[from..] {
        reason.push('\n');
        reason.push_str(&clip(line.text.trim_end(), QUOTED_CHARACTERS));
    }
    StepEnd::Failed { failure, reason }
}
