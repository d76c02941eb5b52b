//! Runs the backup jobs of strategies when they are due, or when somebody wants one now: each job does one thing at a
//! time. What a killed server left is ended and told as interrupted, and done again at its next time.

mod carry_out;
mod surroundings;

use super::process::{Command, Identity, end_orphans};
use super::{DRAIN, workspace};
use crate::access::grants::Grants;
use crate::access::scope::Scope;
use crate::actions::backup_jobs::{JobStanding, backup_jobs};
use crate::app::App;
use crate::store::backup_jobs::{self as store, NewRun};
use crate::store::{StoreError, from_json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

/// How often it is looked what is due.
const LOOK: Duration = Duration::from_secs(5);
/// Begins the names of their workspaces.
const PREFIX: &str = "backup-job-";

/// Runs until `stopping` is cancelled; what still runs then is given a while, and then ended.
pub(super) async fn run(app: &Arc<App>, epoch: i64, stopping: &CancellationToken) {
    let mut asked = app.pulse.events();
    let (mut running, mut live) = (JoinSet::new(), HashMap::new());
    while !stopping.is_cancelled() {
        while let Some(ended) = running.try_join_next_with_id() {
            live.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
        }
        if let Err(error) = look(app, epoch, &mut running, &mut live).await {
            tracing::error!(%error, "it could not be looked which backup jobs are due; it is tried again");
        }
        tokio::select! {
            () = stopping.cancelled() => {}
            _ = asked.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    let all = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, all).await.is_err() {
        tracing::warn!("backup jobs are still running; they are interrupted");
        running.shutdown().await;
    }
}

/// Begins what is due; `live` are the runs of tasks that have not ended.
async fn look(
    app: &Arc<App>,
    epoch: i64,
    running: &mut JoinSet<()>,
    live: &mut HashMap<Id, i64>,
) -> Result<(), StoreError> {
    end_abandoned(app, live).await?;
    let jobs = backup_jobs(app, &mut *app.store.read().await?, &Scope::of(Grants::system())).await?;
    for standing in jobs {
        let Some(kind) = standing.due(app.clock.now()) else { continue };
        let Some(run) = begin(app, epoch, &standing, kind).await? else { continue };
        let app = app.clone();
        let task = running.spawn(async move {
            if let Err(error) = carry_out::carry_out(&app, run, &standing, kind).await {
                tracing::error!(%error, job = standing.job.name, "a backup job could not be carried out");
            }
        });
        live.insert(task.id(), run);
    }
    let open = store::open(&mut *app.store.read().await?).await?;
    workspace::sweep(app, PREFIX, &open).await;
    Ok(())
}

async fn begin(
    app: &App,
    epoch: i64,
    standing: &JobStanding,
    kind: crate::domain::backup_job::Kind,
) -> Result<Option<i64>, StoreError> {
    let mut write = app.store.write().await?;
    let job = standing.key();
    let new = NewRun { job: &job, kind, version: standing.version, epoch, at: app.clock.now() };
    let run = store::begin(&mut write, &new).await?;
    write.commit().await?;
    Ok(run)
}

/// Ends runs that nobody carries out any more, because their record could not be written: a job that never ends would
/// never run again. Their commands were ended with their tasks.
async fn end_abandoned(app: &App, live: &HashMap<Id, i64>) -> Result<(), StoreError> {
    let open = store::open(&mut *app.store.read().await?).await?;
    for run in open.into_iter().filter(|run| !live.values().any(|one| one == run)) {
        let mut write = app.store.write().await?;
        let reason = Some("what became of it could not be written down; it runs again at its next time");
        store::end(&mut write, run, ("technical", reason), app.clock.now()).await?;
        write.commit().await?;
    }
    Ok(())
}

/// Ends what epochs before this one left running.
pub(super) async fn recover(app: &App, epoch: i64) -> Result<(), StoreError> {
    for lost in store::lost(&mut *app.store.read().await?, epoch).await? {
        if let Some(process) = &lost.process {
            let identity: Identity = from_json("a process", process)?;
            let ending = end_orphans(&identity, Command::GRACE).await;
            if ending.left > 0 {
                tracing::error!(left = ending.left, "processes of an interrupted backup job cannot be ended");
            }
        }
        let mut write = app.store.write().await?;
        let reason = Some("the server was stopped while it ran; it runs again at its next time");
        store::end(&mut write, lost.id, ("interrupted", reason), app.clock.now()).await?;
        write.commit().await?;
    }
    Ok(())
}
