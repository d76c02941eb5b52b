//! The latest time that anything in the database happened at.

use super::{Db, StoreError};
use crate::domain::time::Time;

/// When the latest thing that leaves a time behind happened: an event, a look at the log, the use of a session; the
/// beginning of all time where nothing has.
pub async fn time(db: &mut Db) -> Result<Time, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT max(coalesce((SELECT at FROM events ORDER BY sequence DESC LIMIT 1), 0),
                      coalesce((SELECT max(at) FROM audit_checks), 0),
                      coalesce((SELECT max(last_seen_at) FROM sessions), 0)) AS "at!: Time""#
    )
    .fetch_one(db)
    .await?)
}
