//! Log lines of steps.

use super::{Db, StoreError, Write};
use crate::domain::id::{DeploymentNumber, ExecutionId, StepId};
use crate::domain::log::{Line, Stream};
use crate::domain::time::Time;

/// A line as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its place among all lines.
    pub id: i64,
    /// Of which step.
    pub step: StepId,
    /// On which target; empty where the step runs once.
    pub target: String,
    /// When it was read.
    pub at: Time,
    /// Where it came from.
    pub stream: Stream,
    /// The line, as it was printed.
    pub text: String,
}

/// The schema admits no other word than the three.
fn stream(word: &str) -> Stream {
    Stream::parse(word).unwrap_or(Stream::Note)
}

/// Writes a batch of lines down.
pub async fn append(
    write: &mut Write,
    deployment: DeploymentNumber,
    step: StepId,
    execution: Option<ExecutionId>,
    lines: &[Line],
) -> Result<(), StoreError> {
    for line in lines {
        let stream = line.stream.as_str();
        sqlx::query!(
            "INSERT INTO log_lines (deployment, step_id, execution_id, at, stream, text) VALUES (?, ?, ?, ?, ?, ?)",
            deployment,
            step,
            execution,
            line.at,
            stream,
            line.text
        )
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

/// Up to `most` lines of a deployment after a place, oldest first.
pub async fn after(
    db: &mut Db,
    number: DeploymentNumber,
    id: i64,
    most: i64,
) -> Result<Vec<LogLine>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT l.id, l.step_id AS "step: StepId", coalesce(x.target, '') AS "target!: String", l.at AS "at: Time",
                  l.stream, l.text
           FROM log_lines l LEFT JOIN executions x ON x.id = l.execution_id
           WHERE l.deployment = ? AND l.id > ? ORDER BY l.id LIMIT ?"#,
        number,
        id,
        most
    )
    .fetch_all(db)
    .await?;
    let line = |r: (i64, StepId, String, Time, String, String)| LogLine {
        id: r.0,
        step: r.1,
        target: r.2,
        at: r.3,
        stream: stream(&r.4),
        text: r.5,
    };
    Ok(rows.into_iter().map(|r| line((r.id, r.step, r.target, r.at, r.stream, r.text))).collect())
}

/// Up to `most` lines of a step after a place, oldest first.
pub async fn of_step_after(
    db: &mut Db,
    step: StepId,
    id: i64,
    most: i64,
) -> Result<Vec<LogLine>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT l.id, coalesce(x.target, '') AS "target!: String", l.at AS "at: Time", l.stream, l.text
           FROM log_lines l LEFT JOIN executions x ON x.id = l.execution_id
           WHERE l.step_id = ? AND l.id > ? ORDER BY l.id LIMIT ?"#,
        step,
        id,
        most
    )
    .fetch_all(db)
    .await?;
    let line =
        |id, target, at, from: String, text| LogLine { id, step, target, at, stream: stream(&from), text };
    Ok(rows.into_iter().map(|r| line(r.id, r.target, r.at, r.stream, r.text)).collect())
}

/// The last `most` lines of a step, oldest first.
pub async fn tail(db: &mut Db, step: StepId, most: i64) -> Result<Vec<LogLine>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT l.id, coalesce(x.target, '') AS "target!: String", l.at AS "at: Time", l.stream, l.text
           FROM log_lines l LEFT JOIN executions x ON x.id = l.execution_id
           WHERE l.step_id = ? ORDER BY l.id DESC LIMIT ?"#,
        step,
        most
    )
    .fetch_all(db)
    .await?;
    let mut lines: Vec<LogLine> = rows
        .into_iter()
        .map(|r| LogLine {
            id: r.id,
            step,
            target: r.target,
            at: r.at,
            stream: stream(&r.stream),
            text: r.text,
        })
        .collect();
    lines.reverse();
    Ok(lines)
}

/// How many lines each step of a deployment has, of those that have any.
pub async fn counts(db: &mut Db, number: DeploymentNumber) -> Result<Vec<(StepId, i64)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT step_id AS "step: StepId", count(*) AS "count!: i64" FROM log_lines
           WHERE step_id IN (SELECT id FROM steps WHERE deployment = ?) GROUP BY step_id"#,
        number
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.step, row.count)).collect())
}

/// How many lines a step has.
pub async fn count(db: &mut Db, step: StepId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!("SELECT count(*) FROM log_lines WHERE step_id = ?", step).fetch_one(db).await?)
}

/// The place of a deployment's newest line; 0 where there is none.
pub async fn head(db: &mut Db, number: DeploymentNumber) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT coalesce(max(id), 0) AS "head!: i64" FROM log_lines WHERE deployment = ?"#,
        number
    )
    .fetch_one(db)
    .await?)
}
