//! When the chain of the audit log was walked, how far, and what came of it.

use super::{Db, StoreError, Write};
use crate::domain::time::Time;

/// One walk of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// When.
    pub at: Time,
    /// How many events there were.
    pub sequence: i64,
    /// The hash of the newest of them.
    pub head: String,
    /// The first that is not what it was; none where all are.
    pub broken_at: Option<i64>,
}

/// Keeps what a walk found.
pub async fn insert(write: &mut Write, check: &Check) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO audit_checks (at, sequence, head, broken_at) VALUES (?, ?, ?, ?)",
        check.at,
        check.sequence,
        check.head,
        check.broken_at
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The newest walk.
pub async fn last(db: &mut Db) -> Result<Option<Check>, StoreError> {
    Ok(sqlx::query_as!(
        Check,
        r#"SELECT at AS "at: Time", sequence, head, broken_at FROM audit_checks ORDER BY id DESC LIMIT 1"#
    )
    .fetch_optional(db)
    .await?)
}
