//! How every deployment ends, whoever ends it: once, with what follows from it, in one transaction.

use super::permitted::record;
use crate::access::actor::Actor;
use crate::domain::deployment::{Ending, Kind, Outcome};
use crate::domain::text::list_words;
use crate::domain::time::Time;
use crate::store::deployments::{self, Deployment, Waiting};
use crate::store::{Db, StoreError, Write, interruptions, live, steps};

/// Ends a deployment. A success that is no rollback ends the requests that waited for the same environment when it
/// started, for releases that were registered before it; the record names them.
pub async fn end(
    write: &mut Write,
    actor: &Actor,
    deployment: &Deployment,
    ending: &Ending,
) -> Result<(), StoreError> {
    steps::stop_running(write, deployment.number, ending.at).await?;
    let person = actor.person();
    interruptions::resolve(write, deployment.number, person, "ended", ending.at).await?;
    deployments::end(write, deployment.number, ending).await?;
    let (project, environment) = (deployment.project, deployment.environment);
    let succeeded = ending.outcome == Outcome::Succeeded;
    let older = if succeeded { ends(write, deployment).await? } else { Vec::new() };
    let mut details =
        serde_json::json!({"outcome": ending.outcome, "failure": ending.failure, "reason": ending.reason});
    if !older.is_empty() {
        let named = older.iter().map(|one| format!("#{} ({})", one.number, one.version));
        details["ends"] = list_words(&named.collect::<Vec<_>>()).into();
    }
    record(write, ending.at, actor, "deployment.ended", deployment, details).await?;
    if succeeded {
        live::forget_others(write, project, environment, deployment.number).await?;
        supersede(write, deployment, &older, ending.at).await?;
    }
    Ok(())
}

/// The requests that the success of a deployment ends, or would end: a rollback ends none.
pub async fn ends(db: &mut Db, deployment: &Deployment) -> Result<Vec<Waiting>, StoreError> {
    if deployment.kind == Kind::Rollback {
        return Ok(Vec::new());
    }
    let place = (deployment.project, deployment.environment);
    let until = deployment.started_at.unwrap_or(Time(i64::MAX));
    deployments::ended_by(db, place, deployment.release, until).await
}

async fn supersede(
    write: &mut Write,
    success: &Deployment,
    older: &[Waiting],
    at: Time,
) -> Result<(), StoreError> {
    let (winner, version, place) = (success.number, &success.version, &success.environment_slug);
    for request in older {
        let Some(older) = deployments::by_number(write, request.number).await? else { continue };
        let reason = format!("#{winner} put {version} into {place}, a newer release than {}", older.version);
        let superseded = Ending { outcome: Outcome::Superseded, failure: None, reason, at };
        deployments::end(write, request.number, &superseded).await?;
        let details = serde_json::json!({"outcome": superseded.outcome, "reason": superseded.reason});
        record(write, at, &Actor::ENGINE, "deployment.ended", &older, details).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
