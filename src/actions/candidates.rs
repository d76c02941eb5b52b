//! Which releases can be put into an environment, before one is requested.

use super::error::ActionError;
use super::planning::{Planned, plan};
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::approval::Requesters;
use crate::domain::candidate::{Verdict, newest};
use crate::domain::conditions::{Circumstances, evaluate};
use crate::domain::deployment::Kind;
use crate::domain::evidence::Evidence;
use crate::domain::gate::Judged;
use crate::domain::id::{DeploymentNumber, EnvironmentId, ReleaseId};
use crate::domain::rollback::Serves;
use crate::domain::suspect::{Suspicion, Suspicions};
use crate::domain::text::Slug;
use crate::store::environments::{self, Environment};
use crate::store::projects::Project;
use crate::store::releases::Release;
use crate::store::{Db, StoreError, deployments, evidence, live, suspects};
use std::collections::{HashMap, HashSet};

/// A release with what it can do in an environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The release.
    pub release: Release,
    /// What it can do.
    pub verdict: Verdict,
    /// Its gates there; none where gates are off.
    pub gates: Vec<Judged>,
    /// The last of the environments, in order, that it succeeded in and that the actor sees.
    pub reached: Option<Slug>,
    /// Whether it succeeded in this environment, so that a rollback can go to it.
    pub succeeded: bool,
    /// What speaks against it.
    pub suspicion: Suspicion,
}

/// Judges these releases of a project, newest first, for one environment.
///
/// # Errors
/// Refused where nothing can be put there: see [`plan`].
pub async fn candidates(
    app: &App,
    db: &mut Db,
    scope: &Scope,
    (project, environment): (&Project, &Environment),
    releases: Vec<Release>,
) -> Result<Vec<Candidate>, ActionError> {
    let planned = plan(app, db, project.id, &environment.slug, Kind::Deploy, "").await?;
    let known = Known::load(db, scope, (project, environment), planned, &releases).await?;
    Ok(releases.into_iter().map(|release| known.candidate(app, release)).collect())
}

/// The newest of them that can go, registered after everything that serves there.
pub fn chosen<'a>(candidates: &'a [Candidate], serves: &Serves) -> Option<&'a Release> {
    let verdicts: Vec<_> = candidates.iter().map(|one| (one.release.id, one.verdict.clone())).collect();
    let newest = newest(&verdicts, newest_served(serves))?;
    candidates.iter().map(|one| &one.release).find(|release| release.id == newest)
}

/// The newest release that a target serves.
pub fn newest_served(serves: &Serves) -> Option<ReleaseId> {
    match serves {
        Serves::Nothing => None,
        Serves::One(release) => Some(*release),
        Serves::Mixed(releases) => releases.iter().max().copied(),
    }
}

/// What is known about some releases of a project.
struct Known {
    environment: EnvironmentId,
    planned: Planned,
    serves: Serves,
    evidence: HashMap<ReleaseId, Evidence>,
    succeeded: HashSet<(ReleaseId, EnvironmentId)>,
    suspicions: Suspicions,
    open: HashMap<ReleaseId, DeploymentNumber>,
    environments: Vec<Environment>,
    seen: HashSet<EnvironmentId>,
}

impl Known {
    async fn load(
        db: &mut Db,
        scope: &Scope,
        (project, environment): (&Project, &Environment),
        planned: Planned,
        releases: &[Release],
    ) -> Result<Self, StoreError> {
        let ids: Vec<ReleaseId> = releases.iter().map(|release| release.id).collect();
        let environments = environments::all(db).await?;
        let pairs: Vec<_> =
            environments.iter().flat_map(|e| ids.iter().map(move |release| (*release, e.id))).collect();
        let targets = planned.plan.targets.len();
        let seen = environments.iter().map(|e| e.id).filter(|id| scope.sees(project.id, *id)).collect();
        Ok(Self {
            environment: environment.id,
            serves: live::serves(db, project.id, environment.id, targets).await?,
            evidence: evidence::of_releases(db, &ids).await?,
            succeeded: deployments::succeeded(db, &pairs).await?,
            suspicions: suspects::about(db, &ids).await?,
            open: deployments::open_of_place(db, project.id, environment.id).await?,
            planned,
            environments,
            seen,
        })
    }

    fn candidate(&self, app: &App, release: Release) -> Candidate {
        let succeeded_in =
            |environment: &&Environment| self.succeeded.contains(&(release.id, environment.id));
        let plan = &self.planned.plan;
        let required = self.environments.iter().filter(|e| plan.requires.contains(&e.slug));
        let missing: Vec<Slug> = required.filter(|e| !succeeded_in(e)).map(|e| e.slug.clone()).collect();
        let suspicion = self.suspicions.of_release(release.id);
        let is_live = self.serves.one() == Some(release.id);
        let causes = if is_live { Vec::new() } else { suspicion.suspected_for() };
        let evidence = self.evidence.get(&release.id).cloned().unwrap_or_default();
        let evaluation = evaluate(&Circumstances {
            plan,
            plan_hash: "",
            immediate: false,
            facts: &evidence.facts,
            approvals: &[],
            requesters: &Requesters::default(),
            answers: &[],
            not_succeeded_in: &missing,
            suspected: (!causes.is_empty()).then_some((&release.version, causes.as_slice())),
            slot: None,
            drills: &[],
            now: app.clock.now(),
        });
        let mut seen = self.environments.iter().filter(|e| self.seen.contains(&e.id));
        Candidate {
            verdict: Verdict::of(&evaluation, is_live, self.open.get(&release.id).copied()),
            reached: seen.rfind(succeeded_in).map(|e| e.slug.clone()),
            gates: evaluation.gates,
            succeeded: self.succeeded.contains(&(release.id, self.environment)),
            suspicion,
            release,
        }
    }
}

#[cfg(test)]
mod tests;
