//! What is written about releases under suspicion. Every row is written once.

use crate::access::permit::{ClearSuspicion, Permit, ReportProblem};
use crate::domain::id::{DeploymentNumber, PersonId, ReleaseId, ReportId};
use crate::domain::suspect::{Cause, What};
use crate::domain::time::Time;
use crate::store::{StoreError, Write};

/// Writes down which releases a rollback takes away, wholly or in part: what its environment serves, what it ends, and
/// what was tried there last and reached anything; and whether that environment is guarded. Called when an immediate one is requested and when any one starts;
/// what is known already stays.
pub async fn note_taken(
    write: &mut Write,
    rollback: DeploymentNumber,
    guarded: bool,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT OR IGNORE INTO rolled_back
             (rollback, release_id, project_id, environment_id, artifact_sha256, shared, guarded)
         SELECT r.number, gone.id, r.project_id, r.environment_id, gone.artifact_sha256,
                gone.artifact_sha256 <> back.artifact_sha256, ?2
         FROM deployments r
         JOIN releases back ON back.id = r.release_id
         JOIN releases gone ON gone.id IN (
             SELECT l.release_id FROM live l
             WHERE l.project_id = r.project_id AND l.environment_id = r.environment_id
             UNION
             SELECT e.release_id FROM deployments e WHERE e.number = r.ends_deployment
             UNION
             SELECT d.release_id FROM deployments d
             WHERE d.number = (SELECT max(n.number) FROM deployments n
                               WHERE n.project_id = r.project_id AND n.environment_id = r.environment_id
                                 AND n.started_at IS NOT NULL AND n.number <> r.number)
               AND d.kind <> 'rollback'
               AND EXISTS (SELECT 1 FROM steps s WHERE s.deployment = d.number AND s.deploys = 1
                                                   AND (s.started_at IS NOT NULL OR s.ended_at IS NOT NULL)))
         WHERE r.number = ?1 AND r.kind = 'rollback' AND gone.id <> r.release_id",
        rollback,
        guarded
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Writes down that, in the words of who rolled back, the release is not at fault.
pub async fn claim_no_fault(
    write: &mut Write,
    rollback: DeploymentNumber,
    reason: &str,
) -> Result<(), StoreError> {
    sqlx::query!("INSERT INTO no_fault_claims (deployment, reason) VALUES (?, ?)", rollback, reason)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// A problem as it is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewReport<'a> {
    /// The release.
    pub release: ReleaseId,
    /// What is wrong with it.
    pub reason: &'a str,
    /// Whether the reporter has Deploy, Approve or Full there.
    pub decides: bool,
    /// Whether the environment is guarded.
    pub guarded: bool,
    /// When.
    pub at: Time,
}

/// Writes a report down, in the permit's environment and by its person.
pub async fn report(
    write: &mut Write,
    permit: &Permit<ReportProblem>,
    person: PersonId,
    new: NewReport<'_>,
) -> Result<ReportId, StoreError> {
    let (project, environment, token) = (permit.project(), permit.environment(), permit.actor().token());
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO problem_reports (release_id, project_id, environment_id, artifact_sha256, reason, reported_at,
                                        person_id, token_id, decides, guarded)
           SELECT id, ?2, ?3, artifact_sha256, ?4, ?5, ?6, ?7, ?8, ?9 FROM releases WHERE id = ?1 AND project_id = ?2
           RETURNING id AS "id!: ReportId""#,
        new.release,
        project,
        environment,
        new.reason,
        new.at,
        person,
        token,
        new.decides,
        new.guarded
    )
    .fetch_one(&mut **write)
    .await?)
}

/// Clears a release of these causes, all of them of the permit's environment.
pub async fn clear(
    write: &mut Write,
    permit: &Permit<ClearSuspicion>,
    person: PersonId,
    (release, causes): (ReleaseId, &[&Cause]),
    (reason, at): (&str, Time),
) -> Result<(), StoreError> {
    let environment = permit.environment();
    let clearing = sqlx::query_scalar!(
        r#"INSERT INTO clearings (release_id, environment_id, person_id, reason, cleared_at)
           VALUES (?, ?, ?, ?, ?) RETURNING id AS "id!""#,
        release,
        environment,
        person,
        reason,
        at
    )
    .fetch_one(&mut **write)
    .await?;
    for cause in causes {
        clear_one(write, clearing, cause).await?;
    }
    Ok(())
}

async fn clear_one(write: &mut Write, clearing: i64, cause: &Cause) -> Result<(), StoreError> {
    match &cause.what {
        What::RolledBack { by, .. } => {
            sqlx::query!(
                "INSERT INTO cleared_rollbacks (rollback, release_id, clearing) VALUES (?, ?, ?)",
                by,
                cause.release,
                clearing
            )
            .execute(&mut **write)
            .await?;
        }
        What::Reported { report, .. } => {
            sqlx::query!("INSERT INTO cleared_reports (report, clearing) VALUES (?, ?)", report, clearing)
                .execute(&mut **write)
                .await?;
        }
    }
    Ok(())
}
