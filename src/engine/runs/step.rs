//! One step of a run that the machine does, or what reverses it.

use super::attempt::{Attempt, end};
use super::{check, once, surroundings};
use crate::access::permit::Machine;
use crate::actions::act_in_run::Standing;
use crate::actions::carry_out_run::{happened, standing_of, surroundings as find_surroundings};
use crate::domain::run::Fact;
use crate::domain::runbook::{Mode, Work};
use crate::domain::strategy::Program;
use crate::domain::time::Span;
use crate::engine::Engine;
use crate::engine::program::{self, Attempted, End};
use crate::store::StoreError;
use tokio_util::sync::CancellationToken;

/// What reverses a step may take so long.
const REVERSE_TIMEOUT: Span = Span::minutes(10);

/// A step that is to be done now.
pub(super) struct Errand<'a> {
    pub(super) engine: &'a Engine,
    pub(super) standing: &'a Standing,
    /// The position of the step.
    pub(super) position: usize,
    /// Whether what reverses it is to be run.
    pub(super) reverse: bool,
    pub(super) stop: &'a CancellationToken,
}

impl Errand<'_> {
    /// Does it, and writes down that it began and what came of it.
    pub(super) async fn carry_out(&self) -> Result<(), StoreError> {
        let step = self.standing.progress.step(self.position);
        let Some(step) = step else { return Ok(()) };
        if self.reverse {
            let Some(program) = &step.rule.reverse else { return Ok(()) };
            return self.command(program, REVERSE_TIMEOUT).await;
        }
        match &step.work {
            Work::Command { program, timeout } => self.command(program, *timeout).await,
            Work::Check { program, timeout, within, every } => {
                check::carry_out(self, program, *timeout, (*within, *every)).await
            }
            Work::Notify(audience) => self.notify(audience).await,
            Work::Manual | Work::Approval { .. } => Ok(()),
        }
    }

    /// Whether it is tried until it passes.
    pub(super) fn is_check(&self) -> bool {
        let step = self.standing.progress.step(self.position);
        !self.reverse && step.is_some_and(|step| matches!(step.work, Work::Check { .. }))
    }

    async fn command(&self, program: &Program, timeout: Span) -> Result<(), StoreError> {
        if !self.begin().await? {
            return Ok(());
        }
        let attempted = self.run(program, timeout).await?;
        let (step, reverse) = (self.position, self.reverse);
        let fact = match &attempted.end {
            End::Succeeded(note) => Some(Fact::Passed { step, reverse, note: note.clone() }),
            End::Failed { reason, .. } => Some(Fact::Failed { step, reverse, reason: reason.clone() }),
            End::Stopped => None,
        };
        self.end(&attempted, fact.as_ref()).await
    }

    /// Records a message for people. One of a drill says so first.
    async fn notify(&self, audience: &str) -> Result<(), StoreError> {
        let run = &self.standing.run;
        let drill = match run.mode {
            Mode::Drill => format!("DRILL {}: ", run.environment_name),
            Mode::Tabletop | Mode::Real => String::new(),
        };
        let rule = self.standing.runbook.step(self.position);
        let what = rule.map(|step| step.text.as_str()).unwrap_or_default();
        let place = format!("{}, {}", run.project_name, run.environment_name);
        let text = format!("{drill}{what} (run {}, {}, {place})", run.number, run.title);
        let fact = Fact::Sent { step: self.position, audience: audience.to_owned(), text };
        once(&self.engine.app, self.standing, &fact).await.map(|_| ())
    }

    /// Writes down that it begins. False where the run moved on meanwhile.
    pub(super) async fn begin(&self) -> Result<bool, StoreError> {
        let fact = Fact::Begun { step: self.position, reverse: self.reverse };
        once(&self.engine.app, self.standing, &fact).await
    }

    /// Runs the program once.
    pub(super) async fn run(
        &self,
        program: &Program,
        timeout: Span,
    ) -> Result<Attempted<crate::domain::id::RunAttemptId>, StoreError> {
        let app = &self.engine.app;
        let found = find_surroundings(app, &mut *app.store.read().await?, &self.standing.run).await?;
        let errand = surroundings::errand(app, &self.standing.run, &found, program, timeout).await;
        program::run(app, &Attempt::of(self), errand, self.stop).await
    }

    /// Writes down how an attempt ended, and with it what that means for the run, if anything.
    pub(super) async fn end(
        &self,
        attempted: &Attempted<crate::domain::id::RunAttemptId>,
        fact: Option<&Fact>,
    ) -> Result<(), StoreError> {
        let app = &self.engine.app;
        let now = app.clock.now();
        let machine = Machine::of_engine();
        let mut write = app.store.write().await?;
        end(&mut write, &machine, attempted, now).await?;
        let standing = standing_of(&mut write, self.standing.run.number).await?;
        let open = standing.filter(|standing| standing.progress.ended.is_none());
        if let (Some(standing), Some(fact)) = (open, fact) {
            happened(&mut write, &machine, &standing, fact, now).await?;
        }
        write.commit().await
    }
}
