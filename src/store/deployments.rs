//! Deployments: one row each; everything that can be computed is not in it.
//!
//! Open ones are few among very many: who asks for them says `INDEXED BY`, so that no plan walks through the others.

use super::board::Narrow;
use super::{Db, StoreError, Write, from_json, one_row, to_json};
use crate::access::permit::{Act, Permit, Start};
use crate::access::scope::Scope;
use crate::domain::deployment::{Ending, Failure, Kind, Outcome};
use crate::domain::id::{
    DeploymentNumber, EnvironmentId, PersonId, ProjectId, ReleaseId, StrategyVersionId, TokenId,
};
use crate::domain::plan::Plan;
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;
use std::collections::{HashMap, HashSet};

/// A deployment with the names that people know its parts by.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployment {
    /// Its number.
    pub number: DeploymentNumber,
    /// Its project.
    pub project: ProjectId,
    /// The project's short name.
    pub project_slug: Slug,
    /// The project's name.
    pub project_name: String,
    /// Its environment.
    pub environment: EnvironmentId,
    /// The environment's short name.
    pub environment_slug: Slug,
    /// The release.
    pub release: ReleaseId,
    /// The release's version.
    pub version: Version,
    /// What it is for.
    pub kind: Kind,
    /// Whether it is a rollback that asks nobody.
    pub immediate: bool,
    /// Why it was asked for; may be empty but for rollbacks.
    pub request_reason: String,
    /// When it was asked for.
    pub requested_at: Time,
    /// By whom; none for the system.
    pub requested_by: Option<PersonId>,
    /// Their display name.
    pub requested_by_name: String,
    /// The token it was asked for with, and who made that token.
    pub requested_token: Option<TokenId>,
    /// Who made the token: does not approve either.
    pub token_creator: Option<PersonId>,
    /// The strategy version it is bound to.
    pub strategy_version: StrategyVersionId,
    /// That version's number.
    pub strategy_number: i64,
    /// What it does.
    pub plan: Plan,
    /// The plan's hash: what approvals are bound to.
    pub plan_hash: String,
    /// Whether it starts by itself once nothing is in the way.
    pub start_when_ready: bool,
    /// What the environment served before.
    pub replaces: Option<ReleaseId>,
    /// That release's version.
    pub replaces_version: Option<Version>,
    /// The deployment that this rollback ends.
    pub ends: Option<DeploymentNumber>,
    /// When it started.
    pub started_at: Option<Time>,
    /// Who started it; none for the system.
    pub started_by_name: Option<String>,
    /// When somebody asked to end it while it ran, with who and why.
    pub stop_requested: Option<StopRequest>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Whether an interruption is open.
    pub interrupted: bool,
    /// Whether its current step is a manual one.
    pub manual_step: bool,
}

/// A wish to end a running deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopRequest {
    /// When.
    pub at: Time,
    /// Who; none for the system.
    pub person: Option<PersonId>,
    /// Why, for people.
    pub reason: String,
}

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

struct Row {
    number: DeploymentNumber,
    project: ProjectId,
    project_slug: Slug,
    project_name: String,
    environment: EnvironmentId,
    environment_slug: Slug,
    release: ReleaseId,
    version: Version,
    kind: String,
    immediate: bool,
    request_reason: String,
    requested_at: Time,
    requested_by: Option<PersonId>,
    requested_by_name: Option<String>,
    requested_token: Option<TokenId>,
    token_creator: Option<PersonId>,
    strategy_version: StrategyVersionId,
    strategy_number: i64,
    plan: String,
    plan_hash: String,
    start_when_ready: bool,
    replaces: Option<ReleaseId>,
    replaces_version: Option<Version>,
    ends: Option<DeploymentNumber>,
    started_at: Option<Time>,
    started_by_name: Option<String>,
    stop_requested_at: Option<Time>,
    stop_requested_by: Option<PersonId>,
    stop_reason: Option<String>,
    ended_at: Option<Time>,
    outcome: Option<String>,
    failure: Option<String>,
    reason: Option<String>,
    interrupted: bool,
    manual_step: bool,
}

