//! Runs: one published version of a runbook carried out in one mode. Where a run stands is never kept: it follows from
//! what happened in it, event by event, and from its version.

pub mod act;
pub mod carry;
pub mod check;
pub mod clocks;
pub mod expected;
mod fact;
pub mod machine;
mod progress;
pub mod report;
mod state;

pub use fact::Fact;
pub use progress::{Claim, Progress, StepEnd, StepProgress};
pub use state::{Outcome, State};

use super::id::PersonId;
use super::time::Time;

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

#[cfg(test)]
mod tests;
