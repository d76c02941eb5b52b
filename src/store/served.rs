//! What each target served and when: rows that are written when a deploying step succeeds, and never changed.

use super::live::NewLive;
use super::{Db, StoreError, Write};
use crate::domain::fate::{Taken, Took};
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId, ReleaseId};
use crate::domain::text::Version;
use crate::domain::time::Time;
use std::collections::BTreeMap;

/// Writes down what a target serves from now on, and what it served until now. That a deployment reaches a target
/// again is nothing new.
pub(super) async fn append(write: &mut Write, new: &NewLive<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO served (project_id, environment_id, target, release_id, deployment, at, previous_release_id,
                             previous_deployment)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, l.release_id, l.deployment
         FROM (SELECT 1) LEFT JOIN live l ON l.project_id = ?1 AND l.environment_id = ?2 AND l.target = ?3
         WHERE l.deployment IS NOT ?5",
        new.project,
        new.environment,
        new.target,
        new.release,
        new.deployment,
        new.at
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// What each target of a place served before a deployment that is the newest there; a target that served nothing is
/// absent.
pub async fn before(
    db: &mut Db,
    (project, environment): (ProjectId, EnvironmentId),
    deployment: DeploymentNumber,
) -> Result<BTreeMap<String, Version>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT l.target, r.version AS "version: Version"
           FROM live l
           LEFT JOIN served s ON s.deployment = ?3 AND s.target = l.target
           JOIN releases r ON r.id = CASE WHEN l.deployment = ?3 THEN s.previous_release_id ELSE l.release_id END
           WHERE l.project_id = ?1 AND l.environment_id = ?2"#,
        project,
        environment,
        deployment
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.target, row.version)).collect())
}

/// What the targets of a place served at a moment, whatever a certain deployment did, in no order that matters.
pub async fn at(
    db: &mut Db,
    (project, environment): (ProjectId, EnvironmentId),
    at: Time,
    without: DeploymentNumber,
) -> Result<Vec<ReleaseId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT release_id AS "release!: ReleaseId" FROM served
           WHERE id IN (SELECT max(id) FROM served INDEXED BY served_in_place
                        WHERE project_id = ? AND environment_id = ? AND at <= ? AND deployment <> ?
                        GROUP BY target)"#,
        project,
        environment,
        at,
        without
    )
    .fetch_all(db)
    .await?)
}

/// From when on a deployment's release served a target, and what took its place since, oldest first.
pub async fn taken(db: &mut Db, deployment: DeploymentNumber) -> Result<Taken, StoreError> {
    let since =
        sqlx::query_scalar!(r#"SELECT min(at) AS "at: Time" FROM served WHERE deployment = ?"#, deployment)
            .fetch_one(&mut *db)
            .await?;
    let rows = sqlx::query!(
        r#"SELECT s.deployment AS "by: DeploymentNumber", s.release_id AS "release: ReleaseId",
                  r.version AS "version: Version", d.kind = 'rollback' AS "rollback!: bool", s.at AS "at: Time"
           FROM served s INDEXED BY served_after_deployment
           JOIN deployments d ON d.number = s.deployment
           JOIN releases r ON r.id = s.release_id
           WHERE s.previous_deployment = ? ORDER BY s.id"#,
        deployment
    )
    .fetch_all(db)
    .await?;
    let by = rows.into_iter().map(|row| Took {
        by: row.by,
        release: row.release,
        version: row.version,
        rollback: row.rollback,
        at: row.at,
    });
    Ok(Taken { since, by: by.collect() })
}