impl TryFrom<Row> for Deployment {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let damaged = |what: &str| StoreError::Damaged(format!("#{}: {what}", row.number));
        let stop_requested = row.stop_requested_at.map(|at| StopRequest {
            at,
            person: row.stop_requested_by,
            reason: row.stop_reason.unwrap_or_default(),
        });
        Ok(Self {
            kind: Kind::parse(&row.kind).ok_or_else(|| damaged("kind"))?,
            ending: ending(row.ended_at, row.outcome.as_deref(), row.failure.as_deref(), row.reason)
                .map_err(damaged)?,
            plan: from_json("plan", &row.plan)?,
            number: row.number,
            project: row.project,
            project_slug: row.project_slug,
            project_name: row.project_name,
            environment: row.environment,
            environment_slug: row.environment_slug,
            release: row.release,
            version: row.version,
            immediate: row.immediate,
            request_reason: row.request_reason,
            requested_at: row.requested_at,
            requested_by: row.requested_by,
            requested_by_name: row.requested_by_name.unwrap_or_else(|| "Slipway".to_owned()),
            requested_token: row.requested_token,
            token_creator: row.token_creator,
            strategy_version: row.strategy_version,
            strategy_number: row.strategy_number,
            plan_hash: row.plan_hash,
            start_when_ready: row.start_when_ready,
            replaces: row.replaces,
            replaces_version: row.replaces_version,
            ends: row.ends,
            started_at: row.started_at,
            started_by_name: row.started_by_name,
            stop_requested,
            interrupted: row.interrupted,
            manual_step: row.manual_step,
        })
    }
}

/// Puts an ending together from its columns.
pub(super) fn ending(
    at: Option<Time>,
    outcome: Option<&str>,
    failure: Option<&str>,
    reason: Option<String>,
) -> Result<Option<Ending>, &'static str> {
    let (Some(at), Some(outcome)) = (at, outcome) else { return Ok(None) };
    let outcome = Outcome::parse(outcome).ok_or("outcome")?;
    let failures = [Failure::Result, Failure::Technical, Failure::Timeout];
    let failure = failure.and_then(|word| failures.into_iter().find(|f| f.word() == word));
    Ok(Some(Ending { outcome, failure, reason: reason.unwrap_or_default(), at }))
}

/// A deployment, whoever asks. For what a person or token asks for, see [`in_scope`].
pub async fn by_number(db: &mut Db, number: DeploymentNumber) -> Result<Option<Deployment>, StoreError> {
    Ok(by_numbers(db, &[number]).await?.pop())
}

/// Several deployments in the order of their numbers, whoever asks.
pub async fn by_numbers(db: &mut Db, numbers: &[DeploymentNumber]) -> Result<Vec<Deployment>, StoreError> {
    let numbers = to_json(&numbers);
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT d.number AS "number: DeploymentNumber", d.project_id AS "project: ProjectId",
                  p.slug AS "project_slug: Slug", p.name AS project_name,
                  d.environment_id AS "environment: EnvironmentId", e.slug AS "environment_slug: Slug",
                  d.release_id AS "release: ReleaseId", r.version AS "version: Version", d.kind,
                  d.immediate AS "immediate: bool", d.request_reason, d.requested_at AS "requested_at: Time",
                  d.requested_by AS "requested_by: PersonId", asker.display_name AS "requested_by_name?",
                  d.requested_token AS "requested_token: TokenId", t.creator_id AS "token_creator?: PersonId",
                  d.strategy_version_id AS "strategy_version: StrategyVersionId", v.number AS strategy_number,
                  d.plan, d.plan_hash, d.start_when_ready AS "start_when_ready: bool",
                  d.replaces_release_id AS "replaces: ReleaseId", old.version AS "replaces_version?: Version",
                  d.ends_deployment AS "ends: DeploymentNumber", d.started_at AS "started_at: Time",
                  starter.display_name AS "started_by_name?", d.stop_requested_at AS "stop_requested_at: Time",
                  d.stop_requested_by AS "stop_requested_by: PersonId", d.stop_reason,
                  d.ended_at AS "ended_at: Time", d.outcome, d.failure, d.reason,
                  EXISTS (SELECT 1 FROM interruptions i WHERE i.deployment = d.number AND i.resolved_at IS NULL)
                      AS "interrupted!: bool",
                  EXISTS (SELECT 1 FROM steps s WHERE s.deployment = d.number AND s.started_at IS NOT NULL
                                                  AND s.ended_at IS NULL AND s.work = '"manual"')
                      AS "manual_step!: bool"
           FROM deployments d
           JOIN projects p ON p.id = d.project_id
           JOIN environments e ON e.id = d.environment_id
           JOIN releases r ON r.id = d.release_id
           JOIN strategy_versions v ON v.id = d.strategy_version_id
           LEFT JOIN people asker ON asker.id = d.requested_by
           LEFT JOIN people starter ON starter.id = d.started_by
           LEFT JOIN tokens t ON t.id = d.requested_token
           LEFT JOIN releases old ON old.id = d.replaces_release_id
           WHERE d.number IN (SELECT value FROM json_each(?)) ORDER BY d.number"#,
        numbers
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Deployment::try_from).collect()
}

