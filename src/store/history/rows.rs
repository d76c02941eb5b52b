//! The rows of the history, by their numbers.

use crate::domain::deployment::{Ending, Kind};
use crate::domain::id::{DeploymentNumber, EnvironmentId, ProjectId, ReleaseId};
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;
use crate::store::deployments::ending;
use crate::store::{Db, StoreError};

/// A deployment as the history lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its number.
    pub number: DeploymentNumber,
    /// Its project.
    pub project: ProjectId,
    /// The project's short name.
    pub project_slug: Slug,
    /// The project's name.
    pub project_name: String,
    /// Its environment.
    pub environment: EnvironmentId,
    /// The environment's short name.
    pub environment_slug: Slug,
    /// The release.
    pub release: ReleaseId,
    /// The release's version.
    pub version: Version,
    /// What it is for.
    pub kind: Kind,
    /// Why it was asked for.
    pub request_reason: String,
    /// When it was asked for.
    pub requested_at: Time,
    /// By whom; a token with its owner.
    pub requested_by_name: String,
    /// What they, or the token's owner, sign in with.
    pub requested_by_sign_in_name: Option<String>,
    /// The name of the token that asked.
    pub requested_token_name: Option<String>,
    /// Who started it; a token with its owner. None for the system.
    pub started_by_name: Option<String>,
    /// What they, or the token's owner, sign in with.
    pub started_by_sign_in_name: Option<String>,
    /// The name of the token that started it.
    pub started_token_name: Option<String>,
    /// What the environment served before.
    pub replaces_version: Option<Version>,
    /// When it started.
    pub started_at: Option<Time>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Whether an interruption is open.
    pub interrupted: bool,
    /// While it runs: whether its current step is a manual one.
    pub manual_step: bool,
    /// While it runs: how many of its steps have ended.
    pub steps_done: i64,
    /// While it runs: how many steps it has.
    pub steps: i64,
    /// On how many targets it is still what serves.
    pub live_on: i64,
    /// How many targets of its environment serve anything of its project.
    pub targets: i64,
    /// The rollback that took its release away again, from some target at least.
    pub rolled_back_by: Option<DeploymentNumber>,
    /// Whether the same release succeeded there again later.
    pub repeated: bool,
}

struct Row {
    number: DeploymentNumber,
    project: ProjectId,
    project_slug: Slug,
    project_name: String,
    environment: EnvironmentId,
    environment_slug: Slug,
    release: ReleaseId,
    version: Version,
    kind: String,
    request_reason: String,
    requested_at: Time,
    requested_by_name: Option<String>,
    requested_by_sign_in_name: Option<String>,
    requested_token_name: Option<String>,
    started_by_name: Option<String>,
    started_by_sign_in_name: Option<String>,
    started_token_name: Option<String>,
    replaces_version: Option<Version>,
    started_at: Option<Time>,
    ended_at: Option<Time>,
    outcome: Option<String>,
    failure: Option<String>,
    reason: Option<String>,
    interrupted: bool,
    manual_step: bool,
    steps_done: i64,
    steps: i64,
    live_on: i64,
    targets: i64,
    rolled_back_by: Option<DeploymentNumber>,
    repeated: bool,
}

impl TryFrom<Row> for Listed {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let damaged = |what: &str| StoreError::Damaged(format!("#{}: {what}", row.number));
        Ok(Self {
            kind: Kind::parse(&row.kind).ok_or_else(|| damaged("kind"))?,
            ending: ending(row.ended_at, row.outcome.as_deref(), row.failure.as_deref(), row.reason)
                .map_err(damaged)?,
            number: row.number,
            project: row.project,
            project_slug: row.project_slug,
            project_name: row.project_name,
            environment: row.environment,
            environment_slug: row.environment_slug,
            release: row.release,
            version: row.version,
            request_reason: row.request_reason,
            requested_at: row.requested_at,
            requested_by_name: row.requested_by_name.unwrap_or_else(|| "Slipway".to_owned()),
            requested_by_sign_in_name: row.requested_by_sign_in_name,
            requested_token_name: row.requested_token_name,
            started_by_name: row.started_by_name,
            started_by_sign_in_name: row.started_by_sign_in_name,
            started_token_name: row.started_token_name,
            replaces_version: row.replaces_version,
            started_at: row.started_at,
            interrupted: row.interrupted,
            manual_step: row.manual_step,
            steps_done: row.steps_done,
            steps: row.steps,
            live_on: row.live_on,
            targets: row.targets,
            rolled_back_by: row.rolled_back_by,
            repeated: row.repeated,
        })
    }
}

