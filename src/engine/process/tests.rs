//! Against real processes. Nothing waits for a fixed time: what is waited for is a condition.

mod endings;
mod leftovers;
mod surroundings;

use super::confine::Bounds;
use super::*;
use crate::clock::SystemClock;
use crate::domain::log::{Line, Stream};
use crate::domain::time::Span;
use crate::random::{Random, SystemRandom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A mark that no other test and no other run has.
fn mark() -> Mark {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut random = [0; 16];
    SystemRandom.fill(&mut random[..8]);
    random[8..].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_le_bytes());
    Mark::new(random)
}

fn command(program: Program) -> Command {
    Command {
        program,
        directory: std::env::temp_dir(),
        bounds: bounds(&[&std::env::temp_dir()]),
        environment: vec![("PATH".into(), "/usr/bin:/bin".into())],
        mark: mark(),
        timeout: Span::seconds(60),
        grace: Span(300_000),
        max_output_bytes: Command::MAX_OUTPUT_BYTES,
        leftovers: Leftovers { patience: Span(100_000), fail: false },
    }
}

/// The system's tools, and these places of one's own.
fn bounds(own: &[&Path]) -> Bounds {
    let read = ["/usr", "/bin", "/lib", "/lib64", "/etc/passwd", "/proc"].map(PathBuf::from).to_vec();
    Bounds { read, own: own.iter().map(|place| (*place).to_owned()).collect(), ..Bounds::default() }
}

fn shell(text: &str) -> Command {
    command(Program::Shell(text.to_owned()))
}

fn argv(words: &[&str]) -> Command {
    command(Program::Argv(words.iter().map(|word| (*word).to_owned()).collect()))
}

/// A command under way.
struct Running {
    identity: Identity,
    stop: CancellationToken,
    batches: mpsc::Receiver<Vec<Line>>,
    seen: Vec<Line>,
    task: JoinHandle<Ended>,
}

fn start(command: &Command) -> Running {
    let waiting = command.spawn().unwrap();
    let identity = waiting.identity().clone();
    let (lines, batches) = mpsc::channel(4);
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let task = tokio::spawn(async move { waiting.release(lines, &stopped, Arc::new(SystemClock)).await });
    Running { identity, stop, batches, seen: Vec::new(), task }
}

impl Running {
    /// Reads until a line has this text.
    async fn until(&mut self, text: &str) {
        while !self.seen.iter().any(|line| line.text == text) {
            self.seen.extend(self.batches.recv().await.expect("the line comes before the end"));
        }
    }

    /// Reads to the end. Whatever the end is, nothing of the command is left.
    async fn end(mut self) -> (Ended, Vec<Line>) {
        while let Some(batch) = self.batches.recv().await {
            self.seen.extend(batch);
        }
        let ended = self.task.await.unwrap();
        assert_eq!(alive(&self.identity), 0, "{ended:?}");
        (ended, self.seen)
    }
}

async fn run(command: &Command) -> (Ended, Vec<Line>) {
    start(command).end().await
}

/// How many processes carry the mark or are in the session, the supervisor among them.
fn alive(identity: &Identity) -> usize {
    kin::kin_of(identity).len()
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("never: {what}"));
}

fn texts(lines: &[Line], stream: Stream) -> Vec<&str> {
    lines.iter().filter(|line| line.stream == stream).map(|line| line.text.as_str()).collect()
}
