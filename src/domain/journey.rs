//! How far a release has come: its tests, its gates, and each environment.

use super::deployment::State;
use super::evidence::Facts;
use super::gate::{Judged, Verdict};
use super::id::DeploymentNumber;
use super::time::Time;

/// One deployment of the release to an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Try {
    /// Its number.
    pub number: DeploymentNumber,
    /// Where it stands.
    pub state: State,
    /// Whether it started.
    pub started: bool,
    /// When it ended; else when it started; else when it was asked for.
    pub at: Time,
}

/// What became of a release in one environment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct There {
    /// Its deployments there, newest first.
    pub tries: Vec<Try>,
    /// On how many targets it serves.
    pub live_on: usize,
    /// How many targets there are.
    pub targets: usize,
    /// Whether somebody rolled back from it after its last success.
    pub rolled_back: bool,
}

/// Where a release stands in one environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It has not been there.
    Todo,
    /// It is asked for.
    Waiting(Try),
    /// It is being put there.
    Busy(Try),
    /// It serves everywhere.
    Live(Option<Try>),
    /// It serves, but not everywhere, or nobody has verified it.
    Doubtful(Try),
    /// It served, and another took its place.
    Was(Try),
    /// It served, and somebody rolled back from it.
    RolledBack(Try),
    /// The last attempt failed, or was ended by a person.
    Failed(Try),
    /// An approver said no.
    Rejected(Try),
}

impl Stage {
    /// From what became of it.
    pub fn of(there: &There) -> Self {
        let find = |is: fn(State) -> bool| there.tries.iter().find(|one| is(one.state)).copied();
        // What was never started and ended, other than by a rejection, says nothing about the release.
        let told = |one: &&Try| one.started || one.state == State::Rejected;
        let newest = there.tries.iter().filter(told).find(|one| !one.state.is_waiting()).copied();
        if let Some(busy) = find(State::holds_slot) {
            return Self::Busy(busy);
        }
        match newest {
            Some(one) if there.live_on > 0 && (there.live_on < there.targets || ended_badly(one)) => {
                return Self::Doubtful(one);
            }
            _ if there.live_on > 0 => return Self::Live(find(|state| state == State::Succeeded)),
            _ => {}
        }
        if let Some(waiting) = find(State::is_waiting) {
            return Self::Waiting(waiting);
        }
        match newest {
            None => Self::Todo,
            Some(one) if one.state == State::Rejected => Self::Rejected(one),
            Some(one) if one.state != State::Succeeded => Self::Failed(one),
            Some(one) if there.rolled_back => Self::RolledBack(one),
            Some(one) => Self::Was(one),
        }
    }

    /// In a word or two; the number is that of the deployment it speaks of.
    pub fn words(self) -> &'static str {
        match self {
            Self::Todo => "not yet",
            Self::Waiting(_) => "waiting",
            Self::Busy(one) if one.state == State::Interrupted => "interrupted",
            Self::Busy(_) => "running",
            Self::Live(_) => "live",
            Self::Doubtful(one) if ended_badly(one) => "live, not verified",
            Self::Doubtful(_) => "live in part",
            Self::Was(_) => "was live",
            Self::RolledBack(_) => "rolled back",
            Self::Failed(one) if one.state == State::Cancelled => "cancelled",
            Self::Failed(_) => "failed",
            Self::Rejected(_) => "rejected",
        }
    }

    /// The deployment it speaks of.
    pub fn told_by(self) -> Option<Try> {
        match self {
            Self::Todo => None,
            Self::Live(one) => one,
            Self::Waiting(one)
            | Self::Busy(one)
            | Self::Doubtful(one)
            | Self::Was(one)
            | Self::RolledBack(one)
            | Self::Failed(one)
            | Self::Rejected(one) => Some(one),
        }
    }
}

fn ended_badly(one: Try) -> bool {
    matches!(one.state, State::Failed | State::Cancelled)
}

/// What evidence says about a stage before the environments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Passed, failed, or missing.
    pub verdict: Verdict,
    /// In a few words: `412 passed`, `4 of 5`.
    pub words: String,
}

/// The tests, as evidence has them. Without evidence they are missing, never passed.
pub fn tests(facts: &Facts) -> Checked {
    let Some(tests) = facts.tests else {
        return Checked { verdict: Verdict::Missing, words: "no evidence".to_owned() };
    };
    let words = match tests.failed {
        0 => format!("{} passed", tests.passed),
        failed => format!("{failed} failed"),
    };
    let passed = tests.failed == 0 && tests.passed > 0;
    Checked { verdict: if passed { Verdict::Pass } else { Verdict::Fail }, words }
}

/// The quality gate: all gates together. Where none is asked nothing was checked, which is not a pass.
pub fn quality_gate(gates: &[Judged]) -> Checked {
    let passed = gates.iter().filter(|gate| gate.verdict == Verdict::Pass).count();
    let count = |verdict| gates.iter().filter(|gate| gate.verdict == verdict).count();
    let (failed, missing) = (count(Verdict::Fail) + count(Verdict::Warn), count(Verdict::Missing));
    let (verdict, words) = match (failed, missing) {
        (0, 0) if gates.is_empty() => (Verdict::Missing, "no gates".to_owned()),
        (0, 0) => (Verdict::Pass, format!("{passed} of {}", gates.len())),
        (0, missing) => (Verdict::Missing, format!("{missing} of {} missing", gates.len())),
        (failed, _) => (Verdict::Fail, format!("{failed} of {} failed", gates.len())),
    };
    Checked { verdict, words }
}

#[cfg(test)]
mod tests;
