//! Notifications that notify steps record.

use super::{Db, StoreError, Write};
use crate::domain::id::{DeploymentNumber, StepId};
use crate::domain::time::Time;

/// A recorded notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Whom it is for, as the document says.
    pub audience: String,
    /// What it says.
    pub text: String,
    /// When.
    pub recorded_at: Time,
}

/// Records a notification, once for a step.
pub async fn insert(
    write: &mut Write,
    number: DeploymentNumber,
    step: StepId,
    audience: &str,
    text: &str,
    at: Time,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO notifications (deployment, step_id, audience, text, recorded_at)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM notifications WHERE step_id = ?2)",
        number,
        step,
        audience,
        text,
        at
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The notifications of a deployment, oldest first.
pub async fn of_deployment(db: &mut Db, number: DeploymentNumber) -> Result<Vec<Notification>, StoreError> {
    Ok(sqlx::query_as!(
        Notification,
        r#"SELECT audience, text, recorded_at AS "recorded_at: Time" FROM notifications
           WHERE deployment = ? ORDER BY id"#,
        number
    )
    .fetch_all(db)
    .await?)
}
