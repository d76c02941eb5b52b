//! Runs: what each is bound to, and that it ended. What happened in one is in its events.

use super::{Db, StoreError, Write, one_row};
use crate::access::permit::{Act, InRun, Permit};
use crate::access::scope::Scope;
use crate::domain::id::{EnvironmentId, PersonId, ProjectId, RunNumber, RunbookId, RunbookVersionId};
use crate::domain::run::Outcome;
use crate::domain::runbook::Mode;
use crate::domain::text::Slug;
use crate::domain::time::Time;

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub number: RunNumber,
    /// The version that it carries out.
    pub version: RunbookVersionId,
    /// The runbook of that version.
    pub runbook: RunbookId,
    /// The runbook's short name.
    pub slug: Slug,
    /// The version's title.
    pub title: String,
    /// How much is real.
    pub mode: Mode,
    /// In which project.
    pub project: ProjectId,
    /// The project's short name.
    pub project_slug: Slug,
    /// The project's name.
    pub project_name: String,
    /// In which environment.
    pub environment: EnvironmentId,
    /// The environment's short name.
    pub environment_slug: Slug,
    /// The environment's name.
    pub environment_name: String,
    /// Why.
    pub reason: String,
    /// When it started.
    pub started_at: Time,
    /// Who started it.
    pub started_by: PersonId,
    /// Their name.
    pub started_by_name: String,
    /// When it ended, and how.
    pub ended: Option<(Time, Outcome)>,
    /// The earlier run that it goes on from.
    pub continues: Option<RunNumber>,
    /// The later run that goes on from it.
    pub continued_by: Option<RunNumber>,
}

/// A run as it is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun<'a> {
    /// The published version.
    pub version: RunbookVersionId,
    /// How much is real.
    pub mode: Mode,
    /// Why.
    pub reason: &'a str,
    /// Who starts it.
    pub person: PersonId,
    /// When.
    pub at: Time,
    /// The earlier run that it goes on from.
    pub continues: Option<RunNumber>,
}

struct Row {
    number: RunNumber,
    version: RunbookVersionId,
    runbook: RunbookId,
    slug: Slug,
    title: String,
    mode: String,
    project: ProjectId,
    project_slug: Slug,
    project_name: String,
    environment: EnvironmentId,
    environment_slug: Slug,
    environment_name: String,
    reason: String,
    started_at: Time,
    started_by: PersonId,
    started_by_name: String,
    ended_at: Option<Time>,
    outcome: Option<String>,
    continues: Option<RunNumber>,
    continued_by: Option<RunNumber>,
}

impl TryFrom<Row> for Run {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let damaged = |what: &str| StoreError::Damaged(format!("run {}: {what}", row.number));
        let outcome = match &row.outcome {
            Some(word) => Some(Outcome::parse(word).ok_or_else(|| damaged("outcome"))?),
            None => None,
        };
        Ok(Self {
            mode: Mode::parse(&row.mode).ok_or_else(|| damaged("mode"))?,
            ended: row.ended_at.zip(outcome),
            number: row.number,
            version: row.version,
            runbook: row.runbook,
            slug: row.slug,
            title: row.title,
            project: row.project,
            project_slug: row.project_slug,
            project_name: row.project_name,
            environment: row.environment,
            environment_slug: row.environment_slug,
            environment_name: row.environment_name,
            reason: row.reason,
            started_at: row.started_at,
            started_by: row.started_by,
            started_by_name: row.started_by_name,
            continues: row.continues,
            continued_by: row.continued_by,
        })
    }
}

/// Starts a run in the permit's project and environment, and gives it its number.
pub async fn insert<A: Act>(
    write: &mut Write,
    permit: &Permit<A>,
    new: &NewRun<'_>,
) -> Result<RunNumber, StoreError> {
    let (project, environment, mode) = (permit.project(), permit.environment(), new.mode.word());
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO runs (version_id, mode, project_id, environment_id, reason, started_at, started_by,
                             continues)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING number AS "number!: RunNumber""#,
        new.version,
        mode,
        project,
        environment,
        new.reason,
        new.at,
        new.person,
        new.continues
    )
    .fetch_one(&mut **write)
    .await?)
}

/// Ends a run.
pub async fn end(
    write: &mut Write,
    _: &impl InRun,
    number: RunNumber,
    outcome: Outcome,
    at: Time,
) -> Result<(), StoreError> {
    let word = outcome.word();
    let changed = sqlx::query!(
        "UPDATE runs SET ended_at = ?, outcome = ? WHERE number = ? AND ended_at IS NULL",
        at,
        word,
        number
    )
    .execute(&mut **write)
    .await?;
    one_row(changed.rows_affected(), "ending a run")
}

