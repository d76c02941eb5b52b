//! Runs: one published version of a runbook carried out in one mode. Where a run stands is never kept: it follows from
//! what happened in it, event by event, and from its version.

pub mod act;
pub mod clocks;
pub mod expected;
mod progress;
pub mod report;

pub use progress::{Claim, Progress, StepEnd, StepProgress};

use super::id::PersonId;
use super::time::Time;
use serde::{Deserialize, Serialize};

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Time,
    /// Who did it; none for the machine.
    pub person: Option<PersonId>,
    /// Their name.
    pub name: String,
    /// What.
    pub fact: Fact,
}

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
    /// It is done. `restored` is the moment of which the restored data is.
    Done { step: usize, note: String, link: String, restored: Option<Time> },
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
    /// What the run left was put away.
    CleanedUp { step: usize, note: String },
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
            Self::CleanedUp { note, .. } => told(format!("{who} cleaned up: {step}"), note),
            Self::Ended { outcome, reason } => told(outcome.sentence().to_owned(), reason),
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every step was done.
    Succeeded,
    /// It came to its end, and something was left out on the way.
    SucceededWithExceptions,
    /// Somebody said that it did not work.
    Failed,
    /// Somebody ended it before its end.
    Aborted,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Succeeded, Self::SucceededWithExceptions, Self::Failed, Self::Aborted];

    /// The word in columns.
    pub fn word(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::SucceededWithExceptions => "succeeded_with_exceptions",
            Self::Failed => "failed",
            Self::Aborted => "aborted",
        }
    }

    /// The outcome of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::Succeeded => "The run succeeded",
            Self::SucceededWithExceptions => "The run succeeded with exceptions",
            Self::Failed => "The run failed",
            Self::Aborted => "The run was aborted",
        }
    }
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A person has to do the step.
    WaitingForPerson,
    /// People have to agree that it goes on.
    WaitingForApproval,
    /// Somebody stopped it for a while.
    Paused,
    /// A step failed, and a person decides what becomes of it.
    PausedOnFailure,
    /// It is over.
    Ended(Outcome),
}

impl State {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::WaitingForPerson => "Waiting for a person",
            Self::WaitingForApproval => "Waiting for approval",
            Self::Paused => "Paused",
            Self::PausedOnFailure => "Paused on failure",
            Self::Ended(Outcome::Succeeded) => "Succeeded",
            Self::Ended(Outcome::SucceededWithExceptions) => "Succeeded with exceptions",
            Self::Ended(Outcome::Failed) => "Failed",
            Self::Ended(Outcome::Aborted) => "Aborted",
        }
    }
}

#[cfg(test)]
mod tests;
