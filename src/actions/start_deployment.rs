//! A deployment starts: every condition is computed again in the transaction that starts it.

use super::error::ActionError;
use super::permitted::{permitted, record};
use super::planning::plan;
use super::second_factor;
use super::standing::{self, Standing};
use super::start_when_ready::requester_may;
use super::suspicion::note_taken;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::Start;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::approval::Validity;
use crate::domain::conditions::Condition;
use crate::domain::id::{DeploymentNumber, ReleaseId};
use crate::domain::refusal::Refusal;
use crate::domain::text::list_words;
use crate::store::deployments::{self, Deployment};
use crate::store::{Db, StoreError, grants, live, releases, steps};

/// Starts a deployment that nothing is in the way of. The engine takes it from there.
///
/// # Errors
/// Refused where it has started or ended, a condition is not met (the sentence names each), or the plan is not the one
/// that was decided on.
pub async fn start_deployment(app: &App, actor: &Actor, number: DeploymentNumber) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (deployment, permit) = permitted::<Start>(&mut write, actor, number).await?;
    second_factor::demanded(&mut write, actor, &deployment).await??;
    waits(&deployment)?;
    // What starts by itself starts for who requested it.
    if *actor == Actor::ENGINE && !requester_may(&mut write, &deployment).await? {
        return Err(Denied::Forbidden(Permission::Request).into());
    }
    let standing = standing::of(&mut write, &deployment, now).await?;
    nothing_in_the_way(&mut write, actor, &deployment, &standing.evaluation.unmet).await?;
    is_what_was_decided_on(app, &mut write, &deployment).await?;
    let replaces = replaces(&mut write, &deployment).await?;
    steps::insert_all(&mut write, number, &deployment.plan.steps).await?;
    deployments::start(&mut write, &permit, number, replaces, now).await?;
    note_taken(app, &mut write, &deployment).await?;
    let details = serde_json::json!({"plan": deployment.plan_hash, "strategy": deployment.strategy_number,
                                     "release": deployment.version, "approvals": approvers(&standing)});
    record(&mut write, now, actor, "deployment.started", &deployment, details).await?;
    write.commit().await?;
    Ok(())
}

fn waits(deployment: &Deployment) -> Result<(), Refusal> {
    let number = deployment.number;
    let already = |what: &str| {
        Err(Refusal::conflict(format!("#{number} has {what} already.")).about("deployment", number.0))
    };
    match (&deployment.ending, deployment.started_at) {
        (Some(_), _) => already("ended"),
        (None, Some(_)) => already("started"),
        (None, None) => Ok(()),
    }
}

/// The refusal names what is in the way, but no environment that does not exist for the actor.
async fn nothing_in_the_way(
    db: &mut Db,
    actor: &Actor,
    deployment: &Deployment,
    unmet: &[Condition],
) -> Result<(), ActionError> {
    if unmet.is_empty() {
        return Ok(());
    }
    let grants = grants::of(db, actor).await?;
    let number = deployment.number;
    let seen = standing::environments_seen(db, deployment, unmet, &grants).await?;
    let needs: Vec<String> = unmet.iter().map(|c| c.needs_for(|slug| seen.contains(slug))).collect();
    Err(Refusal::conflict(format!("#{number} cannot start yet. It needs {}.", list_words(&needs)))
        .about("deployment", number.0)
        .into())
}

/// What the strategy in force comes to now must be, to the letter, the plan that people agreed to.
async fn is_what_was_decided_on(app: &App, db: &mut Db, deployment: &Deployment) -> Result<(), ActionError> {
    let (project, environment) = (deployment.project, &deployment.environment_slug);
    let digest = releases::by_id(db, deployment.release).await?.digest;
    let now = plan(app, db, project, environment, deployment.kind, &digest).await?;
    let same = now.version == deployment.strategy_version && now.plan == deployment.plan;
    if same && now.plan.hash() == deployment.plan_hash {
        return Ok(());
    }
    let number = deployment.number;
    Err(Refusal::conflict(format!(
        "The plan of #{number} is no longer the one that was decided on. Cancel it and request it again."
    ))
    .about("deployment", number.0)
    .into())
}

/// What the environment serves before the deployment: where its targets differ, what it served when this was requested.
async fn replaces(db: &mut Db, deployment: &Deployment) -> Result<Option<ReleaseId>, StoreError> {
    let (project, environment) = (deployment.project, deployment.environment);
    let serves = live::serves(db, project, environment, deployment.plan.targets.len()).await?;
    Ok(serves.one().or(deployment.replaces))
}

/// The people whose approvals count.
fn approvers(standing: &Standing) -> Vec<&str> {
    let decisions = standing.approvals.iter().zip(&standing.evaluation.validities);
    decisions.filter(|(_, validity)| **validity == Validity::Counts).map(|(a, _)| a.name.as_str()).collect()
}

#[cfg(test)]
mod tests;