/// A deployment that exists for the actor.
pub async fn in_scope(
    db: &mut Db,
    number: DeploymentNumber,
    scope: &Scope,
) -> Result<Option<Deployment>, StoreError> {
    let found = by_number(db, number).await?;
    Ok(found.filter(|d| scope.sees(d.project, d.environment)))
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
    let person = permit.actor().person();
    let changed = sqlx::query!(
        "UPDATE deployments SET started_at = ?, started_by = ?, replaces_release_id = ?
         WHERE number = ? AND started_at IS NULL AND ended_at IS NULL",
        at,
        person,
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

/// The waiting deployments of a project, oldest first.
pub async fn waiting(db: &mut Db, project: ProjectId) -> Result<Vec<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_open
           WHERE project_id = ? AND started_at IS NULL AND ended_at IS NULL ORDER BY number"#,
        project
    )
    .fetch_all(db)
    .await?)
}

/// All deployments that have not ended, oldest first.
pub async fn open(db: &mut Db) -> Result<Vec<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_open
           WHERE ended_at IS NULL ORDER BY number"#
    )
    .fetch_all(db)
    .await?)
}

/// The deployments that a process carries out now: they have started and not ended, and no person is waited for.
pub async fn under_way(db: &mut Db) -> Result<Vec<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT d.number AS "number: DeploymentNumber" FROM deployments d INDEXED BY deployments_open
           WHERE d.started_at IS NOT NULL AND d.ended_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM interruptions i WHERE i.deployment = d.number AND i.resolved_at IS NULL)
             AND NOT EXISTS (SELECT 1 FROM steps s WHERE s.deployment = d.number AND s.started_at IS NOT NULL
                                                     AND s.ended_at IS NULL AND s.work = '"manual"')
           ORDER BY d.number"#
    )
    .fetch_all(db)
    .await?)
}

/// The deployment that holds the slot of an environment.
pub async fn slot_holder(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Option<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployment_slot
           WHERE project_id = ? AND environment_id = ? AND started_at IS NOT NULL AND ended_at IS NULL"#,
        project,
        environment
    )
    .fetch_optional(db)
    .await?)
}

/// The newest deployment that started in an environment.
pub async fn newest_started(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Option<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments
           WHERE project_id = ? AND environment_id = ? AND started_at IS NOT NULL ORDER BY number DESC LIMIT 1"#,
        project,
        environment
    )
    .fetch_optional(db)
    .await?)
}

/// Older requests that wait for the same environment, which a success supersedes.
pub async fn older_waiting(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
    number: DeploymentNumber,
) -> Result<Vec<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_open
           WHERE project_id = ? AND environment_id = ? AND number < ?
             AND started_at IS NULL AND ended_at IS NULL ORDER BY number"#,
        project,
        environment,
        number
    )
    .fetch_all(db)
    .await?)
}

