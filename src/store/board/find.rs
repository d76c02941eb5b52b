//! Finding projects by what happened in them.

use crate::access::scope::Scope;
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId};
use crate::store::{Db, StoreError};

/// The projects that have a release whose version or commit begins with this text, ignoring case.
pub async fn projects_with_release(
    db: &mut Db,
    scope: &Scope,
    beginning: &str,
) -> Result<Vec<ProjectId>, StoreError> {
    let (projects, beginning) = (scope.projects_json(), beginning.to_lowercase());
    Ok(sqlx::query_scalar!(
        r#"SELECT DISTINCT r.project_id AS "project: ProjectId" FROM releases r
           WHERE (?1 = 'null' OR r.project_id IN (SELECT value FROM json_each(?1)))
             AND (lower(substr(r.version, 1, length(?2))) = ?2 OR substr(r.commit_sha, 1, length(?2)) = ?2)"#,
        projects,
        beginning
    )
    .fetch_all(db)
    .await?)
}

/// The project of a deployment that exists for the actor.
pub async fn project_of(
    db: &mut Db,
    scope: &Scope,
    number: DeploymentNumber,
) -> Result<Option<ProjectId>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT project_id AS "project: ProjectId", environment_id AS "environment: EnvironmentId"
           FROM deployments WHERE number = ?"#,
        number
    )
    .fetch_optional(db)
    .await?;
    Ok(row.filter(|row| scope.sees(row.project, row.environment)).map(|row| row.project))
}
