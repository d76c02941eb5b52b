//! What is written of a deployment, each fact once: that it was requested, started, told to stop, and ended.

use super::StopRequest;
use crate::access::permit::{Act, Permit, Start};
use crate::domain::deployment::{Ending, Failure, Kind};
use crate::domain::id::{DeploymentNumber, ReleaseId, StrategyVersionId};
use crate::domain::plan::Plan;
use crate::domain::time::Time;
use crate::store::{StoreError, Write, one_row, to_json};

/// A deployment as it is requested.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDeployment<'a> {
    /// The release.
    pub release: ReleaseId,
    /// What it is for.
    pub kind: Kind,
    /// Whether it is a rollback that asks nobody.
    pub immediate: bool,
    /// Why.
    pub reason: &'a str,
    /// When.
    pub at: Time,
    /// The strategy version in force.
    pub strategy_version: StrategyVersionId,
    /// What it does.
    pub plan: &'a Plan,
    /// Whether it starts by itself.
    pub start_when_ready: bool,
    /// What the environment serves.
    pub replaces: Option<ReleaseId>,
    /// The deployment that this rollback ends.
    pub ends: Option<DeploymentNumber>,
}

/// Writes a requested deployment down and gives it its number. The permit is for the requesting or the rolling back.
pub async fn insert<A: Act>(
    write: &mut Write,
    permit: &Permit<A>,
    new: &NewDeployment<'_>,
) -> Result<DeploymentNumber, StoreError> {
    let (project, environment) = (permit.project(), permit.environment());
    let (person, token) = (permit.actor().person(), permit.actor().token());
    let (kind, plan, hash) = (new.kind.word(), to_json(new.plan), new.plan.hash());
    let number = sqlx::query_scalar!(
        r#"INSERT INTO deployments (project_id, environment_id, release_id, kind, immediate, request_reason,
                                    requested_at, requested_by, requested_token, strategy_version_id, plan, plan_hash,
                                    start_when_ready, replaces_release_id, ends_deployment)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number AS "number!: DeploymentNumber""#,
        project,
        environment,
        new.release,
        kind,
        new.immediate,
        new.reason,
        new.at,
        person,
        token,
        new.strategy_version,
        plan,
        hash,
        new.start_when_ready,
        new.replaces,
        new.ends
    )
    .fetch_one(&mut **write)
    .await?;
    Ok(number)
}

/// Marks a deployment started. The unique index on the slot refuses a second one, whatever the caller checked.
pub async fn start(
    write: &mut Write,
    permit: &Permit<Start>,
    number: DeploymentNumber,
    replaces: Option<ReleaseId>,
    at: Time,
) -> Result<(), StoreError> {
    let (person, token) = (permit.actor().person(), permit.actor().token());
    let changed = sqlx::query!(
        "UPDATE deployments SET started_at = ?, started_by = ?, started_token = ?, replaces_release_id = ?
         WHERE number = ? AND started_at IS NULL AND ended_at IS NULL",
        at,
        person,
        token,
        replaces,
        number
    )
    .execute(&mut **write)
    .await?;
    one_row(changed.rows_affected(), "starting a deployment")
}

/// Ends a deployment. A deployment ends once.
pub async fn end(write: &mut Write, number: DeploymentNumber, ending: &Ending) -> Result<(), StoreError> {
    let (outcome, failure) = (ending.outcome.word(), ending.failure.map(Failure::word));
    let changed = sqlx::query!(
        "UPDATE deployments SET ended_at = ?, outcome = ?, failure = ?, reason = ?
         WHERE number = ? AND ended_at IS NULL",
        ending.at,
        outcome,
        failure,
        ending.reason,
        number
    )
    .execute(&mut **write)
    .await?;
    one_row(changed.rows_affected(), "ending a deployment")
}

/// Asks the engine to end a deployment that holds its slot. The first wish stays.
pub async fn request_stop(
    write: &mut Write,
    number: DeploymentNumber,
    stop: &StopRequest,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE deployments SET stop_requested_at = ?, stop_requested_by = ?, stop_reason = ?
         WHERE number = ? AND ended_at IS NULL AND stop_requested_at IS NULL",
        stop.at,
        stop.person,
        stop.reason,
        number
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Binds a waiting deployment to another strategy version: approvals of the former plan no longer count.
pub async fn rebind(
    write: &mut Write,
    number: DeploymentNumber,
    version: StrategyVersionId,
    plan: &Plan,
    start_when_ready: bool,
) -> Result<(), StoreError> {
    let (json, hash) = (to_json(plan), plan.hash());
    let changed = sqlx::query!(
        "UPDATE deployments SET strategy_version_id = ?, plan = ?, plan_hash = ?, start_when_ready = ?
         WHERE number = ? AND started_at IS NULL AND ended_at IS NULL",
        version,
        json,
        hash,
        start_when_ready,
        number
    )
    .execute(&mut **write)
    .await?;
    one_row(changed.rows_affected(), "binding a deployment to another strategy version")
}
