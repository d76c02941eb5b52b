//! After the server was killed: what it left running is ended, and those deployments wait for a person.

use super::process::{Command, Identity, end_orphans};
use crate::access::actor::Actor;
use crate::actions::permitted::record;
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::store::deployments::{self, Deployment};
use crate::store::executions::{self, Ended, Lost};
use crate::store::{StoreError, from_json, interruptions};
use std::path::Path;

/// Ends the processes of every attempt that an epoch before this one left open, and marks the deployments that it
/// left under way as interrupted. A deployment that waits for a person at a manual step lost nothing and goes on waiting.
pub(super) async fn recover(app: &App, epoch: i64, left: &[DeploymentNumber]) -> Result<(), StoreError> {
    for number in left {
        recover_one(app, *number, epoch).await?;
    }
    Ok(())
}

/// Marks a deployment interrupted whose driver was lost while an attempt of this engine ran: nothing is begun anew
/// while nobody knows what became of that.
pub(super) async fn interrupt_where_lost(
    app: &App,
    number: DeploymentNumber,
    epoch: i64,
) -> Result<(), StoreError> {
    let lost = executions::lost(&mut *app.store.read().await?, number, epoch).await?;
    if lost.is_empty() { Ok(()) } else { recover_one(app, number, epoch).await }
}

async fn recover_one(app: &App, number: DeploymentNumber, epoch: i64) -> Result<(), StoreError> {
    let mut read = app.store.read().await?;
    let Some(deployment) = deployments::by_number(&mut read, number).await? else { return Ok(()) };
    let lost = executions::lost(&mut read, number, epoch).await?;
    drop(read);
    if deployment.ending.is_some() {
        return Ok(());
    }
    let mut ended = 0;
    for process in lost.iter().filter_map(|attempt| attempt.process.as_deref()) {
        ended += end_process(process).await?;
    }
    interrupt(app, &deployment, &lost, ended).await
}

/// Ends what is left of attempts that a database held as running which another is to replace, as far as a server of this
/// data folder began them: a copy of a database also names what a server elsewhere has running at this moment. What
/// cannot be read as a process was none of this machine.
pub async fn end_processes(data: &Path, processes: &[String]) {
    let Ok(data) = data.canonicalize() else { return };
    let known = processes.iter().filter_map(|process| serde_json::from_str::<Identity>(process).ok());
    for identity in known.filter(|identity| identity.is_of(&data)) {
        let ending = end_orphans(&identity, Command::GRACE).await;
        if ending.left > 0 {
            tracing::error!(left = ending.left, "processes of an interrupted step cannot be ended");
        }
    }
}

/// Ends what is left of a process as it was written down; how many processes were there.
pub(super) async fn end_process(process: &str) -> Result<usize, StoreError> {
    let identity: Identity = from_json("a process", process)?;
    let ending = end_orphans(&identity, Command::GRACE).await;
    if ending.left > 0 {
        tracing::error!(left = ending.left, "processes of an interrupted step cannot be ended");
    }
    Ok(ending.ended)
}

async fn interrupt(
    app: &App,
    deployment: &Deployment,
    lost: &[Lost],
    ended: usize,
) -> Result<(), StoreError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    for attempt in lost {
        let reason = Some("the server was stopped while it ran");
        let interrupted = Ended { outcome: "interrupted", exit_code: None, reason, at: now };
        executions::end(&mut write, attempt.id, &interrupted).await?;
    }
    let ended = i64::try_from(ended).unwrap_or(i64::MAX);
    interruptions::open(&mut write, deployment.number, ended, now).await?;
    let details = serde_json::json!({"processes_ended": ended});
    record(&mut write, now, &Actor::ENGINE, "deployment.interrupted", deployment, details).await?;
    write.commit().await
}
