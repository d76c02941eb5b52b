//! Deployments: kinds, states, outcomes, and the conditions that one waits for. State is computed from facts.

use super::approval::Quorum;
use super::gate::Judged;
use super::id::DeploymentNumber;
use super::text::{Slug, count_of};
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

/// Where a deployment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not started; unmet conditions say why.
    Waiting,
    /// Not started, and nothing is in the way.
    Ready,
    /// A step runs.
    Running,
    /// A manual step waits for somebody.
    AwaitingPerson,
    /// Its process was lost; a person resumes or ends it.
    Interrupted,
    /// Ended well.
    Succeeded,
    /// Ended badly.
    Failed,
    /// Ended by a person.
    Cancelled,
    /// Ended by an approver.
    Rejected,
    /// Ended by a newer success.
    Superseded,
}

/// The facts that a state is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// Whether it has started.
    pub started: bool,
    /// How it ended, if it has.
    pub outcome: Option<Outcome>,
    /// Whether an interruption is open.
    pub interrupted: bool,
    /// Whether its current step is a manual one.
    pub manual_step: bool,
    /// Whether nothing is in the way of its start; only looked at while it waits.
    pub ready: bool,
}

/// Something a deployment waits for before it can start.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Gates that do not pass.
    Gates(Vec<Judged>),
    /// Checklist lines without an answer.
    Checklist(Vec<String>),
    /// People who must agree.
    Approvals {
        /// How far they have come.
        quorum: Quorum,
        /// The roles that are asked.
        from: Vec<String>,
    },
    /// The release has not succeeded in an earlier environment.
    EarlierEnvironment(Slug),
    /// Another deployment holds the environment.
    Slot(DeploymentNumber),
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
}

impl State {
    /// Every state, in the order of a deployment's life.
    pub const ALL: [Self; 10] = [
        Self::Waiting,
        Self::Ready,
        Self::Running,
        Self::AwaitingPerson,
        Self::Interrupted,
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
        Self::Rejected,
        Self::Superseded,
    ];

    /// The state that follows from the facts.
    pub fn of(facts: Facts) -> Self {
        match facts {
            Facts { outcome: Some(outcome), .. } => Self::ended(outcome),
            Facts { started: false, ready, .. } => {
                if ready {
                    Self::Ready
                } else {
                    Self::Waiting
                }
            }
            Facts { interrupted: true, .. } => Self::Interrupted,
            Facts { manual_step: true, .. } => Self::AwaitingPerson,
            Facts { .. } => Self::Running,
        }
    }

    fn ended(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Succeeded => Self::Succeeded,
            Outcome::Failed => Self::Failed,
            Outcome::Cancelled => Self::Cancelled,
            Outcome::Rejected => Self::Rejected,
            Outcome::Superseded => Self::Superseded,
        }
    }

    /// Whether it has not started and not ended.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Waiting | Self::Ready)
    }

    /// Whether it holds the environment's slot.
    pub fn holds_slot(self) -> bool {
        matches!(self, Self::Running | Self::AwaitingPerson | Self::Interrupted)
    }

    /// The word in the API and in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::Running => "running",
            Self::AwaitingPerson => "awaiting_person",
            Self::Interrupted => "interrupted",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
            Self::Superseded => "superseded",
        }
    }

    /// The words on pages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Ready => "Ready to start",
            Self::Running => "Running",
            Self::AwaitingPerson => "Waiting for a person",
            Self::Interrupted => "Interrupted",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
            Self::Rejected => "Rejected",
            Self::Superseded => "Superseded",
        }
    }
}

impl Condition {
    /// What is missing, as the end of the sentence "It needs ...".
    pub fn needs(&self) -> String {
        self.needs_for(|_| true)
    }

    /// The same for somebody who may not see every environment: one that does not exist for them is not named.
    pub fn needs_for(&self, sees: impl Fn(&Slug) -> bool) -> String {
        match self {
            Self::Gates(gates) => {
                let why: Vec<String> = gates.iter().map(Judged::why).collect();
                format!("its gates to pass ({})", why.join("; "))
            }
            Self::Checklist(lines) => {
                format!("{} on the checklist ({})", count_of(lines.len(), "answer"), lines.join("; "))
            }
            Self::Approvals { quorum, from } => format!(
                "{}, from {}",
                count_of(quorum.missing() as usize, "more approval"),
                super::text::list_words(from)
            ),
            Self::EarlierEnvironment(slug) if sees(slug) => format!("to succeed in {slug} first"),
            Self::EarlierEnvironment(_) => "to succeed in an earlier environment first".to_owned(),
            Self::Slot(number) => format!("#{number} to end, which holds the environment"),
        }
    }

    /// The word in the API.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Gates(_) => "gate",
            Self::Checklist(_) => "checklist",
            Self::Approvals { .. } => "approval",
            Self::EarlierEnvironment(_) => "earlier_environment",
            Self::Slot(_) => "slot",
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_follows_from_the_facts() {
        let started = Facts { started: true, ..Facts::default() };
        let table = [
            (Facts::default(), State::Waiting),
            (Facts { ready: true, ..Facts::default() }, State::Ready),
            (started, State::Running),
            (Facts { ready: true, ..started }, State::Running),
            (Facts { manual_step: true, ..started }, State::AwaitingPerson),
            (Facts { manual_step: true, interrupted: true, ..started }, State::Interrupted),
            (Facts { outcome: Some(Outcome::Rejected), ..Facts::default() }, State::Rejected),
            (Facts { outcome: Some(Outcome::Failed), interrupted: true, ..started }, State::Failed),
        ];
        for (facts, state) in table {
            assert_eq!(State::of(facts), state, "{facts:?}");
        }
    }

    #[test]
    fn conditions_say_what_is_missing() {
        let quorum = Quorum { have: 1, required: 2 };
        let condition = Condition::Approvals { quorum, from: vec!["Stakeholder".to_owned()] };
        assert_eq!(condition.needs(), "1 more approval, from Stakeholder");
        let earlier = Condition::EarlierEnvironment(Slug::parse("staging").unwrap());
        assert_eq!(earlier.needs(), "to succeed in staging first");
        assert_eq!(earlier.needs_for(|_| false), "to succeed in an earlier environment first");
        assert_eq!(Condition::Slot(DeploymentNumber(7)).needs(), "#7 to end, which holds the environment");
    }
}
