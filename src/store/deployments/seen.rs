//! Deployments that were rejected or failed, until the person who asked for them has seen it.

use crate::access::scope::Scope;
use crate::domain::deployment::Outcome;
use crate::domain::id::{DeploymentNumber, EnvironmentId, PersonId, ProjectId};
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;
use crate::store::{Db, StoreError, Write};

/// So many are told at once.
const MOST: i64 = 20;

/// A deployment that ended badly, which the person who asked for it has not seen yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// Its number.
    pub number: DeploymentNumber,
    /// The project's name.
    pub project: String,
    /// The environment's short name.
    pub environment: Slug,
    /// The release's version.
    pub version: Version,
    /// Failed or rejected.
    pub outcome: Outcome,
    /// Why, for people.
    pub reason: String,
    /// When it ended.
    pub at: Time,
}

/// What a person asked for and has not seen the end of, newest first.
pub async fn unseen(db: &mut Db, scope: &Scope, person: PersonId) -> Result<Vec<Unseen>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT d.number AS "number: DeploymentNumber", d.project_id AS "project_id: ProjectId",
                  d.environment_id AS "environment_id: EnvironmentId", p.name AS project,
                  e.slug AS "environment: Slug", r.version AS "version: Version", d.outcome = 'rejected' AS "no!: bool",
                  d.reason AS "reason!: String", d.ended_at AS "at!: Time"
           FROM deployments d INDEXED BY deployments_unseen
           JOIN projects p ON p.id = d.project_id
           JOIN environments e ON e.id = d.environment_id
           JOIN releases r ON r.id = d.release_id
           WHERE d.requested_by = ? AND d.outcome IN ('failed', 'rejected') AND d.ending_seen_at IS NULL
           ORDER BY d.number DESC LIMIT ?"#,
        person,
        MOST
    )
    .fetch_all(db)
    .await?;
    let seen = rows.into_iter().filter(|row| scope.sees(row.project_id, row.environment_id));
    Ok(seen
        .map(|row| Unseen {
            number: row.number,
            project: row.project,
            environment: row.environment,
            version: row.version,
            outcome: if row.no { Outcome::Rejected } else { Outcome::Failed },
            reason: row.reason,
            at: row.at,
        })
        .collect())
}

/// Whether a person asked for a deployment that failed or was rejected, and has not seen that yet.
pub async fn is_unseen(db: &mut Db, number: DeploymentNumber, person: PersonId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM deployments
                          WHERE number = ? AND requested_by = ? AND outcome IN ('failed', 'rejected')
                            AND ending_seen_at IS NULL) AS "unseen!: bool""#,
        number,
        person
    )
    .fetch_one(db)
    .await?)
}

/// Notes that the person who asked for a deployment has seen that it failed or was rejected. It changes nothing else,
/// and nothing where another person looks.
pub async fn see_ending(
    write: &mut Write,
    number: DeploymentNumber,
    person: PersonId,
    at: Time,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE deployments SET ending_seen_at = ?
         WHERE number = ? AND requested_by = ? AND outcome IN ('failed', 'rejected') AND ending_seen_at IS NULL",
        at,
        number,
        person
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}
