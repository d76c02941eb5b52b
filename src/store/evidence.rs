//! Evidence: facts about releases. A newer fact of a kind counts in place of the older, which stays.

use super::{Db, StoreError, from_json};
use crate::domain::evidence::{Evidence, Facts};
use crate::domain::id::ReleaseId;
use crate::domain::time::Time;

/// The newest evidence of each kind.
pub async fn of_release(db: &mut Db, release: ReleaseId) -> Result<Evidence, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT kind, fact, recorded_at AS "recorded_at: Time" FROM evidence
           WHERE id IN (SELECT max(id) FROM evidence WHERE release_id = ? GROUP BY kind)"#,
        release
    )
    .fetch_all(db)
    .await?;
    let recorded_at = rows.iter().map(|row| row.recorded_at).max();
    let kinds: Result<Vec<(String, serde_json::Value)>, StoreError> =
        rows.into_iter().map(|row| Ok((row.kind, from_json("evidence.fact", &row.fact)?))).collect();
    Ok(Evidence { facts: Facts::of_kinds(kinds?), recorded_at })
}
