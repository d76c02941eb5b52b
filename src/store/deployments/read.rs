//! One deployment, or several, with the names of their parts.

use super::{Deployment, StopRequest};
use crate::access::scope::Scope;
use crate::domain::deployment::{Ending, Failure, Kind, Outcome};
use crate::domain::id::{
    DeploymentNumber, EnvironmentId, PersonId, ProjectId, ReleaseId, StrategyVersionId, TokenId,
};
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;
use crate::store::{Db, StoreError, from_json, to_json};

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
                  d.requested_by AS "requested_by: PersonId", coalesce(t.name, asker.name) AS "requested_by_name?: String",
                  asker.sign_in_name AS "requested_by_sign_in_name?", t.token_name AS "requested_token_name?",
                  d.requested_token AS "requested_token: TokenId", t.creator_id AS "token_creator?: PersonId",
                  d.strategy_version_id AS "strategy_version: StrategyVersionId", v.number AS strategy_number,
                  d.plan, d.plan_hash, d.start_when_ready AS "start_when_ready: bool",
                  d.replaces_release_id AS "replaces: ReleaseId", old.version AS "replaces_version?: Version",
                  d.ends_deployment AS "ends: DeploymentNumber", d.started_at AS "started_at: Time",
                  coalesce(st.name, starter.name) AS "started_by_name?: String",
                  starter.sign_in_name AS "started_by_sign_in_name?", st.token_name AS "started_token_name?",
                  d.stop_requested_at AS "stop_requested_at: Time",
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
           LEFT JOIN named_people asker ON asker.id = d.requested_by
           LEFT JOIN named_people starter ON starter.id = d.started_by
           LEFT JOIN named_tokens st ON st.id = d.started_token
           LEFT JOIN named_tokens t ON t.id = d.requested_token
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
    requested_by_sign_in_name: Option<String>,
    requested_token_name: Option<String>,
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
    started_by_sign_in_name: Option<String>,
    started_token_name: Option<String>,
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
            requested_by_sign_in_name: row.requested_by_sign_in_name,
            requested_token: row.requested_token,
            requested_token_name: row.requested_token_name,
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
            started_by_sign_in_name: row.started_by_sign_in_name,
            started_token_name: row.started_token_name,
            stop_requested,
            interrupted: row.interrupted,
            manual_step: row.manual_step,
        })
    }
}

/// Puts an ending together from its columns.
pub(in crate::store) fn ending(
    at: Option<Time>,
    outcome: Option<&str>,
    failure: Option<&str>,
    reason: Option<String>,
) -> Result<Option<Ending>, &'static str> {
    let (Some(at), Some(outcome)) = (at, outcome) else { return Ok(None) };
    let outcome = Outcome::parse(outcome).ok_or("outcome")?;
    let failure = failure.and_then(Failure::parse);
    Ok(Some(Ending { outcome, failure, reason: reason.unwrap_or_default(), at }))
}
