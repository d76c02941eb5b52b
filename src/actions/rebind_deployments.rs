//! Another strategy version comes into force, or the same one is read by newer rules: what waits is bound to the plan that
//! follows, and approvals of the former plan are void.

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

/// Why what waits is bound to another plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Another strategy version came into force.
    InForce,
    /// The version in force is read by newer rules.
    Reread,
}

impl Cause {
    fn action(self) -> &'static str {
        match self {
            Self::InForce => "deployment.rebound",
            Self::Reread => "deployment.reread",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::InForce => "Another strategy came into force.",
            Self::Reread => "Slipway reads the strategy by newer rules.",
        }
    }
}

/// Binds the waiting deployments of a project to the version that is in force in this transaction. One that the version
/// has no place for ends as superseded, with the reason. Newer rules leave alone what they give the same plan.
pub async fn rebind_deployments(
    app: &App,
    write: &mut Write,
    actor: &Actor,
    project: ProjectId,
    cause: Cause,
    now: Time,
) -> Result<(), ActionError> {
    for number in deployments::waiting(write, project).await? {
        if let Some(deployment) = deployments::by_number(write, number).await? {
            rebind(app, write, actor, &deployment, cause, now).await?;
        }
    }
    Ok(())
}

async fn rebind(
    app: &App,
    write: &mut Write,
    actor: &Actor,
    waiting: &Deployment,
    cause: Cause,
    now: Time,
) -> Result<(), ActionError> {
    let digest = releases::by_id(write, waiting.release).await?.digest;
    let place = &waiting.environment_slug;
    match plan(app, write, waiting.project, place, waiting.kind, &digest).await {
        Ok(planned) if cause == Cause::Reread && planned.plan.hash() == waiting.plan_hash => {}
        Ok(planned) => {
            let by_itself = planned.start_when_ready || waiting.immediate;
            deployments::rebind(write, waiting.number, planned.version, &planned.plan, by_itself).await?;
            let changed = list_words(&waiting.plan.changes(&planned.plan));
            let details = serde_json::json!({"plan": planned.plan.hash(), "former_plan": waiting.plan_hash,
                                             "strategy": planned.plan.strategy_version, "changed": changed});
            record(write, now, actor, cause.action(), waiting, details).await?;
        }
        Err(ActionError::Refused(refusal)) => {
            let reason = format!("{} {}", cause.words(), refusal.sentence);
            let ending = Ending { outcome: Outcome::Superseded, failure: None, reason, at: now };
            end(write, actor, waiting, &ending).await?;
        }
        Err(other) => return Err(other),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
