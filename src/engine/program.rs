//! Runs one program for a record that somebody else keeps: a deployment's step, a run's step, a backup job. Who the
//! process is gets written down before it may begin, its lines as they come, and in the end it is judged.

use super::environment::text;
use super::ownership::give;
use super::process::{
    Command, Ended, Identity, Leftovers, Mark, Outcome, Program as ProcessProgram, Waiting,
};
use super::reach::{Own, bounds};
use super::workspace::make_private;
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
    /// The short name of the environment whose command it is.
    pub(super) place: String,
    /// The folder it runs in.
    pub(super) directory: PathBuf,
    /// What it may reach beside that folder.
    pub(super) own: Own,
    /// All of its environment.
    pub(super) environment: Vec<(String, String)>,
    /// It is ended after so long.
    pub(super) timeout: Span,
}

/// What became of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// It exited with 0; what a person has to know of it all the same, if anything.
    Succeeded(String),
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
    let command = errand.and_then(|errand| command(app, errand));
    let folder = command.as_ref().ok().map(|(_, folder)| folder.clone());
    let _temporary = Temporary(folder);
    let spawned = command.and_then(|(command, _)| command.spawn());
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

/// A temporary folder, which goes with the attempt. One that cannot be removed goes with the workspace.
struct Temporary(Option<PathBuf>);

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// The command of an errand, with its temporary folder.
fn command(app: &App, errand: Errand<'_>) -> Result<(Command, PathBuf), String> {
    let mut random = [0; 32];
    app.random.fill(&mut random);
    let (mark, name) = random.split_at(16);
    let temporary = errand.directory.with_extension("tmp").join(hex::encode(name));
    make_private(&temporary).map_err(|error| format!("its temporary folder: {error}"))?;
    give(app, &errand.place, &temporary)?;
    let Errand { program, place, directory, mut own, mut environment, timeout } = errand;
    own.write.extend([directory.clone(), temporary.clone()]);
    environment.push(("TMPDIR".to_owned(), text(&temporary)?));
    let fail = app.settings.commands.of(&place).leftovers_fail;
    let command = Command {
        program: match program {
            Program::Shell(line) => ProcessProgram::Shell(line.clone()),
            Program::Arguments(words) => ProcessProgram::Argv(words.clone()),
        },
        environment,
        directory,
        bounds: bounds(app, &place, own),
        mark: Mark::new(mark.try_into().map_err(|_| "it has no mark")?),
        timeout,
        grace: Command::GRACE,
        max_output_bytes: Command::MAX_OUTPUT_BYTES,
        leftovers: Leftovers { fail, ..Leftovers::USUAL },
    };
    Ok((command, temporary))
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

/// What a command that succeeded left running, to show at its step.
fn warning(ended: &Ended) -> String {
    if ended.left_behind.is_empty() {
        return String::new();
    }
    let names: Vec<String> = ended.left_behind.iter().take(QUOTED_LINES).map(ToString::to_string).collect();
    let patience = Leftovers::USUAL.patience;
    format!("warning: it left {} running, which was ended after {patience}", names.join(", "))
}

fn judge(ended: &Ended) -> End {
    let failure = match ended.outcome {
        Outcome::Exited(0) => return End::Succeeded(warning(ended)),
        Outcome::Stopped => return End::Stopped,
        Outcome::Exited(_) | Outcome::Signalled(_) | Outcome::LeftBehind(_) => Failure::Result,
        Outcome::TimedOut(_) => Failure::Timeout,
        Outcome::CouldNotStart(_) => Failure::Technical,
    };
    let mut reason = ended.outcome.to_string();
    let from = ended.last_lines.len().saturating_sub(QUOTED_LINES);
    for line in &ended.last_lines[from..] {
        reason.push('\n');
        reason.push_str(&clip(line.text.trim_end(), QUOTED_CHARACTERS));
    }
    if ended.last_lines.iter().any(|line| wants_new_privileges(&line.text)) {
        reason.push_str(NO_NEW_PRIVILEGES);
    }
    End::Failed { failure, reason }
}

/// What to do instead.
const NO_NEW_PRIVILEGES: &str = "\nsudo cannot work in a command of Slipway, which gets no new privileges: let a rule of \
     polkit allow what is needed, or use ssh to localhost";

/// What `sudo` says where nothing gets new privileges, now and formerly.
fn wants_new_privileges(line: &str) -> bool {
    line.starts_with("sudo: ")
        && (line.contains("no new privileges") || line.contains("effective uid is not 0"))
}
