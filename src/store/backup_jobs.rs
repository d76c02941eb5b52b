//! What the backup jobs of strategies did: each backup and each verification, its last lines, and who wants one now.

use super::{Db, StoreError, Write, one_row, to_json};
use crate::access::permit::{BackUpNow, Permit};
use crate::domain::backup_job::{Kind, Past};
use crate::domain::id::{EnvironmentId, PersonId, ProjectId, StrategyVersionId};
use crate::domain::log::{Line, Stream};
use crate::domain::time::Time;

/// The lines of so many runs of a job are kept.
const RUNS_WITH_LINES: i64 = 20;
/// So many last lines of each.
const LINES: i64 = 200;

/// A job: its project, its environment, its short name there.
pub type Job = (ProjectId, EnvironmentId, String);

/// Something that a job did, or does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRun {
    /// Inside.
    pub id: i64,
    /// What.
    pub kind: Kind,
    /// When it began.
    pub began_at: Time,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// `succeeded`, `failed`, `timeout`, `technical`, `stopped` or `interrupted`.
    pub outcome: Option<String>,
    /// Why it did not succeed.
    pub reason: Option<String>,
}

impl JobRun {
    /// Whether it succeeded.
    pub fn succeeded(&self) -> bool {
        self.outcome.as_deref() == Some("succeeded")
    }
}

struct Row {
    id: i64,
    kind: String,
    began_at: Time,
    ended_at: Option<Time>,
    outcome: Option<String>,
    reason: Option<String>,
}

impl TryFrom<Row> for JobRun {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let kind = Kind::parse(&row.kind);
        Ok(Self {
            id: row.id,
            kind: kind.ok_or_else(|| StoreError::Damaged(format!("backup job run {}", row.id)))?,
            began_at: row.began_at,
            ended_at: row.ended_at,
            outcome: row.outcome,
            reason: row.reason,
        })
    }
}

/// The newest runs of a job, newest first.
pub async fn recent(db: &mut Db, job: &Job, most: i64) -> Result<Vec<JobRun>, StoreError> {
    let (project, environment, job) = job;
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id!", kind, started_at AS "began_at: Time", ended_at AS "ended_at: Time", outcome, reason
           FROM backup_job_runs WHERE project_id = ? AND environment_id = ? AND job = ? ORDER BY id DESC LIMIT ?"#,
        project,
        environment,
        job,
        most
    );
    rows.fetch_all(db).await?.into_iter().map(JobRun::try_from).collect()
}

/// What each of these jobs did last and when it last succeeded, of one kind; in their order.
pub async fn pasts(db: &mut Db, jobs: &[Job], kind: Kind) -> Result<Vec<Past>, StoreError> {
    let (jobs, kind) = (to_json(&jobs), kind.word());
    let rows = sqlx::query!(
        r#"SELECT (SELECT started_at FROM backup_job_runs r
                   WHERE r.project_id = j.value ->> 0 AND r.environment_id = j.value ->> 1 AND r.job = j.value ->> 2
                     AND r.kind = ?2 ORDER BY r.id DESC LIMIT 1) AS "began?: Time",
                  (SELECT ended_at FROM backup_job_runs r
                   WHERE r.project_id = j.value ->> 0 AND r.environment_id = j.value ->> 1 AND r.job = j.value ->> 2
                     AND r.kind = ?2 AND r.outcome = 'succeeded' ORDER BY r.id DESC LIMIT 1) AS "succeeded?: Time"
           FROM json_each(?1) j ORDER BY j.key"#,
        jobs,
        kind
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Past { began: row.began, succeeded: row.succeeded }).collect())
}

/// The jobs that do something at this moment, each with what.
pub async fn under_way(db: &mut Db) -> Result<Vec<(Job, Kind)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT project_id AS "project: ProjectId", environment_id AS "environment: EnvironmentId", job, kind
           FROM backup_job_runs WHERE ended_at IS NULL"#
    );
    let rows = rows.fetch_all(db).await?.into_iter();
    Ok(rows
        .filter_map(|row| Some(((row.project, row.environment, row.job), Kind::parse(&row.kind)?)))
        .collect())
}

/// Somebody wants a job to do something as soon as it can; to want it again changes nothing.
pub async fn wish(
    write: &mut Write,
    permit: &Permit<BackUpNow>,
    (job, kind): (&str, Kind),
    (person, at): (PersonId, Time),
) -> Result<(), StoreError> {
    let (project, environment, kind) = (permit.project(), permit.environment(), kind.word());
    sqlx::query!(
        "INSERT INTO backup_job_wishes (project_id, environment_id, job, kind, asked_at, asked_by)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        project,
        environment,
        job,
        kind,
        at,
        person
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// What people want jobs to do, the oldest wish first.
pub async fn wishes(db: &mut Db) -> Result<Vec<(Job, Kind)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT project_id AS "project: ProjectId", environment_id AS "environment: EnvironmentId", job, kind
           FROM backup_job_wishes ORDER BY asked_at"#
    );
    let rows = rows.fetch_all(db).await?.into_iter();
    Ok(rows
        .filter_map(|row| Some(((row.project, row.environment, row.job), Kind::parse(&row.kind)?)))
        .collect())
}

