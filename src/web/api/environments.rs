//! `GET /api/v1/projects/{project}/environments/{environment}`

use crate::access::policy::Denied;
use crate::access::scope::Scope;
use crate::actions::strategy_in_force::strategy_in_force;
use crate::app::App;
use crate::domain::rollback::Serves;
use crate::domain::suspect::Suspicions;
use crate::store::environments::{self, Environment};
use crate::store::live::{self, LiveTarget};
use crate::store::projects::{self, Project};
use crate::store::{Db, StoreError, grants, suspects};
use crate::web::context::Caller;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use std::sync::Arc;

/// What is live there, and since when.
pub async fn get(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path((project, environment)): Path<(String, String)>,
) -> Result<Json<Value>, WebError> {
    let mut db = app.store.read().await?;
    let scope = Scope::of(grants::of(&mut db, &actor).await?);
    let project = projects::by_slug(&mut db, &project).await?.ok_or(Denied::NotFound)?;
    let environment = environments::by_slug(&mut db, &environment).await?.ok_or(Denied::NotFound)?;
    if !scope.sees(project.id, environment.id) {
        return Err(WebError::not_found());
    }
    let live = live::of_place(&mut db, project.id, environment.id).await?;
    let targets = match targets(&app, &mut db, &project, &environment).await? {
        None if live.is_empty() => return Err(WebError::not_found()),
        named => named.unwrap_or(live.len()),
    };
    let releases: Vec<_> = live.iter().map(|target| target.release).collect();
    let suspicions = suspects::about(&mut db, &releases).await?;
    Ok(Json(answer(&project, &environment, targets, &live, &suspicions)))
}

async fn targets(
    app: &App,
    db: &mut Db,
    project: &Project,
    environment: &Environment,
) -> Result<Option<usize>, StoreError> {
    let in_force = strategy_in_force(app, db, project.id).await?;
    let rules = in_force.as_ref().and_then(|(_, strategy)| strategy.environment(&environment.slug));
    Ok(rules.map(|rules| rules.targets.len()))
}

/// `release` and `since` are null where nothing serves and where the targets differ.
fn answer(
    project: &Project,
    environment: &Environment,
    targets: usize,
    live: &[LiveTarget],
    suspicions: &Suspicions,
) -> Value {
    let releases: Vec<_> = live.iter().map(|target| target.release).collect();
    let serves = Serves::of(&releases, targets);
    let state = match serves {
        Serves::Nothing => "nothing",
        Serves::One(_) => "live",
        Serves::Mixed(_) => "mixed",
    };
    let one = live.iter().max_by_key(|target| target.since).filter(|_| state == "live");
    let target = |target: &LiveTarget| {
        json!({
            "target": target.target,
            "release": target.version,
            "suspect": suspicions.is_suspect(target.release),
            "deployment": target.deployment,
            "since": target.since.rfc3339(),
        })
    };
    json!({
        "project": project.slug,
        "environment": environment.slug,
        "state": state,
        "release": one.map(|target| &target.version),
        "since": one.map(|target| target.since.rfc3339()),
        "targets": live.iter().map(target).collect::<Vec<_>>(),
    })
}
