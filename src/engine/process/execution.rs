//! A started command: waiting to be released, running, ended.

use super::command::{Command, Leftovers};
use super::confine::{Bounds, Instruction, KILL, Report};
use super::end::{Ending, end, end_at_once, settle};
use super::identity::Identity;
use super::leftovers::{self, Left};
use super::outcome::{Ended, Outcome};
use super::pump::{Sink, pump};
use crate::clock::Clock;
use crate::domain::log::Line;
use crate::domain::time::Span;
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::Child;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// A command that has ended by itself leaves its helpers, such as a `tee`, so long to finish.
const SETTLE: Duration = Duration::from_millis(500);
/// The status of a supervisor that has ended is there at once; one that hangs in the kernel never has one.
const REAP: Duration = Duration::from_secs(1);

/// A process that waits to become a command. Dropped, it ends without running anything.
#[derive(Debug)]
pub struct Waiting {
    // First, so that it ends everything while the child's number is still its own.
    leash: Leash,
    child: Child,
    instruction: String,
    own: Vec<PathBuf>,
    timeout: Span,
    grace: Span,
    max_output_bytes: usize,
    leftovers: Leftovers,
}

/// Why the command does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    /// It ended; none where its supervisor was lost.
    Itself(Option<Report>),
    TimedOut,
    Stopped,
}

impl Waiting {
    pub(super) fn new(
        child: Child,
        control: UnixStream,
        instruction: &Instruction,
        command: &Command,
    ) -> Result<Self, String> {
        let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).ok_or("it has no process id")?;
        let identity = Identity::of(pid, command.mark.clone(), &command.directory)?;
        let leash = Leash { identity, control, done: false };
        let instruction = serde_json::to_string(instruction).map_err(|error| error.to_string())? + "\n";
        let Command { timeout, grace, max_output_bytes, leftovers, .. } = *command;
        let Bounds { own, .. } = command.bounds.clone();
        Ok(Self { leash, child, instruction, own, timeout, grace, max_output_bytes, leftovers })
    }

    /// Who it is: to be written down before it is released.
    pub fn identity(&self) -> &Identity {
        &self.leash.identity
    }

    /// Lets the command run, hands its lines over as they come, and returns when nothing of it is left. A busy
    /// receiver of lines makes the command wait; one that is gone does not. `stop` ends the command; when it is
    /// already cancelled, the command does not begin. Dropping the future ends everything at once.
    pub async fn release(
        mut self,
        lines: mpsc::Sender<Vec<Line>>,
        stop: &CancellationToken,
        clock: Arc<dyn Clock>,
    ) -> Ended {
        if stop.is_cancelled() {
            return Outcome::Stopped.into();
        }
        let (Some(out), Some(err)) = (self.child.stdout.take(), self.child.stderr.take()) else {
            return Outcome::CouldNotStart("its output cannot be read".to_owned()).into();
        };
        let sink = Sink { lines, clock };
        let over = CancellationToken::new();
        let reading = pump(out, err, sink.clone(), self.max_output_bytes, over.clone());
        let (kept, Over { outcome, ending, left }) = tokio::join!(reading, self.live(stop, over));
        if let Some(text) = in_words(ending) {
            sink.note(text).await;
        }
        let (last_lines, left_out_bytes) = kept.into_last();
        Ended { outcome, last_lines, left_out_bytes, processes_left: ending.left, left_behind: left }
    }

    /// From the release to the moment when nothing is left; and what it left behind when it ended by itself.
    async fn live(mut self, stop: &CancellationToken, over: CancellationToken) -> Over {
        let cause = self.cause(stop).await;
        let left = match cause {
            Cause::Itself(_) => self.left_behind(stop).await,
            _ => Vec::new(),
        };
        let mut ending = end(&self.leash.identity, self.grace).await;
        if !matches!(cause, Cause::Itself(_)) {
            ending.ended = 0;
        }
        let outcome = leftovers::judge(self.outcome(cause).await, &left, self.leftovers.fail);
        over.cancel();
        Over { outcome, ending, left }
    }

    /// What the command has left behind, after the time that it gets. A service is not waited for: it would never end.
    async fn left_behind(&self, stop: &CancellationToken) -> Vec<Left> {
        let identity = &self.leash.identity;
        let left = leftovers::look_at(settle(identity, SETTLE).await, &self.own).await;
        if self.leftovers.fail || left.is_empty() || left.iter().any(Left::is_service) {
            return left;
        }
        let later = tokio::select! {
            left = settle(identity, self.leftovers.patience.to_std()) => left,
            () = stop.cancelled() => return left,
        };
        leftovers::look_at(later, &self.own).await
    }

    /// Opens the gate, and waits for the end.
    async fn cause(&self, stop: &CancellationToken) -> Cause {
        tokio::select! {
            biased;
            report = self.let_run() => Cause::Itself(report.ok().flatten()),
            () = stop.cancelled() => Cause::Stopped,
            () = sleep(self.timeout.to_std()) => Cause::TimedOut,
        }
    }

    /// Tells the supervisor what to run, and what it says in the end; nothing where it is lost.
    async fn let_run(&self) -> std::io::Result<Option<Report>> {
        let control = self.leash.control.try_clone()?;
        control.set_nonblocking(true)?;
        let mut control = BufReader::new(tokio::net::UnixStream::from_std(control)?);
        control.write_all(self.instruction.as_bytes()).await?;
        let mut line = String::new();
        control.read_line(&mut line).await?;
        Ok(serde_json::from_str(&line).ok())
    }

    /// Waits for the supervisor, after which its number may be somebody else's.
    async fn outcome(&mut self, cause: Cause) -> Outcome {
        let status = timeout(REAP, self.child.wait()).await;
        self.leash.done = status.is_ok();
        match (cause, status) {
            (Cause::TimedOut, _) => Outcome::TimedOut(self.timeout),
            (Cause::Stopped, _) => Outcome::Stopped,
            (Cause::Itself(Some(report)), _) => report.into(),
            (Cause::Itself(None), Ok(Ok(status))) => match status.signal() {
                Some(signal) => Outcome::Signalled(signal),
                None => Outcome::CouldNotStart("its supervisor told nothing".to_owned()),
            },
            (Cause::Itself(None), _) => Outcome::Exited(-1),
        }
    }
}

impl From<Report> for Outcome {
    fn from(report: Report) -> Self {
        match report {
            Report::Exited(status) => Self::Exited(status),
            Report::Signalled(signal) => Self::Signalled(signal),
            Report::CouldNotStart(why) => Self::CouldNotStart(why),
        }
    }
}

/// A command that is over.
struct Over {
    outcome: Outcome,
    ending: Ending,
    left: Vec<Left>,
}

/// Ends a process with everything it started when nobody waits for it any more.
#[derive(Debug)]
struct Leash {
    identity: Identity,
    control: UnixStream,
    done: bool,
}

impl Drop for Leash {
    fn drop(&mut self) {
        if !self.done {
            // What is started between our look and our signal is the supervisor's to end.
            let _ = self.control.write_all(KILL);
            end_at_once(&self.identity);
        }
    }
}

fn in_words(ending: Ending) -> Option<String> {
    match ending {
        Ending { ended: 0, left: 0 } => None,
        Ending { left: 0, ended: 1 } => Some("1 process that the command left behind was ended".to_owned()),
        Ending { left: 0, ended } => {
            Some(format!("{ended} processes that the command left behind were ended"))
        }
        Ending { left, .. } => Some(format!("{left} processes of the command could not be ended")),
    }
}
