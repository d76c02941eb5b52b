//! A deployment starts: every condition is computed again in the transaction that starts it.

use super::error::ActionError;
use super::permitted::{permitted, record};
use super::standing;
use crate::access::actor::Actor;
use crate::access::permit::Start;
use crate::app::App;
use crate::domain::id::{DeploymentNumber, ReleaseId};
use crate::domain::refusal::Refusal;
use crate::domain::rollback::Serves;
use crate::domain::text::list_words;
use crate::store::deployments::{self, Deployment};
use crate::store::{Db, StoreError, live, steps};

/// Starts a deployment that nothing is in the way of. The engine takes it from there.
///
/// # Errors
/// Refused where it has started or ended, or a condition is not met; the sentence names each.
pub async fn start_deployment(app: &App, actor: &Actor, number: DeploymentNumber) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (deployment, permit) = permitted::<Start>(&mut write, actor, number).await?;
    let standing = standing::of(&mut write, &deployment, now).await?;
    if !standing.state.is_waiting() {
        let state = standing.state.words().to_lowercase();
        return Err(Refusal::conflict(format!("#{number} cannot be started: it is {state}.")).into());
    }
    if !standing.evaluation.unmet.is_empty() {
        let needs: Vec<String> = standing.evaluation.unmet.iter().map(|c| c.needs()).collect();
        return Err(Refusal::conflict(format!(
            "#{number} cannot start yet. It needs {}.",
            list_words(&needs)
        ))
        .into());
    }
    let replaces = serves_before(&mut write, &deployment).await?;
    steps::insert_all(&mut write, number, &deployment.plan.steps).await?;
    deployments::start(&mut write, &permit, number, replaces, now).await?;
    let approvers: Vec<&str> = standing.approvals.iter().map(|a| a.name.as_str()).collect();
    let details = serde_json::json!({"plan": deployment.plan_hash, "strategy": deployment.strategy_number,
                                     "release": deployment.version, "approvals": approvers});
    record(&mut write, now, actor, "deployment.started", &deployment, details).await?;
    write.commit().await?;
    Ok(())
}

/// What the environment serves before a deployment; none where it serves nothing or its targets differ.
pub(super) async fn serves_before(
    db: &mut Db,
    deployment: &Deployment,
) -> Result<Option<ReleaseId>, StoreError> {
    serves(db, deployment.project, deployment.environment, deployment.plan.targets.len()).await.map(|s| {
        match s {
            Serves::One(release) => Some(release),
            Serves::Nothing | Serves::Mixed(_) => deployment.replaces,
        }
    })
}

/// What an environment of a project serves.
pub async fn serves(
    db: &mut Db,
    project: crate::domain::id::ProjectId,
    environment: crate::domain::id::EnvironmentId,
    targets: usize,
) -> Result<Serves, StoreError> {
    let live = live::of_place(db, project, environment).await?;
    let releases: Vec<ReleaseId> = live.iter().map(|l| l.release).collect();
    Ok(Serves::of(&releases, targets))
}
