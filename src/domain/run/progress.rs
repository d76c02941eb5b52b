//! How far a run has come: its events, folded over the steps of its version.

use super::machine::Reversing;
use super::{Event, Fact, Outcome, State};
use crate::domain::id::{PersonId, RunNumber};
use crate::domain::runbook::{Mode, Runbook, Step, Way, Work};
use crate::domain::time::{Span, Time};

/// How far a run has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The steps of its mode, in order.
    pub steps: Vec<StepProgress>,
    /// Why it is paused.
    pub paused: Option<String>,
    /// When it happened.
    pub happened: Option<Time>,
    /// When somebody noticed.
    pub noticed: Option<Time>,
    /// Who entered these.
    pub clocked_by: Option<String>,
    /// The moment of which the restored data is.
    pub restored: Option<Time>,
    /// When verification was green.
    pub recovered_at: Option<Time>,
    /// Why nobody knows what became of the step that it stands at.
    pub interrupted: Option<String>,
    /// How it ends as soon as what runs is stopped, and why.
    pub stopping: Option<(Outcome, String)>,
    /// How far the machine has come in undoing what was done.
    pub reversing: Option<Reversing>,
    /// The earlier run that it goes on from, and when the first of these began.
    pub continues: Option<(RunNumber, Time)>,
    /// How and when it ended, and why.
    pub ended: Option<(Outcome, Time, String)>,
}

/// How far a step has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepProgress {
    /// Its place in the runbook, from 1.
    pub position: usize,
    /// What is to be done.
    pub rule: Step,
    /// How it is done in the run's mode.
    pub work: Work,
    /// When the run came to it.
    pub begun_at: Option<Time>,
    /// Who has it.
    pub claim: Option<Claim>,
    /// Who has agreed.
    pub approvals: Vec<(PersonId, String)>,
    /// Who wants to leave it out, and why.
    pub skip_asked: Option<(PersonId, String, String)>,
    /// Since when the machine does it.
    pub running: Option<Time>,
    /// Why it failed, where it has and nobody has said what becomes of it.
    pub failed: Option<String>,
    /// How often it failed in all.
    pub failures: usize,
    /// How it ended.
    pub end: Option<StepEnd>,
    /// Whether the answers that were chosen lead past it.
    pub passed_by: bool,
}

/// Who has a step, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Since when.
    pub at: Time,
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepEnd {
    /// When.
    pub at: Time,
    /// Who ended it.
    pub name: String,
    /// What they said about it.
    pub note: String,
    /// Where more is to be seen.
    pub link: String,
    /// Whether it was left out.
    pub skipped: bool,
    /// The earlier run in which that was.
    pub run: Option<RunNumber>,
    /// The answer that was chosen.
    pub way: Option<Way>,
}

impl Progress {
    /// The progress of a run that started at this moment in this mode.
    pub fn of(runbook: &Runbook, mode: Mode, started_at: Time, events: &[Event]) -> Self {
        let steps = runbook.steps_in(mode).map(|(position, step)| StepProgress {
            position,
            rule: Step { reverse: step.reverse_in(mode).cloned(), ..step.clone() },
            work: step.work_in(mode).clone(),
            begun_at: None,
            running: None,
            claim: None,
            approvals: Vec::new(),
            skip_asked: None,
            failed: None,
            failures: 0,
            end: None,
            passed_by: false,
        });
        let mut progress = Self {
            steps: steps.collect(),
            paused: None,
            happened: None,
            noticed: None,
            clocked_by: None,
            restored: None,
            recovered_at: None,
            interrupted: None,
            stopping: None,
            reversing: None,
            continues: None,
            ended: None,
        };
        progress.begin_next(started_at);
        events.iter().for_each(|event| progress.take(runbook, event));
        progress
    }

    /// The step that the run stands at; none once all are behind it.
    pub fn current(&self) -> Option<&StepProgress> {
        self.steps.iter().find(|step| step.is_to_come())
    }

    /// The step of a position, where the run goes through it.
    pub fn step(&self, position: usize) -> Option<&StepProgress> {
        self.steps.iter().find(|step| step.position == position)
    }

    /// Where the run stands.
    pub fn state(&self) -> State {
        if let Some((outcome, ..)) = self.ended {
            return State::Ended(outcome);
        }
        if self.interrupted.is_some() {
            return State::Interrupted;
        }
        if let Some(reversing) = &self.reversing {
            return reversing.state(self.paused.is_some());
        }
        match self.current() {
            Some(step) if step.running.is_some() => step.machine_state(),
            _ if self.paused.is_some() => State::Paused,
            Some(step) if step.failed.is_some() => State::PausedOnFailure,
            Some(StepProgress { work: Work::Approval { .. }, .. }) => State::WaitingForApproval,
            Some(step) if step.is_for_machine() => step.machine_state(),
            _ => State::WaitingForPerson,
        }
    }

    /// How many steps are behind the run.
    pub fn behind(&self) -> usize {
        self.steps.iter().filter(|step| !step.is_to_come()).count()
    }

