//! Where a run stands, and how it ends.

use serde::{Deserialize, Serialize};

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
    /// It took longer than its runbook allows.
    TimedOut,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Succeeded, Self::SucceededWithExceptions, Self::Failed, Self::Aborted, Self::TimedOut];

    /// The word in columns.
    pub fn word(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::SucceededWithExceptions => "succeeded_with_exceptions",
            Self::Failed => "failed",
            Self::Aborted => "aborted",
            Self::TimedOut => "timed_out",
        }
    }

    /// The outcome of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// Whether the run came to its end.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Succeeded | Self::SucceededWithExceptions)
    }

    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Succeeded => "The run succeeded",
            Self::SucceededWithExceptions => "The run succeeded with exceptions",
            Self::Failed => "The run failed",
            Self::Aborted => "The run was aborted",
            Self::TimedOut => "The run timed out",
        }
    }
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The machine does the step.
    Running,
    /// The machine looks whether the recovery has worked.
    Verifying,
    /// What carried it out was lost, and a person decides.
    Interrupted,
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
            Self::Running => "Running",
            Self::Verifying => "Verifying",
            Self::Interrupted => "Interrupted",
            Self::WaitingForPerson => "Waiting for a person",
            Self::WaitingForApproval => "Waiting for approval",
            Self::Paused => "Paused",
            Self::PausedOnFailure => "Paused on failure",
            Self::Ended(Outcome::Succeeded) => "Succeeded",
            Self::Ended(Outcome::SucceededWithExceptions) => "Succeeded with exceptions",
            Self::Ended(Outcome::Failed) => "Failed",
            Self::Ended(Outcome::Aborted) => "Aborted",
            Self::Ended(Outcome::TimedOut) => "Timed out",
        }
    }
}
