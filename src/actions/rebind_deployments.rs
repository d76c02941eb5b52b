//! Another strategy version comes into force: what waits is bound to it, and approvals of the former plan are void.

use super::end_deployment::end;
use super::error::ActionError;
use super::permitted::record;
use super::planning::plan;
use crate::access::actor::Actor;
use crate::app::App;
use crate::domain::deployment::{Ending, Outcome};
use crate::domain::id::ProjectId;
use crate::domain::text::list_words;
use crate::domain::time::Time;
use crate::store::deployments::{self, Deployment};
use crate::store::{Write, releases};

/// Binds the waiting deployments of a project to the version that is in force in this transaction. One that the new
/// version has no place for ends as superseded, with the reason.
pub async fn rebind_deployments(
    app: &App,
    write: &mut Write,
    actor: &Actor,
    project: ProjectId,
    now: Time,
) -> Result<(), ActionError> {
    for number in deployments::waiting(write, project).await? {
        if let Some(deployment) = deployments::by_number(write, number).await? {
            rebind(app, write, actor, &deployment, now).await?;
        }
    }
    Ok(())
}

async fn rebind(
    app: &App,
    write: &mut Write,
    actor: &Actor,
    waiting: &Deployment,
    now: Time,
) -> Result<(), ActionError> {
    let digest = releases::by_id(write, waiting.release).await?.digest;
    let place = &waiting.environment_slug;
    match plan(app, write, waiting.project, place, waiting.kind, &digest).await {
        Ok(planned) => {
            let by_itself = planned.start_when_ready || waiting.immediate;
            deployments::rebind(write, waiting.number, planned.version, &planned.plan, by_itself).await?;
            let changed = list_words(&waiting.plan.changes(&planned.plan));
            let details = serde_json::json!({"plan": planned.plan.hash(), "former_plan": waiting.plan_hash,
                                             "strategy": planned.plan.strategy_version, "changed": changed});
            record(write, now, actor, "deployment.rebound", waiting, details).await?;
        }
        Err(ActionError::Refused(refusal)) => {
            let reason = format!("Another strategy came into force. {}", refusal.sentence);
            let ending = Ending { outcome: Outcome::Superseded, failure: None, reason, at: now };
            end(write, actor, waiting, &ending).await?;
        }
        Err(other) => return Err(other),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
