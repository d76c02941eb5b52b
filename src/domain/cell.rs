//! What a cell of the board shows: one environment of one project, from what its targets serve and what was tried
//! there last. A failed attempt never hides what serves.

use super::deployment::State;
use super::id::{DeploymentNumber, ReleaseId};
use super::rollback::{Past, Serves, Standing};
use super::time::{Span, Time};

/// What one target serves, and the deployment that put it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnTarget {
    /// The release.
    pub release: ReleaseId,
    /// The deployment.
    pub deployment: DeploymentNumber,
}

/// The newest attempt that started in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Its number.
    pub number: DeploymentNumber,
    /// Where it stands.
    pub state: State,
}

/// What an environment of a project shows at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Nothing serves, and nothing happens.
    Nothing,
    /// One release serves everywhere, and nothing is wrong with it.
    Live,
    /// An attempt holds the environment: running, waiting for a person, or interrupted.
    Attempt(State),
    /// An attempt ended badly after it had put its release on some target, so nobody has verified what serves.
    Unverified,
    /// The targets differ, and nothing is under way that would settle it.
    Mixed,
}

/// How much a cell asks for a look; more is later in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// Nothing asks for one.
    Calm,
    /// Something is under way or waits.
    Look,
    /// Something went wrong.
    Trouble,
}

/// Over how many targets what serves is spread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// The release that most targets serve; of two, the one that was registered first: it was there before.
    pub main: ReleaseId,
    /// How many serve it.
    pub on: usize,
    /// How many there are.
    pub of: usize,
    /// What the others serve, newest release first, with how many each.
    pub rest: Vec<(ReleaseId, usize)>,
}

impl Spread {
    /// From what each target serves; `targets` is how many the strategy names. None where nothing serves.
    pub fn of(live: &[OnTarget], targets: usize) -> Option<Self> {
        let mut releases: Vec<ReleaseId> = live.iter().map(|target| target.release).collect();
        releases.sort_unstable();
        let mut counts: Vec<(ReleaseId, usize)> =
            releases.chunk_by(|one, next| one == next).map(|same| (same[0], same.len())).collect();
        let (main, on) = *counts.iter().rev().max_by_key(|(_, count)| *count)?;
        counts.retain(|(release, _)| *release != main);
        counts.reverse();
        Some(Self { main, on, of: targets.max(live.len()), rest: counts })
    }

    /// Whether every target serves the same.
    pub fn is_even(&self) -> bool {
        self.on == self.of
    }
}

/// What an environment shows, from what serves there and the newest attempt that started.
pub fn shows(live: &[OnTarget], targets: usize, attempt: Option<Attempt>) -> Shows {
    if let Some(attempt) = attempt.filter(|attempt| attempt.state.holds_slot()) {
        return Shows::Attempt(attempt.state);
    }
    let reached = |attempt: Attempt| live.iter().any(|target| target.deployment == attempt.number);
    let badly = attempt.filter(|attempt| attempt.state != State::Succeeded);
    match Spread::of(live, targets) {
        None => Shows::Nothing,
        Some(spread) if !spread.is_even() => Shows::Mixed,
        Some(_) if badly.is_some_and(reached) => Shows::Unverified,
        Some(_) => Shows::Live,
    }
}

/// Whether the newest attempt failed: it is told beside what serves until something else is tried.
pub fn failed(attempt: Option<Attempt>) -> bool {
    attempt.is_some_and(|attempt| attempt.state == State::Failed)
}

impl Shows {
    /// How much this asks for a look by itself; `failed` is whether the newest attempt failed, `more` whether
    /// something waits there besides: a request, a review, a follow-up.
    pub fn attention(self, failed: bool, more: bool) -> Attention {
        match self {
            Self::Unverified | Self::Mixed | Self::Attempt(State::Interrupted) => Attention::Trouble,
            _ if failed => Attention::Trouble,
            Self::Attempt(_) => Attention::Look,
            Self::Nothing | Self::Live if more => Attention::Look,
            Self::Nothing | Self::Live => Attention::Calm,
        }
    }
}

/// How much is left of something that began then and takes so long; none where it takes longer already.
pub fn left(takes: Span, began: Time, now: Time) -> Option<Span> {
    let left = Span(takes.0 - (now - began).0);
    (left.0 > 0).then_some(left)
}

/// The release that could be promoted from the environment before: what succeeded there last and nobody went back
/// behind, where it was registered after what serves here, and nothing speaks against it here or there.
pub fn promotes(before: &Past, past: &Past, serves: &Serves) -> Option<ReleaseId> {
    let newest = before.chain().first()?.release;
    let is_newer = match serves {
        Serves::Nothing => true,
        Serves::One(release) => newest > *release,
        Serves::Mixed(releases) => releases.iter().any(|release| newest > *release),
    };
    let is_good = [before, past].iter().all(|past| past.standing(newest) == Standing::Good);
    (is_newer && is_good).then_some(newest)
}

#[cfg(test)]
mod tests;
