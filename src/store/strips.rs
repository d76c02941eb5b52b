//! What places served over a span of time, and the deployments that failed in it. Every query reads its index alone and
//! no more rows than a strip can show.

use super::{Db, StoreError};
use crate::domain::id::{DeploymentNumber, EnvironmentId, PlaceId, ProjectId, ReleaseId};
use crate::domain::strip::{Began, Put, Segment, strip};
use crate::domain::text::Version;
use crate::domain::time::Time;
use std::collections::BTreeSet;

/// So many changes of one place are shown; a strip with more begins later.
const MOST: i64 = 300;
/// So many failures of one place are shown, the newest.
const MOST_FAILURES: i64 = 50;

/// What a place served over a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strip {
    /// What was served, oldest first.
    pub segments: Vec<Segment>,
    /// The deployments that failed, newest first.
    pub failures: Vec<Failure>,
}

impl Strip {
    /// When the first of it happened; none where nothing did.
    pub fn begins(&self) -> Option<Time> {
        let failed = self.failures.iter().map(|failure| failure.at);
        self.segments.iter().map(|segment| segment.from).chain(failed).min()
    }
}

/// A deployment that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its number.
    pub number: DeploymentNumber,
    /// Its release's version.
    pub version: Version,
    /// When it ended.
    pub at: Time,
}

struct Row {
    target: String,
    release: ReleaseId,
    version: Version,
    deployment: DeploymentNumber,
    rollback: bool,
    at: Time,
}

impl From<Row> for Began {
    fn from(row: Row) -> Self {
        let Row { target, release, version, deployment, rollback, at } = row;
        Began { target, put: Put { release, version, deployment, rollback }, at }
    }
}

/// The strip of a place between two moments.
pub async fn of_place(db: &mut Db, place: PlaceId, (from, until): (Time, Time)) -> Result<Strip, StoreError> {
    let mut began = since(db, place, (from, until)).await?;
    let cut = i64::try_from(began.len()).is_ok_and(|found| found == MOST);
    let from = began.first().filter(|_| cut).map_or(from, |oldest| oldest.at);
    let serving = serving(db, place).await?;
    let targets: BTreeSet<&str> =
        serving.iter().map(String::as_str).chain(began.iter().map(|one| one.target.as_str())).collect();
    let gone: Vec<String> = targets
        .iter()
        .filter(|target| !serving.iter().any(|s| s == *target))
        .map(ToString::to_string)
        .collect();
    let mut before_it = Vec::new();
    for target in targets {
        before_it.extend(before(db, place, target, from).await?);
    }
    began.retain(|one| one.at >= from);
    let failures = failures(db, place, (from, until)).await?;
    Ok(Strip { segments: strip(before_it, began, &gone, (from, until)), failures })
}

/// What targets began to serve, oldest first.
async fn since(
    db: &mut Db,
    (project, environment): PlaceId,
    (from, until): (Time, Time),
) -> Result<Vec<Began>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT s.target, s.release_id AS "release: ReleaseId", r.version AS "version: Version",
                  s.deployment AS "deployment: DeploymentNumber", d.kind = 'rollback' AS "rollback!: bool",
                  s.at AS "at: Time"
           FROM served s INDEXED BY served_by_time
           JOIN releases r ON r.id = s.release_id JOIN deployments d ON d.number = s.deployment
           WHERE s.project_id = ? AND s.environment_id = ? AND s.at >= ? AND s.at < ?
           ORDER BY s.at DESC, s.id DESC LIMIT ?"#,
        project,
        environment,
        from,
        until,
        MOST
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().rev().map(Began::from).collect())
}

/// What a target served last before a moment.
async fn before(
    db: &mut Db,
    (project, environment): PlaceId,
    target: &str,
    at: Time,
) -> Result<Option<Began>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT s.target, s.release_id AS "release: ReleaseId", r.version AS "version: Version",
                  s.deployment AS "deployment: DeploymentNumber", d.kind = 'rollback' AS "rollback!: bool",
                  s.at AS "at: Time"
           FROM served s INDEXED BY served_of_target
           JOIN releases r ON r.id = s.release_id JOIN deployments d ON d.number = s.deployment
           WHERE s.project_id = ? AND s.environment_id = ? AND s.target = ? AND s.at < ?
           ORDER BY s.at DESC, s.id DESC LIMIT 1"#,
        project,
        environment,
        target,
        at
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Began::from))
}

/// The targets that serve something now.
async fn serving(
    db: &mut Db,
    (project, environment): (ProjectId, EnvironmentId),
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "SELECT target FROM live WHERE project_id = ? AND environment_id = ? ORDER BY target",
        project,
        environment
    )
    .fetch_all(db)
    .await?)
}

/// The deployments that failed, newest first: of the newest failures of the place those of this span.
async fn failures(
    db: &mut Db,
    (project, environment): PlaceId,
    (from, until): (Time, Time),
) -> Result<Vec<Failure>, StoreError> {
    let last = sqlx::query_scalar!(
        r#"SELECT max(number) AS "number: i64" FROM (SELECT number FROM deployments INDEXED BY deployments_by_time
           WHERE requested_at < ? ORDER BY requested_at DESC LIMIT 1)"#,
        until
    )
    .fetch_one(&mut *db)
    .await?;
    let last = last.unwrap_or(0);
    Ok(sqlx::query_as!(
        Failure,
        r#"SELECT number AS "number: DeploymentNumber", version AS "version: Version", at AS "at!: Time"
           FROM (SELECT d.number, r.version, d.ended_at AS at, d.started_at
                 FROM deployments d INDEXED BY deployments_of_place_by_outcome JOIN releases r ON r.id = d.release_id
                 WHERE d.project_id = ? AND d.environment_id = ? AND d.outcome = 'failed' AND d.number <= ?
                 ORDER BY d.number DESC LIMIT ?)
           WHERE started_at IS NOT NULL AND at >= ? AND at < ?"#,
        project,
        environment,
        last,
        MOST_FAILURES,
        from,
        until
    )
    .fetch_all(db)
    .await?)
}

#[cfg(test)]
mod tests;
