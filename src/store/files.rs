//! Contents of the files that strategy versions carry, once each, by their hash.

use super::{Db, StoreError, Write};
use crate::access::permit::Imports;

/// The content whose SHA-256 this is.
pub async fn content(db: &mut Db, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(sqlx::query_scalar!("SELECT content FROM files WHERE sha256 = ?", sha256).fetch_optional(db).await?)
}

/// Keeps a content by its SHA-256, once.
pub async fn keep(
    write: &mut Write,
    _: &impl Imports,
    sha256: &str,
    content: &[u8],
) -> Result<(), StoreError> {
    sqlx::query!("INSERT INTO files (sha256, content) VALUES (?, ?) ON CONFLICT DO NOTHING", sha256, content)
        .execute(&mut **write)
        .await?;
    Ok(())
}
