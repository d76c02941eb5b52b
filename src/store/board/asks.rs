//! What is left for people: reviews and follow-ups of immediate rollbacks, and requests that were rejected.

use super::Narrow;
use crate::access::scope::Scope;
use crate::domain::approval::Requesters;
use crate::domain::id::{DeploymentNumber, EnvironmentId, PersonId, PlaceId, ProjectId};
use crate::domain::text::Version;
use crate::domain::time::Time;
use crate::store::{Db, StoreError};

/// The open review of an immediate rollback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReview {
    /// The rollback.
    pub deployment: DeploymentNumber,
    /// Where.
    pub place: PlaceId,
    /// What it brought back.
    pub version: Version,
    /// When it was opened.
    pub opened_at: Time,
    /// Whether the rollback has ended, so that it can be reviewed.
    pub is_due: bool,
    /// Who rolled back, and so does not close it.
    pub requesters: Requesters,
    /// What they are called.
    pub by: String,
}

/// The open reviews, oldest first.
pub async fn open_reviews(db: &mut Db, scope: &Scope) -> Result<Vec<OpenReview>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT v.deployment AS "deployment: DeploymentNumber", d.project_id AS "project: ProjectId",
                  d.environment_id AS "environment: EnvironmentId", r.version AS "version: Version",
                  v.opened_at AS "opened_at: Time", d.ended_at IS NOT NULL AS "is_due!: bool",
                  d.requested_by AS "requested_by: PersonId", t.creator_id AS "token_creator?: PersonId",
                  coalesce(t.name, p.name, 'Slipway') AS "by!: String"
           FROM reviews v
           JOIN deployments d ON d.number = v.deployment
           JOIN releases r ON r.id = d.release_id
           LEFT JOIN named_people p ON p.id = d.requested_by
           LEFT JOIN named_tokens t ON t.id = d.requested_token
           WHERE v.closed_at IS NULL ORDER BY v.opened_at, v.deployment"#
    )
    .fetch_all(db)
    .await?;
    let seen = rows.into_iter().filter(|row| scope.sees(row.project, row.environment));
    Ok(seen
        .map(|row| OpenReview {
            deployment: row.deployment,
            place: (row.project, row.environment),
            version: row.version,
            opened_at: row.opened_at,
            is_due: row.is_due,
            requesters: Requesters(row.requested_by.into_iter().chain(row.token_creator).collect()),
            by: row.by,
        })
        .collect())
}

/// The steps of a deployment that were left for afterwards and that nobody has done yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUps {
    /// The deployment.
    pub deployment: DeploymentNumber,
    /// Where.
    pub place: PlaceId,
    /// How many.
    pub count: usize,
}

/// The open follow-ups, by deployment.
pub async fn follow_ups(db: &mut Db, scope: &Scope) -> Result<Vec<FollowUps>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT s.deployment AS "deployment: DeploymentNumber", d.project_id AS "project: ProjectId",
                  d.environment_id AS "environment: EnvironmentId", count(*) AS "count!: i64"
           FROM steps s JOIN deployments d ON d.number = s.deployment
           WHERE s.outcome = 'follow_up' AND s.followed_up_at IS NULL
           GROUP BY s.deployment ORDER BY s.deployment"#
    )
    .fetch_all(db)
    .await?;
    let seen = rows.into_iter().filter(|row| scope.sees(row.project, row.environment));
    Ok(seen
        .map(|row| FollowUps {
            deployment: row.deployment,
            place: (row.project, row.environment),
            count: usize::try_from(row.count).unwrap_or_default(),
        })
        .collect())
}

/// The newest request for a place, where it was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The request.
    pub deployment: DeploymentNumber,
    /// Where.
    pub place: PlaceId,
    /// What it would have put there.
    pub version: Version,
}

/// The rejections after which nothing else was requested in their place.
pub async fn rejections(db: &mut Db, scope: &Scope, narrow: Narrow) -> Result<Vec<Rejection>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT d.project_id AS "project!: ProjectId", d.environment_id AS "environment!: EnvironmentId",
                  d.number AS "number!: DeploymentNumber", r.version AS "version: Version"
           FROM projects p CROSS JOIN environments e
           JOIN deployments d ON d.number = (
               SELECT n.number FROM deployments n
               WHERE n.project_id = p.id AND n.environment_id = e.id
               ORDER BY n.number DESC LIMIT 1)
           JOIN releases r ON r.id = d.release_id
           WHERE d.outcome = 'rejected' AND (?1 IS NULL OR p.id = ?1) AND (?2 IS NULL OR e.id = ?2)"#,
        narrow.project,
        narrow.environment
    )
    .fetch_all(db)
    .await?;
    let seen = rows.into_iter().filter(|row| scope.sees(row.project, row.environment));
    Ok(seen
        .map(|row| Rejection {
            deployment: row.number,
            place: (row.project, row.environment),
            version: row.version,
        })
        .collect())
}
