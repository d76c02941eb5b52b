//! What each target serves.

use super::{Db, StoreError, Write, served};
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId, ReleaseId};
use crate::domain::rollback::Serves;
use crate::domain::text::Version;
use crate::domain::time::Time;

/// What one target serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveTarget {
    /// The target.
    pub target: String,
    /// The release.
    pub release: ReleaseId,
    /// The release's version.
    pub version: Version,
    /// The deployment that put it there.
    pub deployment: DeploymentNumber,
    /// Since when.
    pub since: Time,
}

/// What the targets of an environment serve, in no order that matters.
pub async fn of_place(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Vec<LiveTarget>, StoreError> {
    Ok(sqlx::query_as!(
        LiveTarget,
        r#"SELECT l.target, l.release_id AS "release: ReleaseId", r.version AS "version: Version",
                  l.deployment AS "deployment: DeploymentNumber", l.since AS "since: Time"
           FROM live l JOIN releases r ON r.id = l.release_id
           WHERE l.project_id = ? AND l.environment_id = ? ORDER BY l.target"#,
        project,
        environment
    )
    .fetch_all(db)
    .await?)
}

/// What an environment of a project serves, which has at least so many targets.
pub async fn serves(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
    targets: usize,
) -> Result<Serves, StoreError> {
    let live = of_place(db, project, environment).await?;
    let releases: Vec<ReleaseId> = live.iter().map(|l| l.release).collect();
    Ok(Serves::of(&releases, targets))
}

/// That a target serves a release from now on.
#[derive(Debug, Clone, Copy)]
pub struct NewLive<'a> {
    /// The project.
    pub project: ProjectId,
    /// The environment.
    pub environment: EnvironmentId,
    /// The target.
    pub target: &'a str,
    /// The release that it serves now.
    pub release: ReleaseId,
    /// The deployment whose step did it.
    pub deployment: DeploymentNumber,
    /// When.
    pub at: Time,
}

/// Records that a target serves a release from now on, and what it served until now.
pub async fn set(write: &mut Write, new: NewLive<'_>) -> Result<(), StoreError> {
    served::append(write, &new).await?;
    sqlx::query!(
        "INSERT INTO live (project_id, environment_id, target, release_id, deployment, since)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (project_id, environment_id, target) DO UPDATE
         SET release_id = excluded.release_id, deployment = excluded.deployment, since = excluded.since",
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

/// Forgets targets that the strategy no longer names, once a deployment reached all that it does name.
pub async fn forget_others(
    write: &mut Write,
    project: ProjectId,
    environment: EnvironmentId,
    deployment: DeploymentNumber,
) -> Result<(), StoreError> {
    sqlx::query!(
        "DELETE FROM live WHERE project_id = ? AND environment_id = ? AND deployment <> ?",
        project,
        environment,
        deployment
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}
