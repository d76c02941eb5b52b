//! The pulse: what was committed, told to whoever waits for it, whichever process committed it.

pub mod places;

use crate::domain::id::{DeploymentNumber, RunNumber};
use crate::store::{Db, Store, StoreError, data_version, events};
use std::time::Duration;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

/// How often another process's commits are looked for.
const LOOK: Duration = Duration::from_millis(250);
/// How many pokes a slow listener may miss before it is told that it missed some.
const KEPT: usize = 256;

/// Tells of commits, of audit events and of log lines. Listeners are woken and then read the store themselves, so
/// that one who is slow or comes late misses nothing.
#[derive(Debug)]
pub struct Pulse {
    commits: watch::Sender<u64>,
    sequence: watch::Sender<i64>,
    logs: broadcast::Sender<DeploymentNumber>,
    run_logs: broadcast::Sender<RunNumber>,
    stopping: CancellationToken,
    /// Who follows pages at this moment.
    pub places: places::Places,
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            commits: watch::Sender::new(0),
            sequence: watch::Sender::new(0),
            logs: broadcast::Sender::new(KEPT),
            run_logs: broadcast::Sender::new(KEPT),
            stopping: CancellationToken::new(),
            places: places::Places::default(),
        }
    }
}

impl Pulse {
    /// Changes with every commit, of this process or another.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// The sequence of the newest audit event; it changes with every action that anybody takes.
    pub fn events(&self) -> watch::Receiver<i64> {
        self.sequence.subscribe()
    }

    /// The deployments whose log grows.
    pub fn logs(&self) -> broadcast::Receiver<DeploymentNumber> {
        self.logs.subscribe()
    }

    /// Says that lines were added to a deployment's log. Call it after the commit.
    pub fn log(&self, number: DeploymentNumber) {
        // Nobody listening is no failure: who comes later reads the store.
        drop(self.logs.send(number));
    }

    /// The runs whose log grows.
    pub fn run_logs(&self) -> broadcast::Receiver<RunNumber> {
        self.run_logs.subscribe()
    }

    /// Says that lines were added to a run's log. Call it after the commit.
    pub fn run_log(&self, number: RunNumber) {
        drop(self.run_logs.send(number));
    }

    /// Wakes those who wait for commits, without one.
    pub fn nudge(&self) {
        self.commits.send_modify(|count| *count += 1);
    }

    /// Ends [`Pulse::run`] and every stream, so that a server can shut down.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Completes when [`Pulse::stop`] was called.
    pub async fn stopped(&self) {
        self.stopping.cancelled().await;
    }

    /// Looks for commits until [`Pulse::stop`] is called. Where the database fails for a moment it goes on looking.
    ///
    /// # Errors
    /// Where the database cannot be read at the beginning.
    pub async fn run(&self, store: &Store) -> Result<(), StoreError> {
        let mut eye = store.watcher().await?;
        let mut version = data_version(&mut eye).await?;
        self.sequence.send_replace(events::head(&mut eye).await?);
        loop {
            let told = tokio::select! {
                () = self.stopping.cancelled() => return Ok(()),
                () = store.committed() => true,
                () = tokio::time::sleep(LOOK) => false,
            };
            if let Err(error) = self.look(&mut eye, &mut version, told).await {
                tracing::error!(%error, "the database could not be looked at");
            }
        }
    }

    async fn look(&self, eye: &mut Db, version: &mut i64, told: bool) -> Result<(), StoreError> {
        let now = data_version(eye).await?;
        if now == *version && !told {
            return Ok(());
        }
        *version = now;
        let head = events::head(eye).await?;
        self.sequence.send_if_modified(|known| std::mem::replace(known, head) != head);
        self.commits.send_modify(|count| *count += 1);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
