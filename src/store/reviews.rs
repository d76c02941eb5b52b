//! Reviews that immediate rollbacks open.

use super::{Db, StoreError, Write};
use crate::access::permit::{CloseReview, Permit};
use crate::domain::id::{DeploymentNumber, PersonId};
use crate::domain::time::Time;

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// When it was opened.
    pub opened_at: Time,
    /// When it was closed.
    pub closed_at: Option<Time>,
    /// Who closed it.
    pub closed_by_name: Option<String>,
    /// What they found.
    pub comment: Option<String>,
}

/// Opens the review of an immediate rollback.
pub async fn open(write: &mut Write, number: DeploymentNumber, at: Time) -> Result<(), StoreError> {
    sqlx::query!("INSERT INTO reviews (deployment, opened_at) VALUES (?, ?)", number, at)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Closes a review. False where it is closed already, or there is none.
pub async fn close(
    write: &mut Write,
    _permit: &Permit<CloseReview>,
    number: DeploymentNumber,
    person: PersonId,
    comment: &str,
    at: Time,
) -> Result<bool, StoreError> {
    let changed = sqlx::query!(
        "UPDATE reviews SET closed_at = ?, closed_by = ?, comment = ? WHERE deployment = ? AND closed_at IS NULL",
        at,
        person,
        comment,
        number
    )
    .execute(&mut **write)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// The review of a deployment.
pub async fn of_deployment(db: &mut Db, number: DeploymentNumber) -> Result<Option<Review>, StoreError> {
    Ok(sqlx::query_as!(
        Review,
        r#"SELECT r.opened_at AS "opened_at: Time", r.closed_at AS "closed_at: Time",
                  p.name AS "closed_by_name?: String", r.comment
           FROM reviews r LEFT JOIN named_people p ON p.id = r.closed_by WHERE r.deployment = ?"#,
        number
    )
    .fetch_optional(db)
    .await?)
}
