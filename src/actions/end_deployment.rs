//! How every deployment ends, whoever ends it: once, with what follows from it, in one transaction.

use super::permitted::record;
use crate::access::actor::Actor;
use crate::domain::deployment::{Ending, Outcome};
use crate::store::deployments::{self, Deployment};
use crate::store::{StoreError, Write, interruptions, live, steps};

/// Ends a deployment. A success supersedes older requests that wait for the same environment.
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
    let details =
        serde_json::json!({"outcome": ending.outcome, "failure": ending.failure, "reason": ending.reason});
    record(write, ending.at, actor, "deployment.ended", deployment, details).await?;
    if ending.outcome == Outcome::Succeeded {
        let (project, environment) = (deployment.project, deployment.environment);
        live::forget_others(write, project, environment, deployment.number).await?;
        supersede_older(write, deployment, ending).await?;
    }
    Ok(())
}

async fn supersede_older(write: &mut Write, success: &Deployment, ending: &Ending) -> Result<(), StoreError> {
    let (project, environment) = (success.project, success.environment);
    for number in deployments::older_waiting(write, project, environment, success.number).await? {
        let Some(older) = deployments::by_number(write, number).await? else { continue };
        let (winner, version, place) = (success.number, &success.version, &success.environment_slug);
        let superseded = Ending {
            outcome: Outcome::Superseded,
            failure: None,
            reason: format!("#{winner} put {version} into {place} first"),
            at: ending.at,
        };
        deployments::end(write, number, &superseded).await?;
        let details = serde_json::json!({"outcome": superseded.outcome, "reason": superseded.reason});
        record(write, ending.at, &Actor::ENGINE, "deployment.ended", &older, details).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
