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