/// The first deployment that was to put a release into an environment.
pub async fn first(
    db: &mut Db,
    release: ReleaseId,
    environment: EnvironmentId,
) -> Result<Option<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments
           WHERE release_id = ? AND environment_id = ? AND kind = 'deploy' ORDER BY number LIMIT 1"#,
        release,
        environment
    )
    .fetch_optional(db)
    .await?)
}

/// A deployment of the same release to the same environment that has not ended.
pub async fn same_open(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
    release: ReleaseId,
) -> Result<Option<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_open
           WHERE project_id = ? AND environment_id = ? AND release_id = ? AND ended_at IS NULL LIMIT 1"#,
        project,
        environment,
        release
    )
    .fetch_optional(db)
    .await?)
}

/// Of these pairs, those whose newest ended attempt to put the release into the environment succeeded.
pub async fn succeeded(
    db: &mut Db,
    pairs: &[(ReleaseId, EnvironmentId)],
) -> Result<HashSet<(ReleaseId, EnvironmentId)>, StoreError> {
    let json = to_json(&pairs);
    let rows = sqlx::query!(
        r#"SELECT json_extract(pair.value, '$[0]') AS "release!: ReleaseId",
                  json_extract(pair.value, '$[1]') AS "environment!: EnvironmentId"
           FROM json_each(?) pair
           WHERE 'succeeded' = (SELECT d.outcome FROM deployments d
                                WHERE d.release_id = json_extract(pair.value, '$[0]')
                                  AND d.environment_id = json_extract(pair.value, '$[1]')
                                  AND d.started_at IS NOT NULL AND d.ended_at IS NOT NULL
                                ORDER BY d.number DESC LIMIT 1)"#,
        json
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.release, row.environment)).collect())
}

/// Who comes first in these projects' environments: the deployment that holds the slot, then the immediate rollback
/// that waits for its end.
pub async fn slot_holders(
    db: &mut Db,
    projects: &[ProjectId],
) -> Result<HashMap<(ProjectId, EnvironmentId), Vec<DeploymentNumber>>, StoreError> {
    let projects = to_json(&projects);
    let rows = sqlx::query!(
        r#"SELECT number AS "number: DeploymentNumber", project_id AS "project: ProjectId",
                  environment_id AS "environment: EnvironmentId"
           FROM deployments INDEXED BY deployments_open
           WHERE project_id IN (SELECT value FROM json_each(?)) AND ended_at IS NULL
             AND (started_at IS NOT NULL OR immediate = 1)
           ORDER BY started_at IS NULL, number"#,
        projects
    )
    .fetch_all(db)
    .await?;
    let mut holders = HashMap::<_, Vec<_>>::new();
    for row in rows {
        holders.entry((row.project, row.environment)).or_default().push(row.number);
    }
    Ok(holders)
}

/// The deployments of these places that have not ended and exist for the actor, oldest first.
pub async fn open_in(
    db: &mut Db,
    scope: &Scope,
    narrow: Narrow,
) -> Result<Vec<DeploymentNumber>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT number AS "number: DeploymentNumber", project_id AS "project: ProjectId",
                  environment_id AS "environment: EnvironmentId"
           FROM deployments INDEXED BY deployments_open WHERE ended_at IS NULL ORDER BY number"#
    )
    .fetch_all(db)
    .await?;
    let seen = rows.into_iter().filter(|row| scope.sees(row.project, row.environment));
    Ok(seen.filter(|row| narrow.holds((row.project, row.environment))).map(|row| row.number).collect())
}

/// The immediate rollback that is under way in an environment.
pub async fn open_immediate(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Option<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_open
           WHERE project_id = ? AND environment_id = ? AND immediate = 1 AND ended_at IS NULL LIMIT 1"#,
        project,
        environment
    )
    .fetch_optional(db)
    .await?)
}
