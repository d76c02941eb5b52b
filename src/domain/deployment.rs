//! Deployments: what one is for, where it stands, and how it ended.

mod state;

pub use state::{Facts, State};

use super::time::Time;
use serde::{Deserialize, Serialize};

/// What a deployment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Puts a release where it was not live.
    Deploy,
    /// Brings an earlier release back.
    Rollback,
    /// Puts the release that is live there again.
    Redeploy,
}

/// How a deployment ended. Written once, with a reason that a person can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Every step is done.
    Succeeded,
    /// A step failed, or a person failed it.
    Failed,
    /// A person ended it.
    Cancelled,
    /// An approver said no.
    Rejected,
    /// Another release succeeded in the same environment first.
    Superseded,
}

/// In which way a deployment failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Failure {
    /// A step ran and said no.
    Result,
    /// A step could not be run.
    Technical,
    /// A step took too long.
    Timeout,
}

impl Kind {
    /// The word in the API and on pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Rollback => "rollback",
            Self::Redeploy => "redeploy",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Deploy, Self::Rollback, Self::Redeploy].into_iter().find(|k| k.word() == word)
    }
}

impl Outcome {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
            Self::Superseded => "superseded",
        }
    }

    /// The outcome of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Succeeded, Self::Failed, Self::Cancelled, Self::Rejected, Self::Superseded]
            .into_iter()
            .find(|o| o.word() == word)
    }
}

impl Failure {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::Technical => "technical",
            Self::Timeout => "timeout",
        }
    }

    /// The failure of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Result, Self::Technical, Self::Timeout].into_iter().find(|f| f.word() == word)
    }
}

/// How a deployment ended, for the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// In which way.
    pub outcome: Outcome,
    /// For a failure, of which kind.
    pub failure: Option<Failure>,
    /// Why, for people.
    pub reason: String,
    /// When.
    pub at: Time,
}
