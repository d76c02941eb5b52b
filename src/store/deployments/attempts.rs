//! What was tried: which deployment put a release somewhere first, last, or with success.

use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId, ReleaseId};
use crate::store::{Db, StoreError, to_json};
use std::collections::HashSet;

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

/// The newest deployment that started in an environment.
pub async fn newest_started(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Option<DeploymentNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_started
           WHERE project_id = ? AND environment_id = ? AND started_at IS NOT NULL
           ORDER BY started_at DESC, number DESC LIMIT 1"#,
        project,
        environment
    )
    .fetch_optional(db)
    .await?)
}

/// Of these pairs, those whose newest ended attempt to put the release into the environment succeeded, and that no
/// rollback took away again since: then it has to succeed there once more. A rollback that does not lay it at the
/// release's door takes no success away.
pub async fn succeeded(
    db: &mut Db,
    pairs: &[(ReleaseId, EnvironmentId)],
) -> Result<HashSet<(ReleaseId, EnvironmentId)>, StoreError> {
    let json = to_json(&pairs);
    let rows = sqlx::query!(
        r#"SELECT r.id AS "release!: ReleaseId", json_extract(pair.value, '$[1]') AS "environment!: EnvironmentId"
           FROM json_each(?) pair
           CROSS JOIN releases r ON r.id = json_extract(pair.value, '$[0]')
           CROSS JOIN deployments d ON d.number = (
               SELECT n.number FROM deployments n
               WHERE n.release_id = r.id AND n.environment_id = json_extract(pair.value, '$[1]')
                 AND n.started_at IS NOT NULL AND n.ended_at IS NOT NULL
               ORDER BY n.number DESC LIMIT 1)
           WHERE d.outcome = 'succeeded'
             AND NOT EXISTS (
                 SELECT 1 FROM charges c
                 WHERE c.project_id = r.project_id AND c.artifact_sha256 = r.artifact_sha256
                   AND (c.release_id = r.id OR c.shared = 1) AND c.environment_id = d.environment_id
                   AND (c.at > d.started_at OR c.at = d.started_at AND c.rollback > d.number)
                   AND NOT EXISTS (SELECT 1 FROM no_fault_claims f WHERE f.deployment = c.rollback))"#,
        json
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.release, row.environment)).collect())
}
