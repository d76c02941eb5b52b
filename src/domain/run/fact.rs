//! What can happen in a run, and how its timeline tells it.

use super::Outcome;
use crate::domain::id::RunNumber;
use crate::domain::runbook::Way;
use crate::domain::time::Time;
use serde::{Deserialize, Serialize};

/// What can happen in a run. `step` is the position in the runbook, from 1; `reason`, `note` and `comment` are what the
/// person said about it.
#[expect(missing_docs, reason = "the line above says what the fields are")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// Somebody takes a step, so that nobody else does it too.
    Claimed { step: usize },
    /// Somebody takes it from who had it.
    TakenOver { step: usize, reason: String },
    /// It is done. `restored` is the moment of which the restored data is, `way` the answer that was chosen.
    Done {
        step: usize,
        note: String,
        link: String,
        restored: Option<Time>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        way: Option<Way>,
    },
    /// It could not be done.
    CouldNot { step: usize, reason: String },
    /// Somebody agrees that it goes on.
    Approved { step: usize, comment: String },
    /// Somebody does not.
    Rejected { step: usize, comment: String },
    /// Somebody wants to leave out a step that is required.
    SkipAsked { step: usize, reason: String },
    /// It is left out.
    Skipped { step: usize, reason: String },
    /// After a failure it is tried again.
    Retried { step: usize, reason: String },
    /// Nothing goes on until somebody says so.
    Paused { reason: String },
    /// It goes on.
    Resumed,
    /// When it happened, and when somebody noticed.
    Clocked { happened: Option<Time>, noticed: Option<Time> },
    /// Something was found out that is to be mended.
    Found { text: String, owner: String, due: Time },
    /// It was mended.
    Mended { text: String, note: String },
    /// Somebody gives a file as evidence for a step.
    Attached { step: usize, name: String, sha256: String, bytes: usize },
    /// What the run left was put away.
    CleanedUp { step: usize, note: String },
    /// The machine begins a step, or what reverses it.
    Begun { step: usize, reverse: bool },
    /// The machine did it; `note` is how it came out.
    Passed { step: usize, reverse: bool, note: String },
    /// The machine could not do it.
    Failed { step: usize, reverse: bool, reason: String },
    /// A check said nothing either way for as long as it was tried.
    Inconclusive { step: usize, reason: String },
    /// A check rests while the run is paused.
    Halted { step: usize },
    /// A message was recorded for people.
    Sent { step: usize, audience: String, text: String },
    /// What carried the run out was lost: nobody knows what became of the step that it stood at.
    Interrupted { reason: String },
    /// Somebody ends the run while the machine is at work: what runs is stopped first.
    StopAsked { outcome: Outcome, reason: String },
    /// Somebody wants what was done to be undone.
    ReverseAsked { reason: String },
    /// What reverses a step failed and is left at that.
    LeftUndone { step: usize, reason: String },
    /// Everything that could be undone is; these steps are not.
    Reversed { not_undone: Vec<usize> },
    /// The run takes over from an earlier one, which began (the first of them, if there are more) at that moment.
    Continues { run: RunNumber, began: Time, happened: Option<Time>, noticed: Option<Time> },
    /// The step was behind the earlier run, as `name` said there.
    Carried {
        step: usize,
        run: RunNumber,
        name: String,
        note: String,
        link: String,
        restored: Option<Time>,
        skipped: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        way: Option<Way>,
    },
    /// The run is over.
    Ended { outcome: Outcome, reason: String },
}

impl Fact {
    /// The step it is about.
    pub fn step(&self) -> Option<usize> {
        match self {
            Self::Claimed { step }
            | Self::TakenOver { step, .. }
            | Self::Done { step, .. }
            | Self::CouldNot { step, .. }
            | Self::Approved { step, .. }
            | Self::Rejected { step, .. }
            | Self::SkipAsked { step, .. }
            | Self::Skipped { step, .. }
            | Self::Retried { step, .. }
            | Self::Begun { step, .. }
            | Self::Passed { step, .. }
            | Self::Failed { step, .. }
            | Self::Inconclusive { step, .. }
            | Self::Halted { step }
            | Self::Sent { step, .. }
            | Self::LeftUndone { step, .. }
            | Self::Carried { step, .. }
            | Self::Attached { step, .. }
            | Self::CleanedUp { step, .. } => Some(*step),
            _ => None,
        }
    }

