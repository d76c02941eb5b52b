//! What succeeded in an environment: where a rollback can go, and how long things took.

use super::{Db, StoreError};
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId, ReleaseId};
use crate::domain::rollback::Success;
use crate::domain::text::Version;
use crate::domain::time::{Span, Time};

mod places;
pub use places::{Passed, Recent, disturbed, of_places, passages};

/// So many deployments of one environment are looked through for a way back.
const MOST: i64 = 200;

/// What an environment went through, and what it serves.
pub async fn of_place(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Recent, StoreError> {
    let place = (project, environment);
    let mut found = of_places(db, &[place], MOST).await?;
    Ok(found.remove(&place).unwrap_or_default())
}

/// The newest success of a release in an environment, however long ago.
pub async fn newest_of(
    db: &mut Db,
    release: ReleaseId,
    environment: EnvironmentId,
) -> Result<Option<Success>, StoreError> {
    Ok(sqlx::query_as!(
        Success,
        r#"SELECT d.number AS "number: DeploymentNumber", d.release_id AS "release: ReleaseId"
           FROM deployments d INDEXED BY deployments_of_release
           WHERE d.release_id = ? AND d.environment_id = ? AND d.outcome = 'succeeded'
           ORDER BY d.number DESC LIMIT 1"#,
        release,
        environment
    )
    .fetch_optional(db)
    .await?)
}

/// How long the last successful rollback of an environment took.
pub async fn last_rollback_took(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Option<Span>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT started_at AS "started_at!: Time", ended_at AS "ended_at!: Time"
           FROM deployments INDEXED BY deployments_rollbacks
           WHERE project_id = ? AND environment_id = ? AND kind = 'rollback' AND outcome = 'succeeded'
           ORDER BY number DESC LIMIT 1"#,
        project,
        environment
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|r| r.ended_at - r.started_at))
}

/// How long the last successful deployments of an environment took, at most five, newest first. Rollbacks do not count:
/// they leave steps for afterwards.
pub async fn took_lately(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Vec<Span>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT started_at AS "started_at!: Time", ended_at AS "ended_at!: Time" FROM deployments
           WHERE project_id = ? AND environment_id = ? AND outcome = 'succeeded' AND kind <> 'rollback'
           ORDER BY number DESC LIMIT 5"#,
        project,
        environment
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|r| r.ended_at - r.started_at).collect())
}

/// Where a release succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// The environment.
    pub environment: EnvironmentId,
    /// The newest deployment that put it there.
    pub number: DeploymentNumber,
    /// When that ended.
    pub at: Time,
}

/// The environments that a release reached, each with its newest success.
pub async fn of_release(db: &mut Db, release: ReleaseId) -> Result<Vec<Reached>, StoreError> {
    Ok(sqlx::query_as!(
        Reached,
        r#"SELECT d.environment_id AS "environment: EnvironmentId", d.number AS "number: DeploymentNumber",
                  d.ended_at AS "at!: Time"
           FROM deployments d
           WHERE d.number IN (SELECT max(number) FROM deployments WHERE release_id = ? AND outcome = 'succeeded'
                              GROUP BY environment_id)"#,
        release
    )
    .fetch_all(db)
    .await?)
}

/// When the newest success of an environment ended.
pub async fn newest_at(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Option<Time>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT ended_at AS "at!: Time" FROM deployments
           WHERE project_id = ? AND environment_id = ? AND outcome = 'succeeded' ORDER BY number DESC LIMIT 1"#,
        project,
        environment
    )
    .fetch_optional(db)
    .await?)
}

/// A release that lies between the one that serves and the one to go back to, with what it declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// Its version.
    pub version: Version,
    /// Whether it changes something for good; none is *not declared*.
    pub irreversible: Option<bool>,
}

/// The releases that a rollback to a success leaves behind, newest first: those that reached the environment since, and
/// those registered between, whose changes they hold.
pub async fn since(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
    success: DeploymentNumber,
) -> Result<Vec<Between>, StoreError> {
    Ok(sqlx::query_as!(
        Between,
        r#"WITH target AS (SELECT release_id AS id FROM deployments WHERE number = ?3),
                reached AS (SELECT r.id FROM releases r
                            WHERE r.project_id = ?1
                              AND EXISTS (SELECT 1 FROM deployments d INDEXED BY deployments_of_release
                                          WHERE d.release_id = r.id AND d.environment_id = ?2 AND d.number > ?3
                                            AND d.started_at IS NOT NULL))
           SELECT r.version AS "version: Version", r.irreversible AS "irreversible: bool"
           FROM releases r, target
           WHERE r.project_id = ?1 AND r.id <> target.id
             AND (r.id IN (SELECT id FROM reached)
                  OR (r.id > target.id AND r.id < (SELECT max(id) FROM reached)))
           ORDER BY r.id DESC LIMIT 1000"#,
        project,
        environment,
        success
    )
    .fetch_all(db)
    .await?)
}
