//! What is known against some releases, and against those with the same artifact.

use super::row::Row;
use crate::domain::id::{DeploymentNumber, EnvironmentId, PersonId, ProjectId, ReleaseId, ReportId};
use crate::domain::suspect::{Cause, Suspicion, Suspicions};
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;
use crate::store::{Db, StoreError, to_json};

/// What speaks against these releases, whoever asks.
pub async fn about(db: &mut Db, releases: &[ReleaseId]) -> Result<Suspicions, StoreError> {
    let mut releases = releases.to_vec();
    releases.sort_unstable();
    releases.dedup();
    if releases.is_empty() {
        return Ok(Suspicions::default());
    }
    let releases = to_json(&releases);
    let mut rows = rollbacks(db, &releases).await?;
    rows.extend(reports(db, &releases).await?);
    let causes = rows.into_iter().map(Row::cause).collect::<Result<Vec<(ReleaseId, Cause)>, StoreError>>()?;
    Ok(Suspicions::of(causes))
}

/// What speaks against one release.
pub async fn about_one(db: &mut Db, release: ReleaseId) -> Result<Suspicion, StoreError> {
    Ok(about(db, &[release]).await?.of_release(release))
}

async fn rollbacks(db: &mut Db, releases: &str) -> Result<Vec<Row>, StoreError> {
    Ok(sqlx::query_as!(
        Row,
        r#"SELECT asked.id AS "asked!: ReleaseId", c.rollback AS "rollback?: DeploymentNumber",
                  NULL AS "report?: ReportId", c.release_id AS "release!: ReleaseId", r.version AS "version!: Version",
                  c.project_id AS "project!: ProjectId", c.environment_id AS "environment!: EnvironmentId",
                  e.slug AS "slug!: Slug", c.at AS "at!: Time", c.guarded AS "guarded!: bool",
                  d.request_reason AS "reason!: String", coalesce(t.name, p.name) AS "by?: String",
                  p.sign_in_name AS "sign_in_name?: String", d.requested_by AS "person?: PersonId",
                  t.creator_id AS "creator?: PersonId", f.reason AS "no_fault?: String",
                  EXISTS (SELECT 1 FROM deployments s INDEXED BY deployments_of_release
                          WHERE s.release_id IN (asked.id, c.release_id) AND s.environment_id = c.environment_id
                            AND s.outcome = 'succeeded' AND (s.started_at > c.at OR s.started_at = c.at AND s.number > c.rollback))
                      AS "succeeded_since!: bool",
                  0 AS "decides!: bool", k.cleared_at AS "cleared_at?: Time", k.reason AS "cleared_why?: String",
                  kp.name AS "cleared_by?: String", kp.sign_in_name AS "cleared_by_sign_in_name?: String"
           FROM json_each(?) j
           CROSS JOIN releases asked ON asked.id = j.value
           JOIN charges c ON c.project_id = asked.project_id AND c.artifact_sha256 = asked.artifact_sha256
                         AND (c.release_id = asked.id OR c.shared = 1)
           JOIN deployments d ON d.number = c.rollback
           JOIN releases r ON r.id = c.release_id
           JOIN environments e ON e.id = c.environment_id
           LEFT JOIN named_people p ON p.id = d.requested_by
           LEFT JOIN named_tokens t ON t.id = d.requested_token
           LEFT JOIN no_fault_claims f ON f.deployment = c.rollback
           LEFT JOIN cleared_rollbacks x ON x.rollback = c.rollback AND x.release_id = c.release_id
           LEFT JOIN clearings k ON k.id = x.clearing
           LEFT JOIN named_people kp ON kp.id = k.person_id"#,
        releases
    )
    .fetch_all(db)
    .await?)
}

async fn reports(db: &mut Db, releases: &str) -> Result<Vec<Row>, StoreError> {
    Ok(sqlx::query_as!(
        Row,
        r#"SELECT asked.id AS "asked!: ReleaseId", NULL AS "rollback?: DeploymentNumber", b.id AS "report?: ReportId",
                  b.release_id AS "release!: ReleaseId", r.version AS "version!: Version",
                  b.project_id AS "project!: ProjectId", b.environment_id AS "environment!: EnvironmentId",
                  e.slug AS "slug!: Slug", b.reported_at AS "at!: Time", b.guarded AS "guarded!: bool",
                  b.reason AS "reason!: String", coalesce(t.name, p.name) AS "by?: String",
                  p.sign_in_name AS "sign_in_name?: String", b.person_id AS "person?: PersonId",
                  t.creator_id AS "creator?: PersonId", NULL AS "no_fault?: String", 0 AS "succeeded_since!: bool",
                  b.decides AS "decides!: bool", k.cleared_at AS "cleared_at?: Time", k.reason AS "cleared_why?: String",
                  kp.name AS "cleared_by?: String", kp.sign_in_name AS "cleared_by_sign_in_name?: String"
           FROM json_each(?) j
           CROSS JOIN releases asked ON asked.id = j.value
           JOIN problem_reports b ON b.project_id = asked.project_id AND b.artifact_sha256 = asked.artifact_sha256
           JOIN releases r ON r.id = b.release_id
           JOIN environments e ON e.id = b.environment_id
           LEFT JOIN named_people p ON p.id = b.person_id
           LEFT JOIN named_tokens t ON t.id = b.token_id
           LEFT JOIN cleared_reports x ON x.report = b.id
           LEFT JOIN clearings k ON k.id = x.clearing
           LEFT JOIN named_people kp ON kp.id = k.person_id"#,
        releases
    )
    .fetch_all(db)
    .await?)
}

/// The releases that a rollback took away, wholly or in part, newest first.
pub async fn taken_by(
    db: &mut Db,
    rollback: DeploymentNumber,
) -> Result<Vec<(ReleaseId, Version)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT r.id AS "id!: ReleaseId", r.version AS "version!: Version"
           FROM charges c JOIN releases r ON r.id = c.release_id WHERE c.rollback = ? ORDER BY r.id DESC"#,
        rollback
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

/// Why the release that a rollback took away is not at fault, in the words of the person who rolled back.
pub async fn claim_of(db: &mut Db, rollback: DeploymentNumber) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar!("SELECT reason FROM no_fault_claims WHERE deployment = ?", rollback)
        .fetch_optional(db)
        .await?)
}

/// The people who requested a release in an environment, or whose request of it waits anywhere, with the creators of
/// their tokens. Those who rolled back to it are not among them.
pub async fn requesters(
    db: &mut Db,
    release: ReleaseId,
    environment: EnvironmentId,
) -> Result<Vec<PersonId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT d.requested_by AS "person!: PersonId" FROM deployments d
           WHERE d.release_id = ?1 AND d.kind <> 'rollback' AND d.requested_by IS NOT NULL
             AND (d.environment_id = ?2 OR d.ended_at IS NULL)
           UNION
           SELECT t.creator_id FROM deployments d JOIN tokens t ON t.id = d.requested_token
           WHERE d.release_id = ?1 AND d.kind <> 'rollback' AND t.creator_id IS NOT NULL
             AND (d.environment_id = ?2 OR d.ended_at IS NULL)"#,
        release,
        environment
    )
    .fetch_all(db)
    .await?)
}
