//! One run of a backup job: its workspace, its command, its lines, and how it ended.

use super::surroundings::{folders, variables};
use crate::access::actor::Actor;
use crate::actions::backup_jobs::JobStanding;
use crate::app::App;
use crate::domain::backup_job::Kind;
use crate::domain::deployment::Failure;
use crate::domain::log::Line;
use crate::engine::ownership::give;
use crate::engine::process::Identity;
use crate::engine::program::{self, End, Errand, Record};
use crate::engine::reach::Own;
use crate::engine::workspace;
use crate::store::backup_jobs as store;
use crate::store::events::{self, NewEvent};
use crate::store::{StoreError, to_json};
use tokio_util::sync::CancellationToken;

/// Carries a run out that has begun.
pub(super) async fn carry_out(
    app: &App,
    run: i64,
    standing: &JobStanding,
    kind: Kind,
) -> Result<(), StoreError> {
    let errand = errand(app, run, standing, kind).await;
    // What stops the server drops this, which ends the command at once.
    let attempted = program::run(app, &JobRecord { app, run }, errand, &CancellationToken::new()).await?;
    finish(app, run, standing, kind, &attempted.end).await
}

async fn errand<'a>(
    app: &App,
    run: i64,
    standing: &'a JobStanding,
    kind: Kind,
) -> Result<Errand<'a>, String> {
    let (program, _) = standing.job.does(kind).ok_or("the job does not do this")?;
    let directory = workspace::folder(app, &format!("{}{run}", super::PREFIX))?;
    let place = standing.environment.slug.to_string();
    workspace::prepare(app, &place, &directory, Some(standing.version)).await?;
    let folders = folders(app, standing)?;
    // A command makes no folder beside its own: what is not there yet is backed up as empty.
    for folder in [&folders.backups, &folders.roots] {
        workspace::make_private(folder).map_err(|error| error.to_string())?;
    }
    give(app, &place, &folders.backups)?;
    workspace::give_targets(app, (&standing.project.slug, &standing.environment.slug))?;
    let environment = variables(standing, kind, &directory, &folders)?;
    let own = Own { write: vec![folders.backups.clone()], read: vec![folders.roots.clone()] };
    Ok(Errand { program, place, directory, own, environment, timeout: standing.job.timeout })
}

/// The record of a run.
struct JobRecord<'a> {
    app: &'a App,
    run: i64,
}

impl Record for JobRecord<'_> {
    type Attempt = i64;

    async fn begin(&self, process: Option<&Identity>) -> Result<i64, StoreError> {
        if let Some(process) = process {
            let mut write = self.app.store.write().await?;
            store::set_process(&mut write, self.run, &to_json(process)).await?;
            write.commit().await?;
        }
        Ok(self.run)
    }

    async fn write(&self, run: i64, lines: &[Line]) -> Result<(), StoreError> {
        let mut write = self.app.store.write().await?;
        store::append(&mut write, run, lines).await?;
        write.commit().await
    }
}

/// Ends the run. The log tells what somebody has to know of: what failed, what works again, and what was proven; that
/// everything goes on as before is in the record of runs alone, as often as that happens.
async fn finish(
    app: &App,
    run: i64,
    standing: &JobStanding,
    kind: Kind,
    end: &End,
) -> Result<(), StoreError> {
    let (outcome, reason) = match end {
        End::Succeeded(_) => ("succeeded", None),
        End::Stopped => ("stopped", Some("it was stopped")),
        End::Failed { failure, reason } => (word(*failure), Some(reason.as_str())),
    };
    let (now, job) = (app.clock.now(), &standing.job);
    let mut write = app.store.write().await?;
    let past = store::recent(&mut write, &standing.key(), 50).await?;
    let before = past.iter().find(|one| one.kind == kind && one.id != run);
    store::end(&mut write, run, (outcome, reason), now).await?;
    let succeeded = outcome == "succeeded";
    if !succeeded || kind == Kind::Verify || before.is_none_or(|before| !before.succeeded()) {
        let action = if succeeded { "backup_job.succeeded" } else { "backup_job.failed" };
        let event =
            NewEvent::new(now, &Actor::ENGINE, action, job.name.clone()).in_project(standing.project.id);
        let event = NewEvent { environment: Some(standing.environment.id), ..event };
        let details = serde_json::json!({"job": job.slug, "kind": kind.word(), "outcome": outcome});
        events::append(&mut write, event.with(details)).await?;
    }
    write.commit().await?;
    if let Some(reason) = reason {
        tracing::error!(job = job.name, kind = kind.word(), reason, "a backup job did not succeed");
    }
    Ok(())
}

fn word(failure: Failure) -> &'static str {
    match failure {
        Failure::Result => "failed",
        Failure::Technical => "technical",
        Failure::Timeout => "timeout",
    }
}
