//! The record of what a run's commands do: an attempt each, and the run's log.

use super::step::Errand;
use crate::access::permit::Machine;
use crate::app::App;
use crate::domain::deployment::Failure;
use crate::domain::id::{RunAttemptId, RunNumber};
use crate::domain::log::Line;
use crate::domain::run::check::{KEPT_TRIES, NOTHING_EITHER_WAY};
use crate::domain::time::Time;
use crate::engine::process::Identity;
use crate::engine::program::{Attempted, End, Record};
use crate::store::run_attempts::{self, Begun, Ended};
use crate::store::{StoreError, Write, to_json};

/// Where the attempts of a step are written down.
pub(super) struct Attempt<'a> {
    app: &'a App,
    run: RunNumber,
    step: i64,
    reverse: bool,
    epoch: i64,
    /// A check is tried often: what its older tries printed is not kept.
    is_check: bool,
}

impl<'a> Attempt<'a> {
    pub(super) fn of(errand: &Errand<'a>) -> Self {
        Self {
            app: &errand.engine.app,
            run: errand.standing.run.number,
            step: i64::try_from(errand.position).unwrap_or(i64::MAX),
            reverse: errand.reverse,
            epoch: errand.engine.epoch,
            is_check: errand.is_check(),
        }
    }
}

impl Record for Attempt<'_> {
    type Attempt = RunAttemptId;

    async fn begin(&self, process: Option<&Identity>) -> Result<RunAttemptId, StoreError> {
        let process = process.map(to_json);
        let Self { app, run, step, reverse, epoch, is_check } = *self;
        let begun = Begun { run, step, reverse, epoch, process: process.as_deref(), at: app.clock.now() };
        let mut write = app.store.write().await?;
        let machine = Machine::of_engine();
        let id = run_attempts::begin(&mut write, &machine, &begun).await?;
        if is_check {
            run_attempts::forget_lines(&mut write, &machine, (run, step), KEPT_TRIES).await?;
        }
        write.commit().await?;
        // The page shows an attempt from its beginning on.
        app.pulse.run_log(run);
        Ok(id)
    }

    async fn write(&self, attempt: RunAttemptId, lines: &[Line]) -> Result<(), StoreError> {
        let mut write = self.app.store.write().await?;
        let place = (self.run, self.step, attempt);
        run_attempts::write_lines(&mut write, &Machine::of_engine(), place, lines).await?;
        write.commit().await?;
        self.app.pulse.run_log(self.run);
        Ok(())
    }
}

/// Writes down how an attempt ended.
pub(super) async fn end(
    write: &mut Write,
    machine: &Machine,
    attempted: &Attempted<RunAttemptId>,
    at: Time,
) -> Result<(), StoreError> {
    let Attempted { attempt, end, exit_code } = attempted;
    let (outcome, reason) = match end {
        End::Succeeded(_) => ("passed", None),
        End::Stopped => ("stopped", None),
        End::Failed { reason, .. } if *exit_code == Some(NOTHING_EITHER_WAY) => {
            ("inconclusive", Some(reason.as_str()))
        }
        End::Failed { failure, reason } => (word(*failure), Some(reason.as_str())),
    };
    let ended = Ended { outcome, exit_code: *exit_code, reason, at };
    run_attempts::end(write, machine, *attempt, &ended).await
}

fn word(failure: Failure) -> &'static str {
    match failure {
        Failure::Result => "failed",
        Failure::Technical => "technical",
        Failure::Timeout => "timeout",
    }
}
