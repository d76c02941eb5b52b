//! Executions: attempts to carry out automatic steps, on one target each where a step goes from target to target.

use super::{Db, StoreError, Write, one_row};
use crate::domain::id::{DeploymentNumber, ExecutionId, StepId};
use crate::domain::time::Time;

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// Its id.
    pub id: ExecutionId,
    /// Of which step.
    pub step: StepId,
    /// On which target; empty where the step runs once.
    pub target: String,
    /// From 1, for each step and target.
    pub attempt: i64,
    /// When it began.
    pub started_at: Time,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// `succeeded`, `failed`, `timeout`, `technical`, `stopped` or `interrupted`.
    pub outcome: Option<String>,
    /// What the command exited with.
    pub exit_code: Option<i64>,
    /// Why it did not succeed.
    pub reason: Option<String>,
}

impl Execution {
    /// Whether it succeeded.
    pub fn succeeded(&self) -> bool {
        self.outcome.as_deref() == Some("succeeded")
    }
}

/// The attempts of a deployment, oldest first.
pub async fn of_deployment(db: &mut Db, number: DeploymentNumber) -> Result<Vec<Execution>, StoreError> {
    Ok(sqlx::query_as!(
        Execution,
        r#"SELECT x.id AS "id: ExecutionId", x.step_id AS "step: StepId", x.target, x.attempt,
                  x.started_at AS "started_at: Time", x.ended_at AS "ended_at: Time", x.outcome, x.exit_code, x.reason
           FROM executions x JOIN steps s ON s.id = x.step_id WHERE s.deployment = ? ORDER BY x.id"#,
        number
    )
    .fetch_all(db)
    .await?)
}

/// The attempts of a step, oldest first.
pub async fn of_step(db: &mut Db, step: StepId) -> Result<Vec<Execution>, StoreError> {
    Ok(sqlx::query_as!(
        Execution,
        r#"SELECT id AS "id: ExecutionId", step_id AS "step: StepId", target, attempt,
                  started_at AS "started_at: Time", ended_at AS "ended_at: Time", outcome, exit_code, reason
           FROM executions WHERE step_id = ? ORDER BY id"#,
        step
    )
    .fetch_all(db)
    .await?)
}

/// Begins an attempt in this epoch of the engine.
pub async fn begin(
    write: &mut Write,
    step: StepId,
    target: &str,
    epoch: i64,
    at: Time,
) -> Result<ExecutionId, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO executions (step_id, target, attempt, epoch, started_at)
           VALUES (?1, ?2, (SELECT coalesce(max(attempt), 0) + 1 FROM executions WHERE step_id = ?1 AND target = ?2),
                   ?3, ?4)
           RETURNING id AS "id!: ExecutionId""#,
        step,
        target,
        epoch,
        at
    )
    .fetch_one(&mut **write)
    .await?)
}

/// Records how the process is found again, before its command may begin.
pub async fn set_process(write: &mut Write, id: ExecutionId, process: &str) -> Result<(), StoreError> {
    let changed =
        sqlx::query!("UPDATE executions SET process = ? WHERE id = ? AND ended_at IS NULL", process, id)
            .execute(&mut **write)
            .await?;
    one_row(changed.rows_affected(), "recording a process")
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended<'a> {
    /// See [`Execution::outcome`].
    pub outcome: &'a str,
    /// What the command exited with.
    pub exit_code: Option<i64>,
    /// Why it did not succeed.
    pub reason: Option<&'a str>,
    /// When.
    pub at: Time,
}

/// Ends an attempt. An attempt ends once.
pub async fn end(write: &mut Write, id: ExecutionId, ended: &Ended<'_>) -> Result<(), StoreError> {
    let changed = sqlx::query!(
        "UPDATE executions SET ended_at = ?, outcome = ?, exit_code = ?, reason = ? WHERE id = ? AND ended_at IS NULL",
        ended.at,
        ended.outcome,
        ended.exit_code,
        ended.reason,
        id
    )
    .execute(&mut **write)
    .await?;
    one_row(changed.rows_affected(), "ending an execution")
}

/// An attempt that an earlier process of the engine began and never ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Its id.
    pub id: ExecutionId,
    /// How its process is found, where it had one.
    pub process: Option<String>,
}

/// The attempts of a deployment that an earlier epoch left open.
pub async fn lost(db: &mut Db, number: DeploymentNumber, epoch: i64) -> Result<Vec<Lost>, StoreError> {
    Ok(sqlx::query_as!(
        Lost,
        r#"SELECT x.id AS "id: ExecutionId", x.process FROM executions x JOIN steps s ON s.id = x.step_id
           WHERE s.deployment = ? AND x.ended_at IS NULL AND x.epoch < ? ORDER BY x.id"#,
        number,
        epoch
    )
    .fetch_all(db)
    .await?)
}

/// Begins a new epoch of the engine and returns it.
pub async fn next_epoch(write: &mut Write) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!("UPDATE installation SET engine_epoch = engine_epoch + 1 RETURNING engine_epoch")
        .fetch_one(&mut **write)
        .await?)
}
