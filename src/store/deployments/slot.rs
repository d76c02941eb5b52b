//! The slot: in an environment of a project one deployment at a time has started and not ended.

use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId};
use crate::store::{Db, StoreError, to_json};
use std::collections::HashMap;

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
