//! How far releases of a project have come, as one actor may see it.

use super::overview::{Overview, Place};
use crate::access::scope::Scope;
use crate::domain::deployment::{Facts, State};
use crate::domain::gate::{Judged, judge};
use crate::domain::id::{EnvironmentId, ReleaseId};
use crate::domain::journey::{Checked, Stage, There, Try, quality_gate, tests};
use crate::domain::strategy::GateMode;
use crate::store::board::{self, TryOf};
use crate::store::releases::Release;
use crate::store::{Db, StoreError, evidence};

/// How far a release has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Journey {
    /// The release.
    pub release: Release,
    /// Its tests.
    pub tests: Checked,
    /// Its gates, by the strategy in force.
    pub gates: Vec<Judged>,
    /// All gates together.
    pub quality_gate: Checked,
    /// Where it stands in each environment that the actor sees, in order.
    pub stages: Vec<(EnvironmentId, Stage)>,
    /// Its deployments that the actor sees, newest first.
    pub tries: Vec<TryOf>,
}

/// How far these releases of one project have come, in their order. The overview holds their project.
pub async fn journeys(
    db: &mut Db,
    scope: &Scope,
    overview: &Overview,
    releases: Vec<Release>,
) -> Result<Vec<Journey>, StoreError> {
    let ids: Vec<ReleaseId> = releases.iter().map(|release| release.id).collect();
    let tries = board::tries(db, scope, &ids).await?;
    let mut evidence = evidence::of_releases(db, &ids).await?;
    let journey = |release: Release| {
        let facts = evidence.remove(&release.id).unwrap_or_default().facts;
        let rules = overview.strategy(release.project).map(|in_force| in_force.strategy.gates.as_slice());
        let gates = judge(rules.unwrap_or_default(), &facts, GateMode::Enforce);
        let tries: Vec<TryOf> = tries.iter().filter(|one| one.release == release.id).cloned().collect();
        Journey {
            tests: tests(&facts),
            quality_gate: quality_gate(&gates),
            stages: stages(overview, &release, &tries),
            gates,
            tries,
            release,
        }
    };
    Ok(releases.into_iter().map(journey).collect())
}

fn stages(overview: &Overview, release: &Release, tries: &[TryOf]) -> Vec<(EnvironmentId, Stage)> {
    let environments = overview.environments.iter();
    let seen = environments.filter_map(|e| Some((e.id, overview.place(release.project, e.id)?)));
    seen.map(|(environment, place)| {
        let here: Vec<&TryOf> = tries.iter().filter(|one| one.place.1 == environment).collect();
        (environment, Stage::of(&there(release.id, place, &here)))
    })
    .collect()
}

fn there(release: ReleaseId, place: &Place, tries: &[&TryOf]) -> There {
    let last_success = tries.iter().find(|one| State::Succeeded == state(place, one));
    There {
        live_on: place.live.iter().filter(|live| live.release == release).count(),
        targets: place.live.len(),
        rolled_back: last_success.is_some_and(|one| one.rolled_back),
        tries: tries
            .iter()
            .map(|one| Try { number: one.number, state: state(place, one), started: one.started, at: one.at })
            .collect(),
    }
}

/// An open one's state is known from its place.
fn state(place: &Place, one: &TryOf) -> State {
    let open = place.open.iter().find(|open| open.deployment.number == one.number);
    let ended = || State::of(Facts { started: one.started, outcome: one.outcome, ..Facts::default() });
    open.map_or_else(ended, |open| open.standing.state)
}
