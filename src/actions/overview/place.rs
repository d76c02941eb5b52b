//! One environment of one project: what serves there, what was tried, what waits.

use crate::actions::open_deployments::Open;
use crate::domain::cell::{self, Attention, OnTarget, Shows, Spread};
use crate::domain::deployment::State;
use crate::domain::id::{DeploymentNumber, ReleaseId};
use crate::domain::plan::Work;
use crate::domain::rollback::{Past, Serves, Success};
use crate::domain::suspect::{Cause, Suspicions};
use crate::domain::text::Version;
use crate::domain::time::{Span, Time};
use crate::store::board::{Attempt, FollowUps, Live, OpenReview, SuccessAt};
use std::collections::HashMap;

/// An environment of a project.
#[derive(Debug, Default)]
pub struct Place {
    /// What each target serves, by the targets' names.
    pub live: Vec<Live>,
    /// The newest attempt that started.
    pub attempt: Option<Attempt>,
    /// The deployments that have not ended, oldest first.
    pub open: Vec<Open>,
    /// The open reviews.
    pub reviews: Vec<OpenReview>,
    /// What immediate rollbacks left for afterwards.
    pub follow_ups: Vec<FollowUps>,
    /// The releases that serve here and are suspect, each with what was held against it last.
    pub suspects: Vec<(Version, Cause)>,
    targets: usize,
    successes: Vec<Success>,
    took: Option<Span>,
    versions: HashMap<ReleaseId, Version>,
}

impl Place {
    /// A place where nothing happened yet; `targets` is how many the strategy names.
    pub(super) fn new(targets: usize) -> Self {
        Self { targets, ..Self::default() }
    }

    pub(super) fn reached(&mut self, reached: SuccessAt) {
        self.versions.insert(reached.success.release, reached.version);
        self.took.get_or_insert(reached.took);
        self.successes.push(reached.success);
    }

    /// What the environment serves.
    pub fn serves(&self) -> Serves {
        let releases: Vec<ReleaseId> = self.live.iter().map(|live| live.release).collect();
        Serves::of(&releases, self.targets)
    }

    /// The releases whose suspicion matters here: those that serve, and the one that could go on from here.
    pub(super) fn matters(&self) -> Vec<ReleaseId> {
        let goes_on = self.successes.iter().find(|success| !success.rolled_back);
        let serving = self.live.iter().map(|live| live.release);
        serving.chain(goes_on.map(|success| success.release)).collect()
    }

    /// Keeps which of the releases that serve here are suspect.
    pub(super) fn suspect(&mut self, suspicions: &Suspicions) {
        for live in &self.live {
            let known = self.suspects.iter().any(|(version, _)| *version == live.version);
            if let (false, Some(cause)) = (known, suspicions.of_release(live.release).suspected_for().first())
            {
                self.suspects.push((live.version.clone(), cause.clone()));
            }
        }
    }

    fn on_targets(&self) -> Vec<OnTarget> {
        self.live.iter().map(|l| OnTarget { release: l.release, deployment: l.deployment }).collect()
    }

    /// Over how many targets what serves is spread; none where nothing serves.
    pub fn spread(&self) -> Option<Spread> {
        Spread::of(&self.on_targets(), self.targets)
    }

    /// What serves on most targets, newest there first.
    pub fn main(&self) -> Option<&Live> {
        let main = self.spread()?.main;
        self.live.iter().filter(|live| live.release == main).max_by_key(|live| live.since)
    }

    /// The version of a release that serves here or succeeded here lately.
    pub fn version(&self, release: ReleaseId) -> Option<&Version> {
        let serving = self.live.iter().find(|live| live.release == release).map(|live| &live.version);
        serving.or_else(|| self.versions.get(&release))
    }

    /// What the place shows at a glance.
    pub fn shows(&self) -> Shows {
        cell::shows(&self.on_targets(), self.targets, self.newest())
    }

    fn newest(&self) -> Option<cell::Attempt> {
        self.attempt.as_ref().map(|a| cell::Attempt { number: a.number, state: a.state })
    }

    /// Whether the newest attempt failed.
    pub fn failed(&self) -> bool {
        cell::failed(self.newest())
    }

    /// The deployments that have not started, oldest first.
    pub fn waiting(&self) -> impl Iterator<Item = &Open> {
        self.open.iter().filter(|open| open.standing.state.is_waiting())
    }

    /// The deployment that holds the slot.
    pub fn holder(&self) -> Option<&Open> {
        self.open.iter().find(|open| open.standing.state.holds_slot())
    }

    /// How long the deployment that runs may still take, by how long the last success took. None where a person has a
    /// part in it, or it takes longer than that.
    pub fn left(&self, now: Time) -> Option<Span> {
        let running = self.holder().filter(|open| open.standing.state == State::Running)?;
        let alone = running.deployment.plan.steps.iter().all(|step| step.work != Work::Manual);
        cell::left(self.took.filter(|_| alone)?, running.deployment.started_at?, now)
    }

    /// How much the place asks for a look.
    pub fn attention(&self) -> Attention {
        let more = self.waiting().next().is_some()
            || !self.suspects.is_empty()
            || !self.reviews.is_empty()
            || !self.follow_ups.is_empty();
        self.shows().attention(self.failed(), more)
    }

    /// What the place went through lately.
    pub fn past(&self) -> Past {
        let newest = self.successes.first().map_or(DeploymentNumber(0), |success| success.number);
        let unsettled = self.attempt.as_ref().is_some_and(|attempt| attempt.number > newest);
        Past { successes: self.successes.clone(), unsettled }
    }

    /// The releases that a rollback can return to, newest success first.
    pub fn ways_back(&self) -> Vec<&Version> {
        let candidates = self.past().candidates(&self.serves());
        candidates.iter().filter_map(|success| self.versions.get(&success.release)).collect()
    }

    /// The immediate rollback that is under way.
    pub fn rolling_back(&self) -> Option<DeploymentNumber> {
        self.open.iter().map(|open| &open.deployment).find(|d| d.immediate).map(|d| d.number)
    }

    /// Whether a release is on its way here: asked for, or running.
    pub fn is_under_way(&self, version: &Version) -> bool {
        self.open.iter().any(|open| open.deployment.version == *version)
    }
}
