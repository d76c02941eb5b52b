//! The machine's part of runs: commands, checks and messages, and what reverses them. What is next follows from what
//! happened in the run, so that a person decides after every failure and after every loss of this process.

mod attempt;
mod check;
mod recovery;
mod step;
mod surroundings;
mod workspaces;

pub(super) use recovery::{recover, under_way};

use super::tick::drive as give_driver;
use super::{Driven, Engine};
use crate::access::permit::Machine;
use crate::actions::act_in_run::Standing;
use crate::actions::carry_out_run::{happened, standing_of};
use crate::app::App;
use crate::domain::id::RunNumber;
use crate::domain::run::machine::Task;
use crate::domain::run::{Fact, Outcome};
use crate::domain::time::Time;
use crate::store::StoreError;
use std::sync::Arc;
use step::Errand;
use tokio_util::sync::CancellationToken;
use workspaces::Looked;

/// The workspace of run 7 is `run-7`.
const WORKSPACE: &str = "run-";

/// Looks at every run that has not ended, and gives what it saw. `before` is that of the tick before.
pub(super) async fn tick(engine: &Arc<Engine>, before: Option<&Looked>) -> Result<Looked, StoreError> {
    let seen = Looked::at(&mut *engine.app.store.read().await?, engine.app.clock.now()).await?;
    // Before the drivers of this tick make new ones.
    if before != Some(&seen) {
        workspaces::settle(&engine.app).await?;
    }
    for number in seen.open.iter().copied() {
        if let Err(error) = look_at(engine, number).await {
            tracing::error!(%error, run = number.0, "the engine could not go on with a run");
        }
    }
    Ok(seen)
}

async fn look_at(engine: &Arc<Engine>, number: RunNumber) -> Result<(), StoreError> {
    let Some(standing) = standing_of(&mut *engine.app.store.read().await?, number).await? else {
        return Ok(());
    };
    let what = Driven::Run(number);
    let ends = ending(&standing, engine.app.clock.now()).is_some();
    match engine.driven().get(&what) {
        Some(driver) if ends => driver.stop.cancel(),
        Some(_) => return Ok(()),
        None => {}
    }
    if ends || standing.progress.task().is_some() {
        give_driver(engine, what);
    }
    Ok(())
}

/// How a run ends that somebody ends, or that takes too long.
fn ending(standing: &Standing, now: Time) -> Option<Fact> {
    let Standing { run, runbook, progress } = standing;
    if let Some(Task::Stop(outcome, reason)) = progress.task() {
        return Some(Fact::Ended { outcome, reason });
    }
    let limit = runbook.time_limit.filter(|_| progress.is_late(runbook, run.started_at, now))?;
    let reason = format!("It took longer than its limit of {limit}.");
    Some(Fact::Ended { outcome: Outcome::TimedOut, reason })
}

/// Carries a run on until it waits for people, has ended, or is stopped.
pub(super) async fn drive(
    engine: &Engine,
    number: RunNumber,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    recovery::interrupt_where_lost(&engine.app, number, engine.epoch + 1).await?;
    while !engine.tasks.is_closed() {
        let standing = standing_of(&mut *engine.app.store.read().await?, number).await?;
        let Some(standing) = standing else { return Ok(()) };
        if let Some(end) = ending(&standing, engine.app.clock.now()) {
            return once(&engine.app, &standing, &end).await.map(|_| ());
        }
        if stop.is_cancelled() {
            return Ok(());
        }
        match standing.progress.task() {
            Some(Task::Step { position, reverse }) => {
                Errand { engine, standing: &standing, position, reverse, stop }.carry_out().await?;
            }
            Some(Task::Reversed { not_undone }) => {
                once(&engine.app, &standing, &Fact::Reversed { not_undone }).await?;
            }
            Some(Task::Stop(..)) | None => return Ok(()),
        }
    }
    Ok(())
}

/// Writes down what happened, unless the run moved on meanwhile. False where it did.
async fn once(app: &App, before: &Standing, fact: &Fact) -> Result<bool, StoreError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let standing = standing_of(&mut write, before.run.number).await?;
    let Some(standing) = standing.filter(|standing| standing.progress == before.progress) else {
        return Ok(false);
    };
    happened(&mut write, &Machine::of_engine(), &standing, fact, now).await?;
    write.commit().await?;
    Ok(true)
}
