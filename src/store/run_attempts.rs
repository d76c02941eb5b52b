//! What the machine tried at the steps of runs, each with how its process is found again, and the lines that it printed.

use super::{Db, StoreError, Write, one_row};
use crate::access::permit::Machine;
use crate::domain::id::{RunAttemptId, RunNumber};
use crate::domain::log::{Line, Stream};
use crate::domain::time::Time;

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunAttempt {
    /// Its id.
    pub id: RunAttemptId,
    /// The position of its step.
    pub step: i64,
    /// Whether what reverses the step was run.
    pub reverse: bool,
    /// From 1, for each step and way.
    pub attempt: i64,
    /// When it began.
    pub started_at: Time,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// `passed`, `failed`, `inconclusive`, `timeout`, `technical`, `stopped` or `interrupted`.
    pub outcome: Option<String>,
    /// What the command exited with.
    pub exit_code: Option<i64>,
    /// Why it did not pass.
    pub reason: Option<String>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended<'a> {
    /// `passed`, `failed`, `inconclusive`, `timeout`, `technical`, `stopped` or `interrupted`.
    pub outcome: &'static str,
    /// What the command exited with.
    pub exit_code: Option<i64>,
    /// Why it did not pass.
    pub reason: Option<&'a str>,
    /// When.
    pub at: Time,
}

/// An attempt as it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun<'a> {
    /// In which run.
    pub run: RunNumber,
    /// The position of its step.
    pub step: i64,
    /// Whether what reverses the step is run.
    pub reverse: bool,
    /// In which epoch of the engine.
    pub epoch: i64,
    /// How its process is found again (JSON), where it has one.
    pub process: Option<&'a str>,
    /// When.
    pub at: Time,
}

/// Writes down that an attempt begins.
pub async fn begin(write: &mut Write, _: &Machine, begun: &Begun<'_>) -> Result<RunAttemptId, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO run_attempts (run, step, reverse, attempt, epoch, started_at, process)
           SELECT ?1, ?2, ?3, 1 + count(*), ?4, ?5, ?6 FROM run_attempts WHERE run = ?1 AND step = ?2 AND reverse = ?3
           RETURNING id AS "id!: RunAttemptId""#,
        begun.run,
        begun.step,
        begun.reverse,
        begun.epoch,
        begun.at,
        begun.process
    )
    .fetch_one(&mut **write)
    .await?)
}

/// Writes down how an attempt ended.
pub async fn end(
    write: &mut Write,
    _: &Machine,
    id: RunAttemptId,
    ended: &Ended<'_>,
) -> Result<(), StoreError> {
    let changed = sqlx::query!(
        "UPDATE run_attempts SET ended_at = ?, outcome = ?, exit_code = ?, reason = ? WHERE id = ? AND ended_at IS NULL",
        ended.at,
        ended.outcome,
        ended.exit_code,
        ended.reason,
        id
    )
    .execute(&mut **write)
    .await?;
    one_row(changed.rows_affected(), "ending an attempt of a run")
}

/// The attempts of a run, oldest first.
pub async fn of_run(db: &mut Db, run: RunNumber) -> Result<Vec<RunAttempt>, StoreError> {
    Ok(sqlx::query_as!(
        RunAttempt,
        r#"SELECT id AS "id: RunAttemptId", step, reverse AS "reverse: bool", attempt, started_at AS "started_at: Time",
                  ended_at AS "ended_at: Time", outcome, exit_code, reason
           FROM run_attempts WHERE run = ? ORDER BY id"#,
        run
    )
    .fetch_all(db)
    .await?)
}

/// An attempt that an earlier process of the engine began and never ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Its id.
    pub id: RunAttemptId,
    /// How its process is found, where it had one.
    pub process: Option<String>,
}

/// The attempts of a run that an epoch before this one left open.
pub async fn lost(db: &mut Db, run: RunNumber, epoch: i64) -> Result<Vec<Lost>, StoreError> {
    Ok(sqlx::query_as!(
        Lost,
        r#"SELECT id AS "id: RunAttemptId", process FROM run_attempts
           WHERE run = ? AND ended_at IS NULL AND epoch < ? ORDER BY id"#,
        run,
        epoch
    )
    .fetch_all(db)
    .await?)
}

/// A line as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunLogLine {
    /// Its place among all lines of runs.
    pub id: i64,
    /// Of which attempt.
    pub attempt: RunAttemptId,
    /// When it was read.
    pub at: Time,
    /// Where it came from.
    pub stream: Stream,
    /// The line, as it was printed.
    pub text: String,
}

