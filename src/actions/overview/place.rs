//! One environment of one project: what serves there, what was tried, what waits.

use crate::actions::open_deployments::Open;
use crate::domain::cell::{self, Attention, OnTarget, Shows, Spread};
use crate::domain::deployment::State;
use crate::domain::id::{DeploymentNumber, ReleaseId};
use crate::domain::plan::Work;
use crate::domain::rollback::{Passage, Past, Serves};
use crate::domain::suspect::{Cause, Suspicions};
use crate::domain::text::Version;
use crate::domain::time::{Span, Time};
use crate::store::board::{Attempt, FollowUps, Live, OpenReview, Rejection};
use crate::store::successes::Passed;
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
    /// Whether a target may serve something else than is recorded.
    pub(super) disturbed: bool,
    /// The newest request, where it was rejected.
    pub rejected: Option<Rejection>,
    /// The releases that serve here and are suspect, each with what was held against it last.
    pub suspects: Vec<(Version, Cause)>,
    targets: usize,
    passages: Vec<Passage>,
    /// Of what serves here and of the passages, the releases that are suspect.
    suspect_releases: Vec<ReleaseId>,
    took: Option<Span>,
    versions: HashMap<ReleaseId, Version>,
}

impl Place {
    /// A place where nothing happened yet; `targets` is how many the strategy names.
    pub(super) fn new(targets: usize) -> Self {
        Self { targets, ..Self::default() }
    }

    /// Whether nothing of the project is here now: nothing serves, nothing is open, nothing is left to do.
    pub(super) fn is_empty(&self) -> bool {
        self.live.is_empty() && self.open.is_empty() && self.reviews.is_empty() && self.follow_ups.is_empty()
    }

    pub(super) fn passed(&mut self, passed: Passed) {
        self.versions.insert(passed.passage.release, passed.version);
        if let Some(took) = passed.took.filter(|_| passed.passage.succeeded) {
            self.took.get_or_insert(took);
        }
        self.passages.push(passed.passage);
    }

    /// The releases that serve here, or say where the place can go back to.
    pub(super) fn releases(&self) -> impl Iterator<Item = ReleaseId> + '_ {
        let serving = self.live.iter().map(|live| live.release);
        serving.chain(self.passages.iter().map(|passage| passage.release))
    }

    /// Notes which of them are suspect now, and why.
    pub(super) fn mark_suspects(&mut self, suspicions: &Suspicions) {
        self.suspect_releases = self.releases().filter(|release| suspicions.is_suspect(*release)).collect();
        for live in &self.live {
            let known = self.suspects.iter().any(|(version, _)| *version == live.version);
            if let (false, Some(cause)) = (known, suspicions.of_release(live.release).suspected_for().first())
            {
                self.suspects.push((live.version.clone(), cause.clone()));
            }
        }
    }

    /// What the environment serves.
    pub fn serves(&self) -> Serves {
        let releases: Vec<ReleaseId> = self.live.iter().map(|live| live.release).collect();
        Serves::of(&releases, self.targets)
    }

    /// The same over the targets that something is recorded of.
    fn serves_recorded(&self) -> Serves {
        let releases: Vec<ReleaseId> = self.live.iter().map(|live| live.release).collect();
        Serves::of(&releases, releases.len())
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
        Past {
            passages: self.passages.clone(),
            disturbed: self.disturbed,
            suspects: self.suspect_releases.clone(),
        }
    }

    /// The releases that are offered as the way back, the last good one first.
    pub fn ways_back(&self) -> Vec<&Version> {
        let good = self.past().good(&self.serves_recorded());
        good.iter().filter_map(|success| self.versions.get(&success.release)).collect()
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
