//! Interruptions: the process that carried a deployment out was lost.

use super::{Db, StoreError, Write};
use crate::domain::id::{DeploymentNumber, PersonId};
use crate::domain::time::Time;

/// An open interruption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interruption {
    /// When it was found.
    pub at: Time,
    /// How many left-over processes were ended.
    pub processes_ended: i64,
}

/// Opens an interruption, unless one is open.
pub async fn open(
    write: &mut Write,
    number: DeploymentNumber,
    processes_ended: i64,
    at: Time,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO interruptions (deployment, at, processes_ended) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        number,
        at,
        processes_ended
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Closes the open interruption, if there is one. False where there is none.
pub async fn resolve(
    write: &mut Write,
    number: DeploymentNumber,
    person: Option<PersonId>,
    resolution: &str,
    at: Time,
) -> Result<bool, StoreError> {
    let changed = sqlx::query!(
        "UPDATE interruptions SET resolved_at = ?, resolved_by = ?, resolution = ?
         WHERE deployment = ? AND resolved_at IS NULL",
        at,
        person,
        resolution,
        number
    )
    .execute(&mut **write)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// The open interruption of a deployment.
pub async fn of_deployment(
    db: &mut Db,
    number: DeploymentNumber,
) -> Result<Option<Interruption>, StoreError> {
    Ok(sqlx::query_as!(
        Interruption,
        r#"SELECT at AS "at: Time", processes_ended FROM interruptions WHERE deployment = ? AND resolved_at IS NULL"#,
        number
    )
    .fetch_optional(db)
    .await?)
}