struct LineRow {
    id: i64,
    attempt: RunAttemptId,
    at: Time,
    stream: String,
    text: String,
}

impl From<LineRow> for RunLogLine {
    /// The schema admits no other word than the three.
    fn from(row: LineRow) -> Self {
        let stream = Stream::parse(&row.stream).unwrap_or(Stream::Note);
        Self { id: row.id, attempt: row.attempt, at: row.at, stream, text: row.text }
    }
}

/// Writes lines of an attempt down.
pub async fn write_lines(
    write: &mut Write,
    _: &Machine,
    (run, step, attempt): (RunNumber, i64, RunAttemptId),
    lines: &[Line],
) -> Result<(), StoreError> {
    for line in lines {
        let stream = line.stream.as_str();
        sqlx::query!(
            "INSERT INTO run_log_lines (run, step, attempt_id, at, stream, text) VALUES (?, ?, ?, ?, ?, ?)",
            run,
            step,
            attempt,
            line.at,
            stream,
            line.text
        )
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

/// Removes what the attempts of a step printed before its newest `kept` ones; the attempts stay.
pub async fn forget_lines(
    write: &mut Write,
    _: &Machine,
    (run, step): (RunNumber, i64),
    kept: usize,
) -> Result<(), StoreError> {
    let kept = i64::try_from(kept).unwrap_or(i64::MAX);
    sqlx::query!(
        "DELETE FROM run_log_lines WHERE run = ?1 AND step = ?2 AND attempt_id IN (
             SELECT id FROM run_attempts WHERE run = ?1 AND step = ?2 ORDER BY id DESC LIMIT -1 OFFSET ?3)",
        run,
        step,
        kept
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Up to `most` lines of a run after a place, oldest first.
pub async fn lines_after(
    db: &mut Db,
    run: RunNumber,
    id: i64,
    most: i64,
) -> Result<Vec<RunLogLine>, StoreError> {
    let rows = sqlx::query_as!(
        LineRow,
        r#"SELECT id, attempt_id AS "attempt!: RunAttemptId", at AS "at: Time", stream, text FROM run_log_lines
           WHERE run = ? AND id > ? AND attempt_id IS NOT NULL ORDER BY id LIMIT ?"#,
        run,
        id,
        most
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(RunLogLine::from).collect())
}

/// Up to `most` lines of one attempt of a run's step after a place, oldest first.
pub async fn lines_of_attempt_after(
    db: &mut Db,
    (run, step, attempt): (RunNumber, i64, RunAttemptId),
    id: i64,
    most: i64,
) -> Result<Vec<RunLogLine>, StoreError> {
    let rows = sqlx::query_as!(
        LineRow,
        r#"SELECT id, attempt_id AS "attempt!: RunAttemptId", at AS "at: Time", stream, text FROM run_log_lines
           WHERE run = ? AND step = ? AND attempt_id = ? AND id > ? ORDER BY id LIMIT ?"#,
        run,
        step,
        attempt,
        id,
        most
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(RunLogLine::from).collect())
}

/// The last `most` lines of one attempt, oldest first.
pub async fn tail(
    db: &mut Db,
    (run, step, attempt): (RunNumber, i64, RunAttemptId),
    most: i64,
) -> Result<Vec<RunLogLine>, StoreError> {
    let rows = sqlx::query_as!(
        LineRow,
        r#"SELECT id, attempt_id AS "attempt!: RunAttemptId", at AS "at: Time", stream, text FROM run_log_lines
           WHERE run = ? AND step = ? AND attempt_id = ? ORDER BY id DESC LIMIT ?"#,
        run,
        step,
        attempt,
        most
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().rev().map(RunLogLine::from).collect())
}

/// The place of a run's newest line; 0 where there is none.
pub async fn head(db: &mut Db, run: RunNumber) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT coalesce(max(id), 0) AS "head!: i64" FROM run_log_lines WHERE run = ?"#,
        run
    )
    .fetch_one(db)
    .await?)
}

/// The id of a run's newest attempt; 0 where there is none.
pub async fn newest(db: &mut Db, run: RunNumber) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT coalesce(max(id), 0) AS "newest!: i64" FROM run_attempts WHERE run = ?"#,
        run
    )
    .fetch_one(db)
    .await?)
}
