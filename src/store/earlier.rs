//! What happened to a release before: that somebody rejected it, or rolled it back.

use super::{Db, StoreError};
use crate::access::scope::Scope;
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId, ReleaseId};
use crate::domain::text::Slug;
use crate::domain::time::Time;

/// So many are told.
const MOST: i64 = 10;

/// A rejection or a rollback of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The deployment that was rejected, or the rollback.
    pub number: DeploymentNumber,
    /// Where.
    pub environment: Slug,
    /// Whether it is a rollback.
    pub rollback: bool,
    /// Who rejected it and why; why it was rolled back.
    pub reason: String,
    /// Who asked for the rollback.
    pub by: String,
    /// When.
    pub at: Time,
}

/// The rejections and rollbacks of a release that exist for somebody, newest first.
pub async fn of_release(db: &mut Db, scope: &Scope, release: ReleaseId) -> Result<Vec<Earlier>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT d.number AS "number!: DeploymentNumber", d.project_id AS "project!: ProjectId",
                  d.environment_id AS "environment_id!: EnvironmentId", e.slug AS "environment!: Slug",
                  d.outcome IS NOT 'rejected' AS "rollback!: bool",
                  CASE WHEN d.outcome IS 'rejected' THEN d.reason ELSE d.request_reason END AS "reason!: String",
                  coalesce(t.name, p.name, 'Slipway') AS "by!: String",
                  coalesce(d.ended_at, d.started_at, d.requested_at) AS "at!: Time"
           FROM deployments d
           JOIN environments e ON e.id = d.environment_id
           LEFT JOIN named_people p ON p.id = d.requested_by
           LEFT JOIN named_tokens t ON t.id = d.requested_token
           WHERE d.number IN (
               SELECT r.number FROM deployments r INDEXED BY deployments_of_release
               WHERE r.release_id = ?1 AND r.outcome = 'rejected'
               UNION
               SELECT s.deployment FROM served s INDEXED BY served_after_release
               JOIN deployments b ON b.number = s.deployment
               WHERE s.previous_release_id = ?1 AND s.release_id <> ?1 AND b.kind = 'rollback')
           ORDER BY d.number DESC LIMIT ?2"#,
        release,
        MOST
    )
    .fetch_all(db)
    .await?;
    let seen = rows.into_iter().filter(|row| scope.sees(row.project, row.environment_id));
    Ok(seen
        .map(|row| Earlier {
            number: row.number,
            environment: row.environment,
            rollback: row.rollback,
            reason: row.reason,
            by: row.by,
            at: row.at,
        })
        .collect())
}