    /// What the end is once all steps are behind: anything that was left out is an exception.
    pub fn success(&self) -> Outcome {
        let any = self.steps.iter().filter_map(|step| step.end.as_ref()).any(|end| end.skipped);
        if any { Outcome::SucceededWithExceptions } else { Outcome::Succeeded }
    }

    pub(super) fn begin_next(&mut self, at: Time) {
        if let Some(next) = self.steps.iter_mut().find(|step| step.is_to_come()) {
            next.begun_at.get_or_insert(at);
        }
    }

    fn take(&mut self, runbook: &Runbook, event: &Event) {
        match &event.fact {
            Fact::Paused { reason } => self.paused = Some(reason.clone()),
            Fact::Resumed => (self.paused, self.interrupted) = (None, None),
            Fact::Clocked { happened, noticed } => {
                (self.happened, self.noticed) = (happened.or(self.happened), noticed.or(self.noticed));
                self.clocked_by = Some(event.name.clone());
            }
            Fact::Ended { outcome, reason } => self.ended = Some((*outcome, event.at, reason.clone())),
            Fact::Done { restored: Some(restored), .. } | Fact::Carried { restored: Some(restored), .. } => {
                self.restored = Some(*restored);
            }
            _ => {}
        }
        self.lead(event);
        let position = event.fact.step().filter(|_| !event.fact.is_of_reversing());
        if let Some(step) = position.and_then(|at| self.steps.iter_mut().find(|step| step.position == at)) {
            step.take(event);
        }
        self.pass_by(runbook);
        self.begin_next(event.at);
        self.recovered_at = self.verified_at();
    }

    /// Leaves out the steps that only other answers lead to.
    fn pass_by(&mut self, runbook: &Runbook) {
        let chosen = |position: usize| {
            let step = self.steps.iter().find(|step| step.position == position)?;
            step.end.as_ref()?.way.as_ref()
        };
        let on = runbook.on_the_way(chosen);
        for step in &mut self.steps {
            step.passed_by = on.get(step.position - 1) == Some(&false);
        }
    }

    /// When the last step that verifies was done, once all of them are; where none does, the last step's end counts.
    fn verified_at(&self) -> Option<Time> {
        let counts: Vec<&StepProgress> = self.steps.iter().filter(|step| !step.is_passed_by()).collect();
        let verify: Vec<&StepProgress> = counts.iter().copied().filter(|step| step.rule.verifies).collect();
        let asked = if verify.is_empty() { counts } else { verify };
        let ends: Option<Vec<Time>> = asked.iter().map(|step| step.end.as_ref().map(|end| end.at)).collect();
        let green = asked.iter().any(|step| step.end.as_ref().is_some_and(|end| !end.skipped));
        ends.and_then(|ends| ends.into_iter().max()).filter(|_| green)
    }
}

impl StepProgress {
    /// Whether the run has still to come to its end.
    pub fn is_to_come(&self) -> bool {
        self.end.is_none() && !self.passed_by
    }

    /// Whether the run went past it without doing it.
    pub fn is_passed_by(&self) -> bool {
        self.end.is_none() && self.passed_by
    }

    /// How long it took.
    pub fn took(&self) -> Option<Span> {
        Some(self.end.as_ref()?.at - self.begun_at?)
    }

    /// Nothing of what was said about it counts any more.
    pub(super) fn forget(&mut self) {
        (self.failed, self.claim, self.skip_asked, self.running) = (None, None, None, None);
        self.approvals.clear();
    }

    fn take(&mut self, event: &Event) {
        let end = |note: &str, link: &str, skipped| StepEnd {
            at: event.at,
            name: event.name.clone(),
            note: note.to_owned(),
            link: link.to_owned(),
            skipped,
            run: None,
            way: None,
        };
        match &event.fact {
            Fact::Claimed { .. } | Fact::TakenOver { .. } => {
                let name = event.name.clone();
                self.claim = event.person.map(|person| Claim { person, name, at: event.at });
            }
            Fact::Done { note, link, way, .. } => {
                self.end = Some(StepEnd { way: way.clone(), ..end(note, link, false) });
            }
            Fact::CouldNot { reason, .. } | Fact::Rejected { comment: reason, .. } => {
                self.failed = Some(format!("{}: {reason}", event.name));
                self.failures += 1;
            }
            Fact::Approved { comment, .. } => {
                self.approvals.extend(event.person.map(|person| (person, event.name.clone())));
                let asked = match self.work {
                    Work::Approval { approvals } => approvals as usize,
                    _ => 1,
                };
                if self.approvals.len() >= asked {
                    self.end = Some(end(comment, "", false));
                }
            }
            Fact::SkipAsked { reason, .. } => {
                let asked = |person| (person, event.name.clone(), reason.clone());
                self.skip_asked = event.person.map(asked);
            }
            Fact::Skipped { reason, .. } => self.end = Some(end(reason, "", true)),
            Fact::Retried { .. } => self.forget(),
            fact => self.take_machine(fact, event.at, end),
        }
    }
}
