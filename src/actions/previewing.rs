//! What a request would come to, before it is made: the plan, and what it would wait for.

use super::error::ActionError;
use super::planning::{Planned, plan};
use super::request_deployment::{Place, kind, not_under_way};
use crate::app::App;
use crate::domain::approval::Requesters;
use crate::domain::conditions::{Circumstances, Evaluation, evaluate};
use crate::domain::deployment::Kind;
use crate::domain::plan::Plan;
use crate::domain::rollback::Serves;
use crate::domain::suspect::Suspicion;
use crate::domain::text::Slug;
use crate::store::environments::Environment;
use crate::store::projects::Project;
use crate::store::releases::Release;
use crate::store::{Db, deployments, drills, environments, evidence, suspects};

/// What a request would come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Deploy, redeploy or rollback.
    pub kind: Kind,
    /// What the environment serves.
    pub serves: Serves,
    /// What would be done.
    pub planned: Planned,
    /// Gates, checklist, and what it would wait for.
    pub evaluation: Evaluation,
    /// What speaks against the release.
    pub suspicion: Suspicion,
}

/// Computes what a request would come to. Nothing is written.
///
/// # Errors
/// Refused where the request would be: no strategy, or one that does not allow it; the same under way already; no way
/// back to that release.
pub async fn preview(
    app: &App,
    db: &mut Db,
    project: &Project,
    environment: &Environment,
    release: &Release,
    rollback: bool,
) -> Result<Preview, ActionError> {
    let (project, environment, release) = (project.clone(), environment.clone(), release.clone());
    let place = Place { project, environment, release };
    not_under_way(db, &place).await?;
    let kind = kind(app, db, &place, rollback).await?;
    let (project, release) = (place.project.id, &place.release);
    let planned = plan(app, db, project, &place.environment.slug, kind, &release.digest).await?;
    let evidence = evidence::of_release(db, release.id).await?;
    let not_succeeded_in = not_succeeded_in(db, &planned.plan, release).await?;
    let suspicion = suspects::about_one(db, release.id).await?;
    let causes = if kind == Kind::Deploy { suspicion.suspected_for() } else { Vec::new() };
    let slot = deployments::slot_holder(db, project, place.environment.id).await?;
    let asks_drill = planned.plan.drill_within.map(|_| project);
    let drills = drills::of_plans(db, asks_drill.as_slice()).await?;
    let drills: Vec<_> = drills.into_iter().map(|(_, at)| at).collect();
    let evaluation = evaluate(&Circumstances {
        plan: &planned.plan,
        plan_hash: &planned.plan.hash(),
        immediate: false,
        facts: &evidence.facts,
        approvals: &[],
        requesters: &Requesters::default(),
        answers: &[],
        not_succeeded_in: &not_succeeded_in,
        suspected: (!causes.is_empty()).then_some((&release.version, &causes)),
        slot,
        drills: &drills,
        now: app.clock.now(),
    });
    let serves = place.serves(db, planned.plan.targets.len()).await?;
    Ok(Preview { kind, serves, planned, evaluation, suspicion })
}

async fn not_succeeded_in(db: &mut Db, plan: &Plan, release: &Release) -> Result<Vec<Slug>, ActionError> {
    let all = environments::all(db).await?;
    let required: Vec<_> = all.into_iter().filter(|e| plan.requires.contains(&e.slug)).collect();
    let pairs: Vec<_> = required.iter().map(|e| (release.id, e.id)).collect();
    let succeeded = deployments::succeeded(db, &pairs).await?;
    let missing = required.into_iter().filter(|e| !succeeded.contains(&(release.id, e.id)));
    Ok(missing.map(|e| e.slug).collect())
}
