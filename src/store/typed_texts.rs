//! What people typed into forms that came after their session had ended. It waits for them, and for nobody else.

use super::{Db, StoreError, Write};
use crate::domain::id::PersonId;
use crate::domain::time::{Span, Time};

/// A text waits for so long.
pub const WAITS: Span = Span::hours(24);
/// So many wait for one person; the oldest goes first.
const MOST: i64 = 10;

/// A text that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Inside.
    pub id: i64,
    /// What was typed, sealed.
    pub sealed: Vec<u8>,
    /// When it came.
    pub kept_at: Time,
}

/// Keeps what a person typed on a page, and clears away what waited long enough.
pub async fn insert(
    write: &mut Write,
    person: PersonId,
    page: &str,
    sealed: &[u8],
    now: Time,
) -> Result<(), StoreError> {
    let since = Time(now.0.saturating_sub(WAITS.0));
    sqlx::query!("DELETE FROM typed_texts WHERE kept_at < ?", since).execute(&mut **write).await?;
    sqlx::query!(
        "INSERT INTO typed_texts (person_id, page, sealed, kept_at) VALUES (?, ?, ?, ?)",
        person,
        page,
        sealed,
        now
    )
    .execute(&mut **write)
    .await?;
    sqlx::query!(
        "DELETE FROM typed_texts WHERE person_id = ?1 AND id NOT IN
           (SELECT id FROM typed_texts WHERE person_id = ?1 ORDER BY id DESC LIMIT ?2)",
        person,
        MOST
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The newest text that waits for a person on a page.
pub async fn on_page(
    db: &mut Db,
    person: PersonId,
    page: &str,
    now: Time,
) -> Result<Option<Waiting>, StoreError> {
    let since = Time(now.0.saturating_sub(WAITS.0));
    Ok(sqlx::query_as!(
        Waiting,
        r#"SELECT id, sealed, kept_at AS "kept_at: Time" FROM typed_texts
           WHERE person_id = ? AND page = ? AND kept_at >= ? ORDER BY id DESC LIMIT 1"#,
        person,
        page,
        since
    )
    .fetch_optional(db)
    .await?)
}

/// All that waits for a person, the newest first.
pub async fn of_person(db: &mut Db, person: PersonId, now: Time) -> Result<Vec<Waiting>, StoreError> {
    let since = Time(now.0.saturating_sub(WAITS.0));
    Ok(sqlx::query_as!(
        Waiting,
        r#"SELECT id, sealed, kept_at AS "kept_at: Time" FROM typed_texts
           WHERE person_id = ? AND kept_at >= ? ORDER BY id DESC"#,
        person,
        since
    )
    .fetch_all(db)
    .await?)
}

/// A text of this person's waits no longer.
pub async fn delete(write: &mut Write, person: PersonId, id: i64) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM typed_texts WHERE id = ? AND person_id = ?", id, person)
        .execute(&mut **write)
        .await?;
    Ok(())
}
