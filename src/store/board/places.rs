//! What serves in each place, what was tried there last, and what succeeded there.

use super::Narrow;
use crate::access::scope::Scope;
use crate::domain::deployment::{Facts, Kind, Outcome, State};
use crate::domain::id::{DeploymentNumber, EnvironmentId, PlaceId, ProjectId, ReleaseId};
use crate::domain::text::Version;
use crate::domain::time::Time;
use crate::store::{Db, StoreError};

/// What one target serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Where.
    pub place: PlaceId,
    /// The target.
    pub target: String,
    /// The release.
    pub release: ReleaseId,
    /// The release's version.
    pub version: Version,
    /// How many releases were registered since.
    pub behind: usize,
    /// The deployment that put it there.
    pub deployment: DeploymentNumber,
    /// What that was for.
    pub kind: Kind,
    /// Who asked for it, for people.
    pub by: String,
    /// What it replaced.
    pub replaced: Option<Version>,
    /// Since when.
    pub since: Time,
}

/// What every target serves.
pub async fn live(db: &mut Db, scope: &Scope, narrow: Narrow) -> Result<Vec<Live>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT l.project_id AS "project: ProjectId", l.environment_id AS "environment: EnvironmentId", l.target,
                  l.release_id AS "release: ReleaseId", r.version AS "version: Version",
                  (SELECT count(*) FROM releases n WHERE n.project_id = l.project_id AND n.id > l.release_id)
                      AS "behind!: i64",
                  l.deployment AS "deployment: DeploymentNumber", d.kind,
                  coalesce(t.name, p.name, 'Slipway') AS "by!: String",
                  old.version AS "replaced?: Version", l.since AS "since: Time"
           FROM live l
           JOIN releases r ON r.id = l.release_id
           JOIN deployments d ON d.number = l.deployment
           LEFT JOIN named_people p ON p.id = d.requested_by
           LEFT JOIN named_tokens t ON t.id = d.requested_token
           LEFT JOIN releases old ON old.id = d.replaces_release_id
           WHERE (?1 IS NULL OR l.project_id = ?1) AND (?2 IS NULL OR l.environment_id = ?2)
           ORDER BY l.project_id, l.environment_id, l.target"#,
        narrow.project,
        narrow.environment
    )
    .fetch_all(db)
    .await?;
    let seen = rows.into_iter().filter(|row| scope.sees(row.project, row.environment));
    seen.map(|row| {
        Ok(Live {
            place: (row.project, row.environment),
            target: row.target,
            release: row.release,
            version: row.version,
            behind: usize::try_from(row.behind).unwrap_or_default(),
            kind: kind(row.deployment, &row.kind)?,
            deployment: row.deployment,
            by: row.by,
            replaced: row.replaced,
            since: row.since,
        })
    })
    .collect()
}

fn kind(number: DeploymentNumber, word: &str) -> Result<Kind, StoreError> {
    Kind::parse(word).ok_or_else(|| StoreError::Damaged(format!("#{number}: kind {word:?}")))
}

/// The newest attempt that started in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Where.
    pub place: PlaceId,
    /// Its number.
    pub number: DeploymentNumber,
    /// What it puts there.
    pub version: Version,
    /// What it is for.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// How it ended, for people; empty while it has not.
    pub reason: String,
}

/// The newest attempt that started, of every place where one did.
pub async fn attempts(db: &mut Db, scope: &Scope, narrow: Narrow) -> Result<Vec<Attempt>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT d.project_id AS "project: ProjectId", d.environment_id AS "environment: EnvironmentId",
                  d.number AS "number!: DeploymentNumber", r.version AS "version: Version", d.kind, d.outcome,
                  coalesce(d.reason, '') AS "reason!: String",
                  d.ended_at IS NULL AND EXISTS (
                      SELECT 1 FROM interruptions i WHERE i.deployment = d.number AND i.resolved_at IS NULL)
                      AS "interrupted!: bool",
                  d.ended_at IS NULL AND EXISTS (
                      SELECT 1 FROM steps s WHERE s.deployment = d.number AND s.started_at IS NOT NULL
                                              AND s.ended_at IS NULL AND s.work = '"manual"')
                      AS "manual_step!: bool"
           FROM projects p CROSS JOIN environments e
           JOIN deployments d ON d.number = (
               SELECT n.number FROM deployments n INDEXED BY deployments_started
               WHERE n.project_id = p.id AND n.environment_id = e.id AND n.started_at IS NOT NULL
               ORDER BY n.started_at DESC, n.number DESC LIMIT 1)
           JOIN releases r ON r.id = d.release_id
           WHERE (?1 IS NULL OR p.id = ?1) AND (?2 IS NULL OR e.id = ?2)"#,
        narrow.project,
        narrow.environment
    )
    .fetch_all(db)
    .await?;
    let seen = rows.into_iter().filter(|row| scope.sees(row.project, row.environment));
    seen.map(|row| {
        let facts = Facts {
            started: true,
            outcome: row.outcome.as_deref().and_then(Outcome::parse),
            interrupted: row.interrupted,
            manual_step: row.manual_step,
            ready: false,
        };
        Ok(Attempt {
            place: (row.project, row.environment),
            kind: kind(row.number, &row.kind)?,
            number: row.number,
            version: row.version,
            state: State::of(facts),
            reason: row.reason,
        })
    })
    .collect()
}
