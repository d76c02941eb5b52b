//! Damage that is done on purpose to a copy which nobody will ever use, so that a drill shows that it is found.

use super::in_use;
use crate::store::StoreError;
use sqlx::{ConnectOptions, Connection};
use std::path::Path;

/// What SQLite itself does not call damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoiled {
    /// A row is removed.
    Row,
    /// A name is changed.
    Name,
}

/// Damages a copy.
pub async fn spoil(copy: &Path, how: Spoiled) -> Result<(), StoreError> {
    let mut connection = in_use(copy).foreign_keys(false).connect().await?;
    let change = match how {
        Spoiled::Row => "DELETE FROM roles WHERE id = (SELECT max(id) FROM roles)",
        Spoiled::Name => "UPDATE roles SET name = name || '.' WHERE id = (SELECT max(id) FROM roles)",
    };
    let changed = sqlx::query(change).execute(&mut connection).await;
    connection.close().await?;
    changed?;
    Ok(())
}
