//! What is written of a step, each fact once.

use super::StepOutcome;
use crate::domain::id::{DeploymentNumber, PersonId, StepId};
use crate::domain::plan::PlannedStep;
use crate::domain::time::Time;
use crate::store::{StoreError, Write, one_row, to_json};

/// Writes the steps of a plan down, at the start of a deployment.
pub async fn insert_all(
    write: &mut Write,
    number: DeploymentNumber,
    steps: &[PlannedStep],
) -> Result<(), StoreError> {
    for (position, step) in (1i64..).zip(steps) {
        let work = to_json(&step.work);
        sqlx::query!(
            "INSERT INTO steps (deployment, position, phase, text, work, deploys) VALUES (?, ?, ?, ?, ?, ?)",
            number,
            position,
            step.phase,
            step.text,
            work,
            step.deploys
        )
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

/// Marks a step begun; again after an interruption, which changes nothing.
pub async fn begin(write: &mut Write, step: StepId, at: Time) -> Result<(), StoreError> {
    sqlx::query!("UPDATE steps SET started_at = ? WHERE id = ? AND started_at IS NULL", at, step)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Ends a step. A step ends once.
pub async fn end(
    write: &mut Write,
    step: StepId,
    outcome: StepOutcome,
    person: Option<PersonId>,
    note: &str,
    at: Time,
) -> Result<(), StoreError> {
    let outcome = outcome.word();
    let changed = sqlx::query!(
        "UPDATE steps SET started_at = coalesce(started_at, ?1), ended_at = ?1, outcome = ?2, person_id = ?3, note = ?4
         WHERE id = ?5 AND ended_at IS NULL",
        at,
        outcome,
        person,
        note,
        step
    )
    .execute(&mut **write)
    .await?;
    one_row(changed.rows_affected(), "ending a step")
}

/// Ends the step that was running when its deployment was ended.
pub async fn stop_running(write: &mut Write, number: DeploymentNumber, at: Time) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE steps SET ended_at = ?, outcome = 'stopped'
         WHERE deployment = ? AND started_at IS NOT NULL AND ended_at IS NULL",
        at,
        number
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Marks a follow-up done. False where it is none, or done already.
pub async fn follow_up(
    write: &mut Write,
    step: StepId,
    person: PersonId,
    note: &str,
    at: Time,
) -> Result<bool, StoreError> {
    let changed = sqlx::query!(
        "UPDATE steps SET followed_up_at = ?, person_id = ?, note = ?
         WHERE id = ? AND outcome = 'follow_up' AND followed_up_at IS NULL",
        at,
        person,
        note,
        step
    )
    .execute(&mut **write)
    .await?;
    Ok(changed.rows_affected() == 1)
}
