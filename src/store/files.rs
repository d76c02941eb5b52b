//! Contents of the files that strategy versions carry, once each, by their hash.

use super::{Db, StoreError};

/// The content whose SHA-256 this is.
pub async fn content(db: &mut Db, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(sqlx::query_scalar!("SELECT content FROM files WHERE sha256 = ?", sha256).fetch_optional(db).await?)
}
