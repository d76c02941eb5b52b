//! Where a deployment stands: never kept, always computed from facts.

use super::Outcome;
use serde::{Deserialize, Serialize};

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
}
