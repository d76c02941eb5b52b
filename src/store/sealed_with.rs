//! Which key the sealed values of the database are of.

use super::{Db, StoreError, Write};

/// The fingerprint of the key; none where no key was noted yet.
pub async fn fingerprint(db: &mut Db) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar!("SELECT fingerprint FROM sealed_with").fetch_optional(db).await?)
}

/// Notes the key that is used from now on.
pub async fn note(write: &mut Write, fingerprint: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO sealed_with (id, fingerprint) VALUES (1, ?)
         ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint",
        fingerprint
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Removes what only another key opens: seeds of one-time codes with their recovery codes, what the sign-in provider is
/// asked with, and what waits in forms. Gives how many people's one-time codes are gone.
pub async fn remove_sealed(write: &mut Write) -> Result<u64, StoreError> {
    sqlx::query!("DELETE FROM recovery_codes").execute(&mut **write).await?;
    let seeds = sqlx::query!("DELETE FROM second_factors").execute(&mut **write).await?;
    sqlx::query!("UPDATE identities SET refresh_token = NULL").execute(&mut **write).await?;
    sqlx::query!("DELETE FROM typed_texts").execute(&mut **write).await?;
    Ok(seeds.rows_affected())
}
