//! Carries out the plans of started deployments, and the machine's part of runs.
//!
//! The engine has no memory of its own that matters: what is to be done is in the database, and every tick looks
//! there. A deployment that has something to do gets a driver, one at a time. When the server was killed, the next
//! engine ends what the last one left running and marks those deployments interrupted; a person decides.

pub mod artifact;
mod attempt;
mod backup_jobs;
mod command;
mod driver;
mod environment;
pub mod http;
pub mod keeper;
mod log_writer;
mod once;
mod ownership;
pub mod process;
mod program;
mod reach;
mod recovery;
mod runs;
mod step;
mod tick;
mod workspace;

pub use recovery::end_processes;

use crate::app::App;
use crate::domain::id::{DeploymentNumber, RunNumber};
use crate::store::{StoreError, deployments, executions};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Ticks come with every commit; this is for what no commit tells, such as an approval that expires.
const PATIENCE: Duration = Duration::from_secs(1);
/// Running steps may finish for so long after the server was asked to stop.
const DRAIN: Duration = Duration::from_secs(8);

/// The engine of a running server.
struct Engine {
    app: Arc<App>,
    epoch: i64,
    http: reqwest::Client,
    sources: artifact::Sources,
    /// What has a driver, and how it is stopped.
    driven: Mutex<HashMap<Driven, Driver>>,
    tasks: TaskTracker,
}

/// What a driver carries out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Driven {
    Deployment(DeploymentNumber),
    Run(RunNumber),
}

/// How a driver is stopped: asked to, with what it runs ended politely, or dropped, with that ended at once.
struct Driver {
    stop: CancellationToken,
    task: AbortHandle,
}

/// A beginning: the engine's epoch, and what the process before it left under way.
#[derive(Debug)]
pub struct Beginning {
    epoch: i64,
    left: Vec<DeploymentNumber>,
    left_runs: Vec<RunNumber>,
}

/// Begins an epoch. Call it before anything is served: what starts later is this process's own and was not left.
///
/// # Errors
/// Where the database cannot be used.
pub async fn begin(app: &App) -> Result<Beginning, StoreError> {
    let mut write = app.store.write().await?;
    let epoch = executions::next_epoch(&mut write).await?;
    let left = deployments::under_way(&mut write).await?;
    let left_runs = runs::under_way(&mut write).await?;
    write.commit().await?;
    Ok(Beginning { epoch, left, left_runs })
}

/// Runs until `stopping` is cancelled: first it recovers what an earlier process left, then it ticks.
///
/// # Errors
/// Where the database cannot be used at the beginning, or this machine has no TLS.
pub async fn run(app: Arc<App>, beginning: Beginning, stopping: CancellationToken) -> Result<(), StoreError> {
    let Beginning { epoch, left, left_runs } = beginning;
    recovery::recover(&app, epoch, &left).await?;
    runs::recover(&app, epoch, &left_runs).await?;
    backup_jobs::recover(&app, epoch).await?;
    let failed = |why| StoreError::Folder(std::io::Error::other(why));
    let http = http::client().map_err(failed)?;
    let sources = artifact::Sources::of(&app.settings.artifacts).map_err(failed)?;
    let engine =
        Arc::new(Engine { app, epoch, http, sources, driven: Mutex::default(), tasks: TaskTracker::new() });
    let deployments = async {
        engine.tick_until(&stopping).await;
        engine.drain().await;
    };
    tokio::join!(deployments, backup_jobs::run(&engine.app, epoch, &stopping));
    backup_jobs::recover(&engine.app, epoch + 1).await?;
    let left = deployments::under_way(&mut *engine.app.store.read().await?).await?;
    recovery::recover(&engine.app, engine.epoch + 1, &left).await?;
    let left = runs::under_way(&mut *engine.app.store.read().await?).await?;
    runs::recover(&engine.app, engine.epoch + 1, &left).await
}

impl Engine {
    async fn tick_until(self: &Arc<Self>, stopping: &CancellationToken) {
        let mut commits = self.app.pulse.commits();
        let (mut open, mut seen) = (None, None);
        while !stopping.is_cancelled() {
            match tick::tick(self, open.as_deref()).await {
                Ok(now) => open = Some(now),
                Err(error) => tracing::error!(%error, "the engine could not look for work; it tries again"),
            }
            match runs::tick(self, seen.as_ref()).await {
                Ok(now) => seen = Some(now),
                Err(error) => tracing::error!(%error, "the engine could not look for runs; it tries again"),
            }
            tokio::select! {
                () = stopping.cancelled() => {}
                _ = commits.changed() => {}
                () = tokio::time::sleep(PATIENCE) => {}
            }
        }
    }

    /// Gives running steps a while, then drops their drivers, which ends their processes at once.
    async fn drain(&self) {
        self.tasks.close();
        if tokio::time::timeout(DRAIN, self.tasks.wait()).await.is_err() {
            tracing::warn!("steps are still running; they are interrupted");
            self.driven().values().for_each(|driver| driver.task.abort());
            self.tasks.wait().await;
        }
    }

    fn driven(&self) -> MutexGuard<'_, HashMap<Driven, Driver>> {
        self.driven.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
