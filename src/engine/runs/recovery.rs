//! After the process that carried runs out was lost: what it left running is ended, and those runs wait for a person.

use crate::access::permit::Machine;
use crate::actions::act_in_run::Standing;
use crate::actions::carry_out_run::{happened, standing_of};
use crate::app::App;
use crate::domain::id::RunNumber;
use crate::domain::run::Fact;
use crate::domain::run::machine::Task;
use crate::engine::recovery::end_process;
use crate::store::run_attempts::{self, Ended, Lost};
use crate::store::{Db, StoreError, runs};

/// The runs that the machine is at work in, or is to be. One that waits for people loses nothing with the process.
pub(in crate::engine) async fn under_way(db: &mut Db) -> Result<Vec<RunNumber>, StoreError> {
    let mut found = Vec::new();
    for number in runs::open(db).await? {
        let standing = standing_of(db, number).await?;
        if standing.is_some_and(|standing| is_under_way(&standing)) {
            found.push(number);
        }
    }
    Ok(found)
}

fn is_under_way(Standing { progress, .. }: &Standing) -> bool {
    progress.is_running() || progress.task().is_some()
}

/// Ends the processes of every attempt that an epoch before this one left open in these runs, and marks the runs
/// interrupted: nothing is begun anew while nobody knows what became of that.
pub(in crate::engine) async fn recover(app: &App, epoch: i64, left: &[RunNumber]) -> Result<(), StoreError> {
    for number in left {
        recover_one(app, *number, epoch).await?;
    }
    Ok(())
}

/// Does that for one run whose driver was lost while it was at work.
pub(super) async fn interrupt_where_lost(app: &App, number: RunNumber, epoch: i64) -> Result<(), StoreError> {
    let mut read = app.store.read().await?;
    let lost = !run_attempts::lost(&mut read, number, epoch).await?.is_empty();
    let running =
        standing_of(&mut read, number).await?.is_some_and(|standing| standing.progress.is_running());
    drop(read);
    if lost || running { recover_one(app, number, epoch).await } else { Ok(()) }
}

async fn recover_one(app: &App, number: RunNumber, epoch: i64) -> Result<(), StoreError> {
    let lost = run_attempts::lost(&mut *app.store.read().await?, number, epoch).await?;
    let mut ended = 0;
    for process in lost.iter().filter_map(|attempt| attempt.process.as_deref()) {
        ended += end_process(process).await?;
    }
    interrupt(app, number, &lost, ended).await
}

/// A run that somebody was ending ends by itself afterwards, and needs no person.
async fn interrupt(app: &App, number: RunNumber, lost: &[Lost], ended: usize) -> Result<(), StoreError> {
    let now = app.clock.now();
    let machine = Machine::of_engine();
    let mut write = app.store.write().await?;
    for attempt in lost {
        let reason = Some("the server was stopped while it ran");
        let interrupted = Ended { outcome: "interrupted", exit_code: None, reason, at: now };
        run_attempts::end(&mut write, &machine, attempt.id, &interrupted).await?;
    }
    if let Some(standing) = standing_of(&mut write, number).await?
        && is_under_way(&standing)
        && !matches!(standing.progress.task(), Some(Task::Stop(..)))
    {
        let fact = Fact::Interrupted { reason: reason(ended) };
        happened(&mut write, &machine, &standing, &fact, now).await?;
    }
    write.commit().await
}

fn reason(ended: usize) -> String {
    let stopped = "the server was stopped while the machine was at work";
    match ended {
        0 => format!("{stopped}; nothing of it was still running"),
        1 => format!("{stopped}; 1 process that was still running was ended"),
        ended => format!("{stopped}; {ended} processes that were still running were ended"),
    }
}
