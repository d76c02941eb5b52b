//! A started command: waiting to be released, running, ended.

use super::command::Command;
use super::end::{Ending, end, end_at_once, settle};
use super::identity::Identity;
use super::outcome::{Ended, Outcome};
use super::pump::{Sink, pump};
use crate::clock::Clock;
use crate::domain::log::Line;
use crate::domain::time::Span;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncWriteExt, Interest};
use tokio::process::Child;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// A command that has ended by itself leaves its helpers, such as a `tee`, so long to finish.
const SETTLE: Duration = Duration::from_millis(500);
/// The status of a leader that has ended is there at once; one that hangs in the kernel never has one.
const REAP: Duration = Duration::from_secs(1);

/// A process that waits to become a command. Dropped, it ends without running anything.
#[derive(Debug)]
pub struct Waiting {
    // First, so that it ends everything while the child's number is still its own.
    leash: Leash,
    child: Child,
    ended: AsyncFd<OwnedFd>,
    timeout: Span,
    grace: Span,
    max_output_bytes: usize,
}

/// Why the command does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Itself,
    TimedOut,
    Stopped,
}

impl Waiting {
    pub(super) fn new(child: Child, command: &Command) -> Result<Self, String> {
        let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).ok_or("it has no process id")?;
        let leash =
            Leash { identity: Identity::of(pid, command.mark.clone(), &command.directory)?, done: false };
        let ended = watch(pid).map_err(|error| format!("its process cannot be watched: {error}"))?;
        let Command { timeout, grace, max_output_bytes, .. } = *command;
        Ok(Self { leash, child, ended, timeout, grace, max_output_bytes })
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
        let (kept, (outcome, ending)) = tokio::join!(reading, self.live(stop, over));
        if let Some(text) = in_words(ending) {
            sink.note(text).await;
        }
        let (last_lines, left_out_bytes) = kept.into_last();
        Ended { outcome, last_lines, left_out_bytes, processes_left: ending.left }
    }

    /// From the release to the moment when nothing is left; and what it left behind when it ended by itself.
    async fn live(mut self, stop: &CancellationToken, over: CancellationToken) -> (Outcome, Ending) {
        self.open_the_gate().await;
        let cause = self.cause(stop).await;
        if cause == Cause::Itself {
            settle(&self.leash.identity, SETTLE).await;
        }
        let mut ending = end(&self.leash.identity, self.grace).await;
        if cause != Cause::Itself {
            ending.ended = 0;
        }
        let outcome = self.outcome(cause).await;
        over.cancel();
        (outcome, ending)
    }

    async fn open_the_gate(&mut self) {
        if let Some(mut gate) = self.child.stdin.take() {
            // It fails when somebody killed the process meanwhile, which its end will tell.
            let _ = gate.write_all(b"\n").await;
        }
    }

    async fn cause(&self, stop: &CancellationToken) -> Cause {
        tokio::select! {
            biased;
            _ = self.ended.readable() => Cause::Itself,
            () = stop.cancelled() => Cause::Stopped,
            () = sleep(self.timeout.to_std()) => Cause::TimedOut,
        }
    }

    /// Waits for the leader, after which its number may be somebody else's.
    async fn outcome(&mut self, cause: Cause) -> Outcome {
        let status = timeout(REAP, self.child.wait()).await;
        self.leash.done = status.is_ok();
        match (cause, status) {
            (Cause::TimedOut, _) => Outcome::TimedOut(self.timeout),
            (Cause::Stopped, _) => Outcome::Stopped,
            (Cause::Itself, Ok(Ok(status))) => match status.signal() {
                Some(signal) => Outcome::Signalled(signal),
                None => Outcome::Exited(status.code().unwrap_or(-1)),
            },
            (Cause::Itself, _) => Outcome::Exited(-1),
        }
    }
}

/// Ends a process with everything it started when nobody waits for it any more.
#[derive(Debug)]
struct Leash {
    identity: Identity,
    done: bool,
}

impl Drop for Leash {
    fn drop(&mut self) {
        if !self.done {
            end_at_once(&self.identity);
        }
    }
}

/// Readable when the process has ended, long before anybody waits for it.
#[allow(
    deprecated,
    reason = "unsound only for types whose descriptor can change; the other way needs unsafe code"
)]
fn watch(pid: i32) -> std::io::Result<AsyncFd<OwnedFd>> {
    let pid = Pid::from_raw(pid).ok_or(std::io::ErrorKind::InvalidInput)?;
    AsyncFd::with_interest(pidfd_open(pid, PidfdFlags::empty())?, Interest::READABLE)
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
