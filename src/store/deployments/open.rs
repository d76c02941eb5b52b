//! Deployments that have not ended: those that wait and those that have started.

use crate::access::scope::Scope;
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId, ReleaseId};
use crate::domain::text::Version;
use crate::domain::time::Time;
use crate::store::board::Narrow;
use crate::store::{Db, StoreError};
use std::collections::HashMap;

/// All deployments that have not ended, oldest first.
pub async fn open(db: &mut Db) -> Result<Vec<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_open
           WHERE ended_at IS NULL ORDER BY number"#
    )
    .fetch_all(db)
    .await?)
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

/// A request that waits, as it is named to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub number: DeploymentNumber,
    /// Its release's version.
    pub version: Version,
    /// Who asked for it.
    pub by: String,
}

/// The requests that the success of a release ends: those that waited for the same environment at that moment, for
/// releases that were registered before it. Oldest first.
pub async fn ended_by(
    db: &mut Db,
    (project, environment): (ProjectId, EnvironmentId),
    release: ReleaseId,
    until: Time,
) -> Result<Vec<Waiting>, StoreError> {
    Ok(sqlx::query_as!(
        Waiting,
        r#"SELECT d.number AS "number: DeploymentNumber", r.version AS "version: Version",
                  coalesce(t.name, p.name, 'Slipway') AS "by!: String"
           FROM deployments d INDEXED BY deployments_open
           JOIN releases r ON r.id = d.release_id
           LEFT JOIN named_people p ON p.id = d.requested_by
           LEFT JOIN named_tokens t ON t.id = d.requested_token
           WHERE d.project_id = ? AND d.environment_id = ? AND d.release_id < ? AND d.requested_at <= ?
             AND d.started_at IS NULL AND d.ended_at IS NULL ORDER BY d.number"#,
        project,
        environment,
        release,
        until
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

/// The releases whose deployments to an environment have not ended, each with its newest.
pub async fn open_of_place(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<HashMap<ReleaseId, DeploymentNumber>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT release_id AS "release: ReleaseId", number AS "number: DeploymentNumber"
           FROM deployments INDEXED BY deployments_open
           WHERE project_id = ? AND environment_id = ? AND ended_at IS NULL ORDER BY number"#,
        project,
        environment
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.release, row.number)).collect())
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
