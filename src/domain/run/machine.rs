//! What the machine does in a run: the step that it is to do next, and how far it has come in undoing what was done.

use super::{Event, Fact, Outcome, Progress, State, StepEnd, StepProgress};
use crate::domain::runbook::{Runbook, Work};
use crate::domain::time::Time;

/// What the machine is to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Do a step, or what reverses it.
    Step {
        /// Its position.
        position: usize,
        /// Whether what reverses it.
        reverse: bool,
    },
    /// Say that everything is undone that can be.
    Reversed {
        /// The positions of the steps that are not.
        not_undone: Vec<usize>,
    },
    /// End the run, in this way and for this reason, once nothing of it runs any more.
    Stop(Outcome, String),
}

/// How far the machine has come in undoing what was done, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reversing {
    /// Why somebody wants it.
    pub reason: String,
    /// The step that is being undone, or whose undoing failed.
    pub at: Option<usize>,
    /// Since when it is.
    pub running: Option<Time>,
    /// Why it failed.
    pub failed: Option<String>,
    /// The steps that are left as they are.
    pub left: Vec<usize>,
}

impl Reversing {
    pub(super) fn state(&self, paused: bool) -> State {
        match self.failed {
            Some(_) => State::PausedOnFailure,
            None if paused && self.running.is_none() => State::Paused,
            None => State::Running,
        }
    }
}

impl Progress {
    /// What the machine is to do now; none where it waits for people.
    pub fn task(&self) -> Option<Task> {
        if self.ended.is_some() {
            return None;
        }
        if let Some((outcome, reason)) = &self.stopping {
            return Some(Task::Stop(*outcome, reason.clone()));
        }
        if self.interrupted.is_some() || self.paused.is_some() {
            return None;
        }
        match &self.reversing {
            Some(Reversing { failed: Some(_), .. }) => None,
            Some(reversing) => Some(match self.to_undo(&reversing.left).last() {
                Some(step) => Task::Step { position: step.position, reverse: true },
                None => Task::Reversed { not_undone: self.not_undone() },
            }),
            None => {
                let step = self.current().filter(|step| step.failed.is_none() && step.is_for_machine())?;
                Some(Task::Step { position: step.position, reverse: false })
            }
        }
    }

    /// Whether the machine is at work, as far as is known.
    pub fn is_running(&self) -> bool {
        let reversing = self.reversing.as_ref().is_some_and(|reversing| reversing.running.is_some());
        self.ended.is_none() && (reversing || self.steps.iter().any(|step| step.running.is_some()))
    }

    /// Whether the run takes longer than its runbook allows. What is being undone is undone to its end.
    pub fn is_late(&self, runbook: &Runbook, started_at: Time, now: Time) -> bool {
        let late = runbook.time_limit.is_some_and(|limit| now - started_at > limit);
        late && self.ended.is_none() && self.reversing.is_none()
    }

    /// The steps that were done and can be undone, in order, but these.
    pub fn to_undo<'a>(&'a self, left: &'a [usize]) -> impl DoubleEndedIterator<Item = &'a StepProgress> {
        self.done().filter(|step| step.rule.reverse.is_some() && !left.contains(&step.position))
    }

    /// The steps that were done and stay so: a check and an approval leave nothing to undo.
    fn not_undone(&self) -> Vec<usize> {
        let leaves = |step: &&StepProgress| !matches!(step.work, Work::Check { .. } | Work::Approval { .. });
        self.done().filter(leaves).map(|step| step.position).collect()
    }

    fn done(&self) -> impl DoubleEndedIterator<Item = &StepProgress> {
        self.steps.iter().filter(|step| step.end.as_ref().is_some_and(|end| !end.skipped))
    }

    /// Takes what is about the run as a whole.
    pub(super) fn lead(&mut self, event: &Event) {
        match &event.fact {
            Fact::Interrupted { reason } => self.interrupt(reason),
            Fact::Skipped { .. } => self.interrupted = None,
            Fact::StopAsked { outcome, reason } => self.stopping = Some((*outcome, reason.clone())),
            Fact::ReverseAsked { reason } => {
                self.interrupted = None;
                self.reversing = Some(Reversing { reason: reason.clone(), ..Reversing::default() });
            }
            Fact::Reversed { .. } => self.hold_after_reversing(),
            Fact::Continues { run, began, happened, noticed } => {
                self.continues = Some((*run, *began));
                (self.happened, self.noticed) = (*happened, *noticed);
                self.clocked_by = Some(format!("run {run}"));
            }
            fact => self.reverse(fact, event.at),
        }
    }

    fn interrupt(&mut self, reason: &str) {
        self.interrupted = Some(reason.to_owned());
        self.steps.iter_mut().for_each(|step| step.running = None);
        if let Some(reversing) = &mut self.reversing {
            reversing.running = None;
        }
    }

    /// A person says whether it goes on, with the first step that is not done any more.
    fn hold_after_reversing(&mut self) {
        self.reversing = None;
        self.paused = Some("What was done is undone".to_owned());
        for step in self.steps.iter_mut().filter(|step| step.end.is_none()) {
            step.forget();
            step.begun_at = None;
        }
    }

    fn reverse(&mut self, fact: &Fact, at: Time) {
        let Some(reversing) = &mut self.reversing else { return };
        match fact {
            Fact::Begun { step, .. } => (reversing.at, reversing.running) = (Some(*step), Some(at)),
            Fact::Failed { reason, .. } => {
                (reversing.running, reversing.failed) = (None, Some(reason.clone()));
            }
            Fact::Retried { .. } => (reversing.failed, self.interrupted) = (None, None),
            Fact::LeftUndone { step, .. } => {
                (reversing.failed, self.interrupted) = (None, None);
                reversing.left.push(*step);
            }
            Fact::Passed { step, .. } => {
                reversing.running = None;
                let undone = self.steps.iter_mut().find(|one| one.position == *step);
                undone.into_iter().for_each(|step| step.end = None);
            }
            _ => {}
        }
    }
}

impl Fact {
    /// Whether it is about what reverses a step, and not about the step.
    pub(super) fn is_of_reversing(&self) -> bool {
        matches!(
            self,
            Self::Begun { reverse: true, .. }
                | Self::Passed { reverse: true, .. }
                | Self::Failed { reverse: true, .. }
                | Self::LeftUndone { .. }
        )
    }
}

impl StepProgress {
    /// Whether the machine does it in the run's mode.
    pub fn is_for_machine(&self) -> bool {
        matches!(self.work, Work::Command { .. } | Work::Check { .. } | Work::Notify(_))
    }

    pub(super) fn machine_state(&self) -> State {
        if self.rule.verifies { State::Verifying } else { State::Running }
    }

    /// Takes what the machine did with it, or an earlier run.
    pub(super) fn take_machine(&mut self, fact: &Fact, at: Time, end: impl Fn(&str, &str, bool) -> StepEnd) {
        match fact {
            Fact::Begun { .. } => self.running = Some(at),
            Fact::Halted { .. } => self.running = None,
            Fact::Passed { note, .. } => (self.running, self.end) = (None, Some(end(note, "", false))),
            Fact::Sent { text, .. } => self.end = Some(end(text, "", false)),
            Fact::Failed { reason, .. } | Fact::Inconclusive { reason, .. } => {
                (self.running, self.failed) = (None, Some(reason.clone()));
                self.failures += 1;
            }
            Fact::Carried { run, name, note, link, skipped, way, .. } => {
                let end = end(note, link, *skipped);
                self.end = Some(StepEnd { name: name.clone(), run: Some(*run), way: way.clone(), ..end });
            }
            _ => {}
        }
    }
}
