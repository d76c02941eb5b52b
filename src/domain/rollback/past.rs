//! What an environment went through, and where that lets it go back to.

use super::{Serves, Success};
use crate::domain::id::{DeploymentNumber, ReleaseId};

/// A deployment that says where an environment can go back to: one that succeeded, or a rollback that is under way or
/// had begun to put its release onto a target when it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its number.
    pub number: DeploymentNumber,
    /// Its release.
    pub release: ReleaseId,
    /// Whether it is a rollback.
    pub rollback: bool,
    /// Whether it succeeded.
    pub succeeded: bool,
    /// Of a rollback: the releases that it took away from targets.
    pub took: Vec<ReleaseId>,
}

/// What an environment went through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// What says where it can go back to: the one that held the environment last comes first.
    pub passages: Vec<Passage>,
    /// Whether a target may serve something else than is recorded: an attempt at another release is under way, or
    /// left a target half-done.
    pub disturbed: bool,
    /// The releases that are suspect now.
    pub suspects: Vec<ReleaseId>,
}

/// What is known about a release that an environment can go back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It succeeded there, and nothing speaks against it.
    Good,
    /// A rollback went back to before it.
    LeftBehind,
    /// It was rolled back or reported as bad, and nobody cleared it.
    Suspect,
}

/// A release that an environment can go back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Its newest success there.
    pub success: Success,
    /// What is known about it.
    pub standing: Standing,
}

/// Marks what a rollback to the release at this position leaves behind. What is not found lies further back than is
/// looked at. One that was itself left behind says nothing about those that succeeded after it.
fn leave_behind(arrived: &mut [(Success, bool)], passage: &Passage, at: Option<usize>) {
    let above = match at {
        None => 0,
        Some(at) if arrived[at].1 => arrived.len(),
        Some(at) => at + 1,
    };
    for (place, (success, behind)) in arrived.iter_mut().enumerate() {
        *behind |= place >= above || passage.took.contains(&success.release);
    }
}

impl Past {
    /// The releases that succeeded there, each once, newest success first, with whether a rollback left it behind since:
    /// took it from a target, or went back to one that had succeeded earlier, even if only some targets got that far.
    fn arrived(&self) -> Vec<(Success, bool)> {
        let mut arrived: Vec<(Success, bool)> = Vec::new();
        for passage in self.passages.iter().rev() {
            let at = arrived.iter().position(|(success, _)| success.release == passage.release);
            if passage.rollback {
                leave_behind(&mut arrived, passage, at);
            }
            if passage.succeeded || (passage.rollback && at.is_none()) {
                at.map(|at| arrived.remove(at));
                arrived.push((Success { number: passage.number, release: passage.release }, false));
            }
        }
        arrived.reverse();
        arrived
    }

    /// The successes that nobody went back behind, newest first: each release once.
    pub fn chain(&self) -> Vec<Success> {
        let kept = self.arrived().into_iter().filter(|(_, behind)| !behind);
        kept.map(|(success, _)| success).collect()
    }

    /// Whether every target serves a release, and none may serve something else.
    pub fn is_live(&self, release: ReleaseId, serves: &Serves) -> bool {
        !self.disturbed && *serves == Serves::One(release)
    }

    /// What is known about a release.
    pub fn standing(&self, release: ReleaseId) -> Standing {
        let arrived = self.arrived();
        let behind = arrived.iter().any(|(success, behind)| success.release == release && *behind);
        self.judged(release, behind)
    }

    fn judged(&self, release: ReleaseId, behind: bool) -> Standing {
        match behind {
            _ if self.suspects.contains(&release) => Standing::Suspect,
            true => Standing::LeftBehind,
            false => Standing::Good,
        }
    }

    /// Everything that the environment can go back to: first what nobody went back behind, newest first, then the
    /// rest. What is live is not among it.
    pub fn ways(&self, serves: &Serves) -> Vec<Way> {
        let (left, kept): (Vec<_>, Vec<_>) = self.arrived().into_iter().partition(|(_, behind)| *behind);
        let all = kept.into_iter().chain(left);
        let all = all.filter(|(success, _)| !self.is_live(success.release, serves));
        all.map(|(success, behind)| Way { success, standing: self.judged(success.release, behind) }).collect()
    }

    /// What is offered: the ways back that nothing speaks against, newest first.
    pub fn good(&self, serves: &Serves) -> Vec<Success> {
        let good = self.ways(serves).into_iter().filter(|way| way.standing == Standing::Good);
        good.map(|way| way.success).collect()
    }

    /// The last good one: where a rollback goes unless a person says otherwise.
    pub fn last_good(&self, serves: &Serves) -> Option<Success> {
        self.good(serves).into_iter().next()
    }
}