    /// What happened as a sentence of the timeline; `who` did it, to the step of these words.
    pub fn sentence(&self, who: &str, step: &str) -> String {
        let told = |sentence: String, words: &str| match words {
            "" => sentence,
            words => format!("{sentence}: “{words}”"),
        };
        match self {
            Self::Claimed { .. } => format!("{who} claimed {step}"),
            Self::TakenOver { reason, .. } => told(format!("{who} took over {step}"), reason),
            Self::Done { note, way: Some(way), .. } => {
                told(format!("{who} chose “{}” at {step}", way.label), note)
            }
            Self::Done { note, .. } => told(format!("{who} did {step}"), note),
            Self::CouldNot { reason, .. } => told(format!("{who} could not do {step}"), reason),
            Self::Approved { comment, .. } => told(format!("{who} approved {step}"), comment),
            Self::Rejected { comment, .. } => told(format!("{who} rejected {step}"), comment),
            Self::SkipAsked { reason, .. } => told(format!("{who} wants to skip {step}"), reason),
            Self::Skipped { reason, .. } => told(format!("{who} skipped {step}"), reason),
            Self::Retried { reason, .. } => told(format!("{who} retried {step}"), reason),
            Self::Paused { reason } => told(format!("{who} paused the run"), reason),
            Self::Resumed => format!("{who} let the run go on"),
            Self::Clocked { .. } => format!("{who} entered when it happened and when it was noticed"),
            Self::Found { text, owner, due } => {
                format!("{who} found: “{text}”. {owner} mends it until {}", due.date())
            }
            Self::Mended { text, note } => told(format!("{who} mended “{text}”"), note),
            Self::Attached { name, sha256, bytes, .. } => {
                format!("{who} gave the file “{name}” for “{step}”: {bytes} bytes, SHA-256 {sha256}")
            }
            Self::CleanedUp { note, .. } => told(format!("{who} cleaned up: {step}"), note),
            Self::Ended { outcome, reason } => told(outcome.sentence().to_owned(), reason),
            other => other.machine_sentence(who, step),
        }
    }

    /// The same for what the machine does, and for how it is led.
    fn machine_sentence(&self, who: &str, step: &str) -> String {
        let told = |sentence: String, words: &str| match words {
            "" => sentence,
            words => format!("{sentence}: {words}"),
        };
        match self {
            Self::Begun { reverse: false, .. } => format!("{who} began {step}"),
            Self::Begun { .. } => format!("{who} began to reverse {step}"),
            Self::Passed { reverse: false, note, .. } => told(format!("{step} passed"), note),
            Self::Passed { note, .. } => told(format!("{step} was reversed"), note),
            Self::Failed { reverse: false, reason, .. } => told(format!("{step} failed"), reason),
            Self::Failed { reason, .. } => told(format!("{step} could not be reversed"), reason),
            Self::Inconclusive { reason, .. } => told(format!("{step} is inconclusive"), reason),
            Self::Halted { .. } => format!("{who} stopped trying {step}, because the run is paused"),
            Self::Sent { audience, text, .. } => format!("{who} told {audience}: “{text}”"),
            Self::Interrupted { reason } => told("The run was interrupted".to_owned(), reason),
            Self::StopAsked { outcome, reason } => {
                let what = if *outcome == Outcome::Aborted { "aborts" } else { "fails" };
                format!("{who} {what} the run, and what runs is stopped: “{reason}”")
            }
            Self::ReverseAsked { reason } => format!("{who} wants what was done undone: “{reason}”"),
            Self::LeftUndone { reason, .. } => format!("{who} leaves {step} as it is: “{reason}”"),
            Self::Reversed { not_undone } if not_undone.is_empty() => "What was done is undone".to_owned(),
            Self::Reversed { not_undone } => {
                let positions: Vec<String> = not_undone.iter().map(ToString::to_string).collect();
                format!("What can be undone is; not step {}", positions.join(", "))
            }
            Self::Continues { run, .. } => format!("{who} goes on where run {run} ended"),
            Self::Carried { run, skipped, .. } => {
                format!("{step} was {} in run {run}", if *skipped { "skipped" } else { "done" })
            }
            _ => String::new(),
        }
    }
}