/// A run as it begins.
#[derive(Debug, Clone, Copy)]
pub struct NewRun<'a> {
    /// Of which job.
    pub job: &'a Job,
    /// What it does.
    pub kind: Kind,
    /// The strategy version whose command and files it uses.
    pub version: StrategyVersionId,
    /// The engine's epoch.
    pub epoch: i64,
    /// When.
    pub at: Time,
}

/// Begins a run: what was wanted is fulfilled, and the lines of old runs go. None where the job does something already.
pub async fn begin(write: &mut Write, new: &NewRun<'_>) -> Result<Option<i64>, StoreError> {
    let ((project, environment, job), kind) = (new.job, new.kind.word());
    sqlx::query!(
        "DELETE FROM backup_job_wishes WHERE project_id = ? AND environment_id = ? AND job = ? AND kind = ?",
        project,
        environment,
        job,
        kind
    )
    .execute(&mut **write)
    .await?;
    sqlx::query!(
        "DELETE FROM backup_job_lines WHERE job_run IN (
             SELECT id FROM backup_job_runs WHERE project_id = ? AND environment_id = ? AND job = ?
             ORDER BY id DESC LIMIT ? OFFSET ?)",
        project,
        environment,
        job,
        LINES,
        RUNS_WITH_LINES
    )
    .execute(&mut **write)
    .await?;
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO backup_job_runs (project_id, environment_id, job, kind, strategy_version_id, epoch, started_at)
           VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id AS "id!""#,
        project,
        environment,
        job,
        kind,
        new.version,
        new.epoch,
        new.at
    )
    .fetch_optional(&mut **write)
    .await?)
}

/// Records how the process is found again, before its command may begin.
pub async fn set_process(write: &mut Write, run: i64, process: &str) -> Result<(), StoreError> {
    let changed = sqlx::query!(
        "UPDATE backup_job_runs SET process = ? WHERE id = ? AND ended_at IS NULL",
        process,
        run
    )
    .execute(&mut **write)
    .await?;
    one_row(changed.rows_affected(), "recording the process of a backup job")
}

/// Ends a run, once, and keeps its last lines.
pub async fn end(
    write: &mut Write,
    run: i64,
    (outcome, reason): (&str, Option<&str>),
    at: Time,
) -> Result<(), StoreError> {
    let changed = sqlx::query!(
        "UPDATE backup_job_runs SET ended_at = ?, outcome = ?, reason = ? WHERE id = ? AND ended_at IS NULL",
        at,
        outcome,
        reason,
        run
    )
    .execute(&mut **write)
    .await?;
    one_row(changed.rows_affected(), "ending a backup job's run")?;
    sqlx::query!(
        "DELETE FROM backup_job_lines WHERE job_run = ?1 AND id NOT IN (
             SELECT id FROM backup_job_lines WHERE job_run = ?1 ORDER BY id DESC LIMIT ?2)",
        run,
        LINES
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Adds lines to a run's log.
pub async fn append(write: &mut Write, run: i64, lines: &[Line]) -> Result<(), StoreError> {
    for line in lines {
        let stream = line.stream.as_str();
        sqlx::query!(
            "INSERT INTO backup_job_lines (job_run, at, stream, text) VALUES (?, ?, ?, ?)",
            run,
            line.at,
            stream,
            line.text
        )
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

/// The last lines of runs: the run, the line's id, the line; oldest first.
pub async fn lines(db: &mut Db, runs: &[i64]) -> Result<Vec<(i64, i64, Line)>, StoreError> {
    let runs = to_json(&runs);
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", job_run, at AS "at: Time", stream, text FROM backup_job_lines
           WHERE job_run IN (SELECT value FROM json_each(?)) ORDER BY job_run, id"#,
        runs
    );
    let line = |row: (i64, i64, Time, String, String)| {
        let stream = Stream::parse(&row.3).unwrap_or(Stream::Note);
        (row.0, row.1, Line { at: row.2, stream, text: row.4 })
    };
    let rows = rows.fetch_all(db).await?.into_iter();
    Ok(rows.map(|row| line((row.job_run, row.id, row.at, row.stream, row.text))).collect())
}

/// A run that an earlier process of the engine began and never ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Inside.
    pub id: i64,
    /// How its process is found, where it had one.
    pub process: Option<String>,
}

/// The runs that an earlier epoch left open.
pub async fn lost(db: &mut Db, epoch: i64) -> Result<Vec<Lost>, StoreError> {
    Ok(sqlx::query_as!(
        Lost,
        r#"SELECT id AS "id!", process FROM backup_job_runs WHERE ended_at IS NULL AND epoch < ? ORDER BY id"#,
        epoch
    )
    .fetch_all(db)
    .await?)
}

/// The runs that are under way, for the workspaces that are not to be removed.
pub async fn open(db: &mut Db) -> Result<Vec<i64>, StoreError> {
    Ok(sqlx::query_scalar!(r#"SELECT id AS "id!" FROM backup_job_runs WHERE ended_at IS NULL"#)
        .fetch_all(db)
        .await?)
}