/// The rows of a JSON list of numbers, newest first. What costs a look elsewhere is looked at only where it can be.
pub(super) async fn of_numbers(db: &mut Db, numbers: &str) -> Result<Vec<Listed>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT d.number AS "number: DeploymentNumber", d.project_id AS "project: ProjectId",
                  p.slug AS "project_slug: Slug", p.name AS project_name,
                  d.environment_id AS "environment: EnvironmentId", e.slug AS "environment_slug: Slug",
                  d.release_id AS "release: ReleaseId", r.version AS "version: Version", d.kind,
                  d.request_reason, d.requested_at AS "requested_at: Time",
                  coalesce(t.name, asker.name) AS "requested_by_name?: String",
                  asker.sign_in_name AS "requested_by_sign_in_name?", t.token_name AS "requested_token_name?",
                  coalesce(st.name, starter.name) AS "started_by_name?: String",
                  starter.sign_in_name AS "started_by_sign_in_name?", st.token_name AS "started_token_name?",
                  old.version AS "replaces_version?: Version",
                  d.started_at AS "started_at: Time", d.ended_at AS "ended_at: Time", d.outcome, d.failure,
                  d.reason,
                  d.ended_at IS NULL AND EXISTS (SELECT 1 FROM interruptions i
                                                 WHERE i.deployment = d.number AND i.resolved_at IS NULL)
                      AS "interrupted!: bool",
                  d.ended_at IS NULL AND EXISTS (SELECT 1 FROM steps s
                                                 WHERE s.deployment = d.number AND s.started_at IS NOT NULL
                                                   AND s.ended_at IS NULL AND s.work = '"manual"')
                      AS "manual_step!: bool",
                  CASE WHEN d.ended_at IS NULL
                       THEN (SELECT count(s.ended_at) FROM steps s WHERE s.deployment = d.number) ELSE 0 END
                      AS "steps_done!: i64",
                  CASE WHEN d.ended_at IS NULL
                       THEN (SELECT count(*) FROM steps s WHERE s.deployment = d.number) ELSE 0 END
                      AS "steps!: i64",
                  (SELECT count(*) FROM live l WHERE l.project_id = d.project_id
                      AND l.environment_id = d.environment_id AND l.deployment = d.number) AS "live_on!: i64",
                  (SELECT count(*) FROM live l WHERE l.project_id = d.project_id
                      AND l.environment_id = d.environment_id) AS "targets!: i64",
                  (SELECT b.number FROM served s INDEXED BY served_after_deployment
                   JOIN deployments b ON b.number = s.deployment
                   WHERE s.previous_deployment = d.number AND b.kind = 'rollback' AND s.release_id <> d.release_id
                   ORDER BY s.id LIMIT 1)
                      AS "rolled_back_by: DeploymentNumber",
                  d.outcome IS 'succeeded'
                      AND EXISTS (SELECT 1 FROM deployments again INDEXED BY deployments_of_release
                                  WHERE again.release_id = d.release_id AND again.environment_id = d.environment_id
                                    AND again.number > d.number AND again.outcome = 'succeeded')
                      AS "repeated!: bool"
           FROM deployments d
           JOIN projects p ON p.id = d.project_id
           JOIN environments e ON e.id = d.environment_id
           JOIN releases r ON r.id = d.release_id
           LEFT JOIN named_people asker ON asker.id = d.requested_by
           LEFT JOIN named_tokens t ON t.id = d.requested_token
           LEFT JOIN named_people starter ON starter.id = d.started_by
           LEFT JOIN named_tokens st ON st.id = d.started_token
           LEFT JOIN releases old ON old.id = d.replaces_release_id
           WHERE d.number IN (SELECT value FROM json_each(?))
           ORDER BY d.number DESC"#,
        numbers
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Listed::try_from).collect()
}
