//! Sessions of people's browsers. A row is found by the SHA-256 of the session id, so that a copy of the database
//! signs nobody in.

use super::{Db, StoreError, Write, one_row};
use crate::domain::id::PersonId;
use crate::domain::time::{Span, Time};

/// A session ends when nobody used it for so long.
pub const IDLE: Span = Span::minutes(60);
/// A session ends so long after sign-in, however much it is used.
pub const ABSOLUTE: Span = Span::hours(24);
/// The last use is written at most once in this time, so that looking at pages does not write.
pub const TOUCH: Span = Span::minutes(1);

/// A session that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who signed in.
    pub person: Option<PersonId>,
    /// What the web layer keeps in it, as JSON.
    pub data: String,
    /// When it was last used, to within [`TOUCH`].
    pub last_seen_at: Time,
    /// When it ends at the latest.
    pub expires_at: Time,
}

/// Adds a session that begins now, and clears away those that have ended.
pub async fn create(
    write: &mut Write,
    id_hash: &str,
    person: Option<PersonId>,
    data: &str,
    now: Time,
) -> Result<(), StoreError> {
    delete_ended(write, now).await?;
    let expires_at = now + ABSOLUTE;
    let added = sqlx::query!(
        "INSERT INTO sessions (id_hash, person_id, data, created_at, last_seen_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?)",
        id_hash,
        person,
        data,
        now,
        now,
        expires_at
    )
    .execute(&mut **write)
    .await?;
    one_row(added.rows_affected(), "a session")
}

/// Changes what a session holds. A session that has been ended meanwhile stays ended: it is never added again.
pub async fn save(
    write: &mut Write,
    id_hash: &str,
    person: Option<PersonId>,
    data: &str,
) -> Result<(), StoreError> {
    sqlx::query!("UPDATE sessions SET person_id = ?, data = ? WHERE id_hash = ?", person, data, id_hash)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// The session, unless it has ended by now.
pub async fn load(db: &mut Db, id_hash: &str, now: Time) -> Result<Option<Session>, StoreError> {
    let used_since = Time(now.0.saturating_sub(IDLE.0));
    Ok(sqlx::query_as!(
        Session,
        r#"SELECT person_id AS "person: PersonId", data, last_seen_at AS "last_seen_at: Time",
                  expires_at AS "expires_at: Time"
           FROM sessions WHERE id_hash = ? AND expires_at > ? AND last_seen_at > ?"#,
        id_hash,
        now,
        used_since
    )
    .fetch_optional(db)
    .await?)
}

/// Notes that the session is used. It moves the end of idleness, never the latest end.
pub async fn touch(write: &mut Write, id_hash: &str, now: Time) -> Result<(), StoreError> {
    sqlx::query!("UPDATE sessions SET last_seen_at = ? WHERE id_hash = ?", now, id_hash)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Ends a session, if it is still there.
pub async fn delete(write: &mut Write, id_hash: &str) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM sessions WHERE id_hash = ?", id_hash).execute(&mut **write).await?;
    Ok(())
}

async fn delete_ended(write: &mut Write, now: Time) -> Result<(), StoreError> {
    let used_since = Time(now.0.saturating_sub(IDLE.0));
    sqlx::query!("DELETE FROM sessions WHERE expires_at <= ? OR last_seen_at <= ?", now, used_since)
        .execute(&mut **write)
        .await?;
    Ok(())
}
