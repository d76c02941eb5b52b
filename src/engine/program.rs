//! Runs one program for a record that somebody else keeps: a deployment's step, a run's step, a backup job. Who the
//! process is gets written down before it may begin, its lines as they come, and in the end it is judged.

use super::process::{Command, Ended, Identity, Mark, Outcome, Program as ProcessProgram, Waiting};
use crate::app::App;
use crate::domain::deployment::Failure;
use crate::domain::log::Line;
use crate::domain::strategy::Program;
use crate::domain::text::clip;
use crate::domain::time::Span;
use crate::store::StoreError;
use std::future::Future;
use std::path::PathBuf;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many last lines a reason quotes, and how long each may be.
const QUOTED_LINES: usize = 5;
const QUOTED_CHARACTERS: usize = 200;
/// Batches of lines that may wait to be written before the program is made to wait.
const WAITING_BATCHES: usize = 4;

/// Where it is written down what a program does.
pub(super) trait Record: Sync {
    /// What an attempt is called in the record.
    type Attempt: Copy + Send + Sync;

    /// Writes down that an attempt begins, and how its process is found again; none where it could not be started.
    fn begin(
        &self,
        process: Option<&Identity>,
    ) -> impl Future<Output = Result<Self::Attempt, StoreError>> + Send;

    /// Writes lines of an attempt.
    fn write(
        &self,
        attempt: Self::Attempt,
        lines: &[Line],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// What is to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Errand<'a> {
    /// The program.
    pub(super) program: &'a Program,
    /// The folder it runs in.
    pub(super) directory: PathBuf,
    /// All of its environment.
    pub(super) environment: Vec<(String, String)>,
    /// It is ended after so long.
    pub(super) timeout: Span,
}

/// What became of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// It exited with 0.
    Succeeded,
    /// It did not.
    Failed {
        /// In which way.
        failure: Failure,
        /// Why, for people, with its last lines.
        reason: String,
    },
    /// Somebody stopped it.
    Stopped,
}

/// An attempt whose program is over. The record does not know that yet.
#[derive(Debug)]
pub(super) struct Attempted<A> {
    /// What the attempt is called in the record.
    pub(super) attempt: A,
    /// How it ended.
    pub(super) end: End,
    /// What it exited with, where it ended by itself.
    pub(super) exit_code: Option<i64>,
}

/// Runs a program once. An errand that is none, for the reason given, is an attempt that could not be started.
///
/// # Errors
/// Where the record cannot be written; the program is ended then.
pub(super) async fn run<R: Record>(
    app: &App,
    record: &R,
    errand: Result<Errand<'_>, String>,
    stop: &CancellationToken,
) -> Result<Attempted<R::Attempt>, StoreError> {
    let spawned = errand.and_then(|errand| command(app, errand).spawn());
    let attempt = record.begin(spawned.as_ref().ok().map(Waiting::identity)).await?;
    let ended = match spawned {
        Ok(waiting) => let_run(app, record, attempt, waiting, stop).await?,
        Err(why) => Ended::from(Outcome::CouldNotStart(why)),
    };
    let exit_code = match ended.outcome {
        Outcome::Exited(code) => Some(i64::from(code)),
        _ => None,
    };
    Ok(Attempted { attempt, end: judge(&ended), exit_code })
}

fn command(app: &App, errand: Errand<'_>) -> Command {
    let mut random = [0; 16];
    app.random.fill(&mut random);
    Command {
        program: match errand.program {
            Program::Shell(line) => ProcessProgram::Shell(line.clone()),
            Program::Arguments(words) => ProcessProgram::Argv(words.clone()),
        },
        environment: errand.environment,
        directory: errand.directory,
        mark: Mark::new(random),
        timeout: errand.timeout,
        grace: Command::GRACE,
        max_output_bytes: Command::MAX_OUTPUT_BYTES,
    }
}

async fn let_run<R: Record>(
    app: &App,
    record: &R,
    attempt: R::Attempt,
    waiting: Waiting,
    stop: &CancellationToken,
) -> Result<Ended, StoreError> {
    let (lines, received) = mpsc::channel(WAITING_BATCHES);
    // A log that cannot be written stops this program, and nothing else that the token stops.
    let stop = stop.child_token();
    let writing = write_all(record, attempt, received, &stop);
    let running = waiting.release(lines, &stop, app.clock.clone());
    let (ended, written) = tokio::join!(running, writing);
    written?;
    Ok(ended)
}

/// Writes batches until the sender is gone. When one cannot be written, the program is stopped, the rest is received
/// and dropped so that nothing blocks, and the first error is returned.
async fn write_all<R: Record>(
    record: &R,
    attempt: R::Attempt,
    mut batches: mpsc::Receiver<Vec<Line>>,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    let mut result = Ok(());
    while let Some(batch) = batches.recv().await {
        if result.is_ok() {
            result = record.write(attempt, &batch).await;
            if result.is_err() {
                stop.cancel();
            }
        }
    }
    result
}

fn judge(ended: &Ended) -> End {
    let failure = match ended.outcome {
        Outcome::Exited(0) => return End::Succeeded,
        Outcome::Stopped => return End::Stopped,
        Outcome::Exited(_) | Outcome::Signalled(_) => Failure::Result,
        Outcome::TimedOut(_) => Failure::Timeout,
        Outcome::CouldNotStart(_) => Failure::Technical,
    };
    let mut reason = ended.outcome.to_string();
    let from = ended.last_lines.len().saturating_sub(QUOTED_LINES);
    for line in &ended.last_lines[from..] {
        reason.push('\n');
        reason.push_str(&clip(line.text.trim_end(), QUOTED_CHARACTERS));
    }
    End::Failed { failure, reason }
}
