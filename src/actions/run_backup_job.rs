//! Somebody wants a backup job to run now; the engine sees to it.

use super::backup_jobs::{JobStanding, backup_jobs};
use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::BackUpNow;
use crate::access::policy::{self, Denied};
use crate::access::scope::Scope;
use crate::app::App;
use crate::domain::backup_job::Kind;
use crate::domain::refusal::Refusal;
use crate::store::events::{self, NewEvent};
use crate::store::{Db, StoreError, backup_jobs as store, grants};

/// The job of these short names, where it exists for the actor.
///
/// # Errors
/// Where the database cannot be used.
pub async fn find(
    app: &App,
    db: &mut Db,
    scope: &Scope,
    (project, environment, job): (&str, &str, &str),
) -> Result<Option<JobStanding>, StoreError> {
    let is = |one: &JobStanding| {
        one.project.slug.as_str() == project
            && one.environment.slug.as_str() == environment
            && one.job.slug.as_str() == job
    };
    Ok(backup_jobs(app, db, scope).await?.into_iter().find(is))
}

/// Asks for a backup, or for a verification.
///
/// # Errors
/// Denied where the job does not exist for the actor, or they may not. Refused where the job does not verify.
pub async fn run_backup_job(
    app: &App,
    actor: &Actor,
    name: (&str, &str, &str),
    kind: Kind,
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let grants = grants::of(&mut write, actor).await?;
    let standing = find(app, &mut write, &Scope::of(grants.clone()), name).await?.ok_or(Denied::NotFound)?;
    let (project, environment) = (standing.project.id, standing.environment.id);
    let permit = policy::permit::<BackUpNow>(actor, &grants, project, environment)?;
    let person = actor.person().ok_or(Denied::Forbidden(Permission::BackUpNow))?;
    if standing.job.does(kind).is_none() {
        return Err(
            Refusal::invalid("The strategy names nothing that verifies what this job backs up.").into()
        );
    }
    store::wish(&mut write, &permit, (standing.job.slug.as_str(), kind), (person, now)).await?;
    let event = NewEvent::new(now, actor, "backup_job.asked", standing.job.name.clone()).in_project(project);
    let event = NewEvent { environment: Some(environment), ..event };
    let details = serde_json::json!({"job": standing.job.slug, "kind": kind.word()});
    events::append(&mut write, event.with(details)).await?;
    write.commit().await?;
    Ok(())
}