/// The runs of these numbers, newest first.
async fn of_numbers(db: &mut Db, numbers: &[RunNumber]) -> Result<Vec<Run>, StoreError> {
    let numbers = super::to_json(&numbers);
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT r.number AS "number: RunNumber", r.version_id AS "version: RunbookVersionId",
                  v.runbook_id AS "runbook: RunbookId", b.slug AS "slug: Slug", v.title, r.mode,
                  r.project_id AS "project: ProjectId", p.slug AS "project_slug: Slug",
                  p.name AS project_name, r.environment_id AS "environment: EnvironmentId",
                  e.slug AS "environment_slug: Slug", e.name AS environment_name, r.reason,
                  r.started_at AS "started_at: Time", r.started_by AS "started_by: PersonId",
                  (SELECT n.name FROM named_people n WHERE n.id = s.id) AS "started_by_name!: String", r.ended_at AS "ended_at: Time", r.outcome,
                  r.continues AS "continues: RunNumber",
                  (SELECT number FROM runs l WHERE l.continues = r.number) AS "continued_by: RunNumber"
           FROM runs r
           JOIN runbook_versions v ON v.id = r.version_id
           JOIN runbooks b ON b.id = v.runbook_id
           JOIN projects p ON p.id = r.project_id
           JOIN environments e ON e.id = r.environment_id
           JOIN people s ON s.id = r.started_by
           WHERE r.number IN (SELECT value FROM json_each(?)) ORDER BY r.number DESC"#,
        numbers
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Run::try_from).collect()
}

/// The runs that have not ended, oldest first.
pub async fn open(db: &mut Db) -> Result<Vec<RunNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number!: RunNumber" FROM runs WHERE ended_at IS NULL ORDER BY number"#
    )
    .fetch_all(db)
    .await?)
}

/// The run of a runbook that is under way in a place and no tabletop.
pub async fn under_way(
    db: &mut Db,
    runbook: RunbookId,
    project: ProjectId,
    environment: EnvironmentId,
) -> Result<Option<RunNumber>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT r.number AS "number!: RunNumber" FROM runs r JOIN runbook_versions v ON v.id = r.version_id
           WHERE r.ended_at IS NULL AND r.mode <> 'tabletop' AND v.runbook_id = ? AND r.project_id = ?
             AND r.environment_id = ? ORDER BY r.number LIMIT 1"#,
        runbook,
        project,
        environment
    )
    .fetch_optional(db)
    .await?)
}

/// The run of a number.
pub async fn by_number(db: &mut Db, number: RunNumber) -> Result<Option<Run>, StoreError> {
    Ok(of_numbers(db, &[number]).await?.pop())
}

/// A run that exists for the actor.
pub async fn in_scope(db: &mut Db, number: RunNumber, scope: &Scope) -> Result<Option<Run>, StoreError> {
    let found = by_number(db, number).await?;
    Ok(found.filter(|run| scope.sees(run.project, run.environment)))
}

/// The newest runs that exist for the actor: of one runbook, or of all.
pub async fn recent(
    db: &mut Db,
    scope: &Scope,
    runbook: Option<RunbookId>,
    most: i64,
) -> Result<Vec<Run>, StoreError> {
    let places = scope.json();
    let numbers = sqlx::query_scalar!(
        r#"SELECT r.number AS "number!: RunNumber" FROM runs r JOIN runbook_versions v ON v.id = r.version_id
           WHERE (?1 IS NULL OR v.runbook_id = ?1)
             AND (?2 = 'null' OR EXISTS (
                 SELECT 1 FROM json_each(?2) place
                 WHERE json_extract(place.value, '$[1]') = r.environment_id
                   AND (json_extract(place.value, '$[0]') IS NULL OR json_extract(place.value, '$[0]') = r.project_id)))
           ORDER BY r.number DESC LIMIT ?3"#,
        runbook,
        places,
        most
    )
    .fetch_all(&mut *db)
    .await?;
    of_numbers(db, &numbers).await
}

/// When each runbook was last drilled with success, in what exists for the actor.
pub async fn last_drills(db: &mut Db, scope: &Scope) -> Result<Vec<(RunbookId, Time)>, StoreError> {
    let places = scope.json();
    let rows = sqlx::query!(
        r#"SELECT v.runbook_id AS "runbook!: RunbookId", max(r.ended_at) AS "at!: Time"
           FROM runs r JOIN runbook_versions v ON v.id = r.version_id
           WHERE r.mode = 'drill' AND r.outcome IN ('succeeded', 'succeeded_with_exceptions')
             AND (?1 = 'null' OR EXISTS (
                 SELECT 1 FROM json_each(?1) place
                 WHERE json_extract(place.value, '$[1]') = r.environment_id
                   AND (json_extract(place.value, '$[0]') IS NULL OR json_extract(place.value, '$[0]') = r.project_id)))
           GROUP BY v.runbook_id"#,
        places
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.runbook, row.at)).collect())
}
