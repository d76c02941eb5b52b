//! Tries to sign in with the provider that were used: each is good once.

use super::{StoreError, Write};
use crate::domain::time::Time;

/// Uses up a try, known by the hash of what ties it to its browser, that would have ended at `until`. False where it
/// was used before.
pub async fn use_up(
    write: &mut Write,
    state_hash: &[u8],
    until: Time,
    now: Time,
) -> Result<bool, StoreError> {
    sqlx::query!("DELETE FROM used_tries WHERE until < ?", now).execute(&mut **write).await?;
    let used = sqlx::query!(
        "INSERT INTO used_tries (state_hash, until) VALUES (?, ?) ON CONFLICT DO NOTHING",
        state_hash,
        until
    )
    .execute(&mut **write)
    .await?;
    Ok(used.rows_affected() == 1)
}
