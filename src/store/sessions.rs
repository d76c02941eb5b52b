//! Sessions of people's browsers. A row is found by the SHA-256 of the session id, so that a copy of the database
//! signs nobody in.

use super::{Db, StoreError, Write, one_row};
use crate::domain::id::PersonId;
use crate::domain::time::{Span, Time};
use serde::{Deserialize, Serialize};

/// A session ends when nobody used it for so long.
pub const IDLE: Span = Span::minutes(60);
/// A session ends so long after sign-in, however much it is used.
pub const ABSOLUTE: Span = Span::hours(24);
/// The last use is written at most once in this time, so that looking at pages does not write.
pub const TOUCH: Span = Span::minutes(1);

/// Whose session it was is known for so long after its last use, so that a form which comes after a weekend still finds
/// its person.
pub const REMEMBERED: Span = Span::hours(7 * 24);

/// How a session came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beginning {
    /// Who signed in; none while a one-time code is still asked for.
    pub person: Option<PersonId>,
    /// The mark of the password that they had then; see [`Person::password_mark`](super::people::Person::password_mark).
    #[serde(default)]
    pub password: Option<String>,
    /// When they last proved who they are; 0 where nobody has.
    pub proved_at: Time,
    /// When they gave a one-time code with it.
    pub second_factor_at: Option<Time>,
    /// Browser and system in a few words.
    pub device: String,
    /// The address that it began from.
    pub address: String,
}

impl Beginning {
    /// Nobody has signed in.
    pub fn of_nobody() -> Self {
        Self::of(None, Time(0))
    }

    /// Somebody proved who they are at this moment, from nowhere that is known.
    pub fn of(person: Option<PersonId>, proved_at: Time) -> Self {
        Self {
            person,
            password: None,
            proved_at,
            second_factor_at: None,
            device: String::new(),
            address: String::new(),
        }
    }
}

/// A session that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who signed in.
    pub person: Option<PersonId>,
    /// The mark of the password that they had when it began.
    pub password: Option<String>,
    /// What the web layer keeps in it, as JSON.
    pub data: String,
    /// When its person last proved who they are.
    pub proved_at: Time,
    /// When it was last used, to within [`TOUCH`].
    pub last_seen_at: Time,
    /// When it ends at the latest.
    pub expires_at: Time,
}

/// Adds a session that begins now, known by a hash of its id and one of the token in its forms, and clears away those that have ended.
pub async fn create(
    write: &mut Write,
    id_hash: &str,
    form_hash: &str,
    beginning: &Beginning,
    data: &str,
    now: Time,
) -> Result<(), StoreError> {
    delete_ended(write, now).await?;
    let Beginning { person, password, proved_at, second_factor_at, device, address } = beginning;
    let expires_at = now + ABSOLUTE;
    let added = sqlx::query!(
        "INSERT INTO sessions (id_hash, form_hash, person_id, password_mark, data, created_at, last_seen_at, expires_at, proved_at,
                               second_factor_at, device, address)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id_hash,
        form_hash,
        person,
        password,
        data,
        now,
        now,
        expires_at,
        proved_at,
        second_factor_at,
        device,
        address
    )
    .execute(&mut **write)
    .await?;
    one_row(added.rows_affected(), "a session")
}

