//! What was tried with releases.

use crate::access::scope::Scope;
use crate::domain::deployment::Outcome;
use crate::domain::id::{DeploymentNumber, EnvironmentId, PlaceId, ProjectId, ReleaseId};
use crate::domain::time::Time;
use crate::store::{Db, StoreError, to_json};

/// A deployment of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TryOf {
    /// Which release.
    pub release: ReleaseId,
    /// Where.
    pub place: PlaceId,
    /// Its number.
    pub number: DeploymentNumber,
    /// Whether it started.
    pub started: bool,
    /// How it ended; none where it has not.
    pub outcome: Option<Outcome>,
    /// When it ended; else when it started; else when it was asked for.
    pub at: Time,
    /// Whether a later rollback took the release away again, from some target at least.
    pub rolled_back: bool,
}

/// So many deployments are looked through.
const MOST: i64 = 1_000;

/// The deployments of these releases that exist for the actor, newest first.
pub async fn tries(db: &mut Db, scope: &Scope, releases: &[ReleaseId]) -> Result<Vec<TryOf>, StoreError> {
    let releases = to_json(&releases);
    let rows = sqlx::query!(
        r#"SELECT d.number AS "number: DeploymentNumber", d.project_id AS "project: ProjectId",
                  d.environment_id AS "environment: EnvironmentId", d.release_id AS "release: ReleaseId",
                  d.started_at IS NOT NULL AS "started!: bool", d.outcome,
                  coalesce(d.ended_at, d.started_at, d.requested_at) AS "at!: Time",
                  EXISTS (SELECT 1 FROM served s INDEXED BY served_after_release
                          JOIN deployments b ON b.number = s.deployment
                          WHERE s.previous_release_id = d.release_id AND s.environment_id = d.environment_id
                            AND s.release_id <> d.release_id AND b.kind = 'rollback'
                            AND s.id > (SELECT max(own.id) FROM served own WHERE own.deployment = d.number))
                      AS "rolled_back!: bool"
           FROM deployments d WHERE d.release_id IN (SELECT value FROM json_each(?))
           ORDER BY d.number DESC LIMIT ?"#,
        releases,
        MOST
    )
    .fetch_all(db)
    .await?;
    let seen = rows.into_iter().filter(|row| scope.sees(row.project, row.environment));
    Ok(seen
        .map(|row| TryOf {
            release: row.release,
            place: (row.project, row.environment),
            number: row.number,
            started: row.started,
            outcome: row.outcome.as_deref().and_then(Outcome::parse),
            at: row.at,
            rolled_back: row.rolled_back,
        })
        .collect())
}