/// Changes what a session holds. A session that has been ended meanwhile stays ended: it is never added again.
pub async fn save(
    write: &mut Write,
    id_hash: &str,
    beginning: &Beginning,
    data: &str,
) -> Result<(), StoreError> {
    let Beginning { person, password, proved_at, second_factor_at, .. } = beginning;
    sqlx::query!(
        "UPDATE sessions SET person_id = ?, password_mark = ?, proved_at = ?, second_factor_at = ?, data = ?
         WHERE id_hash = ?",
        person,
        password,
        proved_at,
        second_factor_at,
        data,
        id_hash
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The session, unless it has ended by now.
pub async fn load(db: &mut Db, id_hash: &str, now: Time) -> Result<Option<Session>, StoreError> {
    let used_since = Time(now.0.saturating_sub(IDLE.0));
    Ok(sqlx::query_as!(
        Session,
        r#"SELECT person_id AS "person: PersonId", password_mark AS password, data, proved_at AS "proved_at: Time", last_seen_at AS "last_seen_at: Time",
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

/// Signs a person out everywhere: how many sessions that ended.
pub async fn delete_of_person(write: &mut Write, person: PersonId) -> Result<u64, StoreError> {
    let ended =
        sqlx::query!("DELETE FROM sessions WHERE person_id = ?", person).execute(&mut **write).await?;
    Ok(ended.rows_affected())
}

/// Signs a person out everywhere but in one session: how many sessions that ended.
pub async fn delete_others(write: &mut Write, person: PersonId, kept: &str) -> Result<u64, StoreError> {
    let ended = sqlx::query!("DELETE FROM sessions WHERE person_id = ? AND id_hash <> ?", person, kept)
        .execute(&mut **write)
        .await?;
    Ok(ended.rows_affected())
}

/// A session as its person sees it among theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What names it on pages: the beginning of its key, which signs nobody in.
    pub name: String,
    /// Browser and system in a few words.
    pub device: String,
    /// The address that it began from.
    pub address: String,
    /// When it began.
    pub created_at: Time,
    /// When it was last used, to within [`TOUCH`].
    pub last_seen_at: Time,
}

/// How a session of this key is named on pages.
pub fn name_of(id_hash: &str) -> &str {
    id_hash.get(..16).unwrap_or(id_hash)
}

/// The sessions of a person that have not ended, the last used first.
pub async fn of_person(db: &mut Db, person: PersonId, now: Time) -> Result<Vec<Listed>, StoreError> {
    let used_since = Time(now.0.saturating_sub(IDLE.0));
    Ok(sqlx::query_as!(
        Listed,
        r#"SELECT substr(id_hash, 1, 16) AS "name!: String", device, address, created_at AS "created_at: Time",
                  last_seen_at AS "last_seen_at: Time"
           FROM sessions WHERE person_id = ? AND expires_at > ? AND last_seen_at > ?
           ORDER BY last_seen_at DESC, created_at DESC"#,
        person,
        now,
        used_since
    )
    .fetch_all(db)
    .await?)
}

/// Ends one session of a person, by its name on pages: whether there was one.
pub async fn delete_named(write: &mut Write, person: PersonId, name: &str) -> Result<bool, StoreError> {
    let ended =
        sqlx::query!("DELETE FROM sessions WHERE person_id = ? AND substr(id_hash, 1, 16) = ?", person, name)
            .execute(&mut **write)
            .await?;
    Ok(ended.rows_affected() > 0)
}

/// Whose session of this hash it was, where it has ended, by time or otherwise, within [`REMEMBERED`] of its last use.
pub async fn ended(db: &mut Db, id_hash: &str, now: Time) -> Result<Option<PersonId>, StoreError> {
    let since = Time(now.0.saturating_sub(REMEMBERED.0));
    Ok(sqlx::query_scalar!(
        r#"SELECT person_id AS "person!: PersonId" FROM ended_sessions WHERE id_hash = ?1 AND last_seen_at > ?2
           UNION ALL
           SELECT person_id FROM sessions WHERE id_hash = ?1 AND person_id IS NOT NULL AND last_seen_at > ?2
           LIMIT 1"#,
        id_hash,
        since
    )
    .fetch_optional(db)
    .await?)
}

/// Whose session it was whose forms held the token of this hash, where it has ended.
pub async fn ended_with_form(
    db: &mut Db,
    form_hash: &str,
    now: Time,
) -> Result<Option<PersonId>, StoreError> {
    let since = Time(now.0.saturating_sub(REMEMBERED.0));
    Ok(sqlx::query_scalar!(
        r#"SELECT person_id AS "person: PersonId" FROM ended_sessions
           WHERE form_hash = ? AND last_seen_at > ? LIMIT 1"#,
        form_hash,
        since
    )
    .fetch_optional(db)
    .await?)
}

async fn delete_ended(write: &mut Write, now: Time) -> Result<(), StoreError> {
    let used_since = Time(now.0.saturating_sub(IDLE.0));
    sqlx::query!("DELETE FROM sessions WHERE expires_at <= ? OR last_seen_at <= ?", now, used_since)
        .execute(&mut **write)
        .await?;
    let remembered_since = Time(now.0.saturating_sub(REMEMBERED.0));
    sqlx::query!("DELETE FROM ended_sessions WHERE last_seen_at <= ?", remembered_since)
        .execute(&mut **write)
        .await?;
    Ok(())
}
