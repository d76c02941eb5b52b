//! Who people are at the sign-in provider: an issuer and a subject there, for one person here.

pub mod memberships;

use super::{Db, StoreError, Write, one_row};
use crate::access::permit::Vouched;
use crate::domain::id::PersonId;
use crate::domain::time::{Span, Time};

/// Somebody who is asked for again who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Who they are at the provider.
    pub subject: String,
    /// Who they are here.
    pub person: PersonId,
    /// What the provider is asked with, sealed.
    pub refresh_token: Vec<u8>,
    /// When the provider last confirmed them.
    pub confirmed_at: Time,
}

/// Whoever was confirmed within so long is asked for again although they hold nothing: their groups come back when a
/// provider that did not answer does so again.
const REMEMBERED: Span = Span::hours(24);

/// The person of an identity.
pub async fn person(db: &mut Db, issuer: &str, subject: &str) -> Result<Option<PersonId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT person_id AS "person: PersonId" FROM identities WHERE issuer = ? AND subject = ?"#,
        issuer,
        subject
    )
    .fetch_optional(db)
    .await?)
}

/// Whether a person is known at an issuer.
pub async fn is_of(db: &mut Db, issuer: &str, person: PersonId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM identities WHERE issuer = ? AND person_id = ?) AS "known!: bool""#,
        issuer,
        person
    )
    .fetch_one(db)
    .await?)
}

/// Adds the identity of a person, whom the provider confirms now.
pub async fn insert(
    write: &mut Write,
    _: &Vouched,
    issuer: &str,
    subject: &str,
    person: PersonId,
    at: Time,
) -> Result<(), StoreError> {
    let added = sqlx::query!(
        "INSERT INTO identities (issuer, subject, person_id, since, confirmed_at) VALUES (?, ?, ?, ?, ?)",
        issuer,
        subject,
        person,
        at,
        at
    )
    .execute(&mut **write)
    .await?;
    one_row(added.rows_affected(), "an identity")
}

/// Notes that the provider confirmed somebody, and what it is to be asked with from now on; where it gave nothing new,
/// what it gave before.
pub async fn confirm(
    write: &mut Write,
    _: &Vouched,
    issuer: &str,
    subject: &str,
    refresh_token: Option<Vec<u8>>,
    at: Time,
) -> Result<(), StoreError> {
    let confirmed = sqlx::query!(
        "UPDATE identities SET confirmed_at = ?, refresh_token = coalesce(?, refresh_token)
         WHERE issuer = ? AND subject = ?",
        at,
        refresh_token,
        issuer,
        subject
    )
    .execute(&mut **write)
    .await?;
    one_row(confirmed.rows_affected(), "an identity")
}

/// Notes why the provider did not tell somebody's groups when it confirmed them; none where it told them. Whether that is
/// another reason than before.
pub async fn note_untold(
    write: &mut Write,
    issuer: &str,
    subject: &str,
    why: Option<&str>,
) -> Result<bool, StoreError> {
    let changed = sqlx::query!(
        "UPDATE identities SET groups_untold = ? WHERE issuer = ? AND subject = ? AND groups_untold IS NOT ?",
        why,
        issuer,
        subject,
        why
    )
    .execute(&mut **write)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// Why this issuer did not tell somebody's groups when it last confirmed them; none where it told them.
pub async fn untold(
    db: &mut Db,
    issuer: Option<&str>,
    person: PersonId,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT groups_untold AS "why!" FROM identities
           WHERE issuer = ? AND person_id = ? AND groups_untold IS NOT NULL LIMIT 1"#,
        issuer,
        person
    )
    .fetch_optional(db)
    .await?)
}

/// How many people's groups this issuer did not tell when it last confirmed them.
pub async fn count_untold(db: &mut Db, issuer: Option<&str>) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) FROM identities i JOIN people p ON p.id = i.person_id
           WHERE i.issuer = ? AND i.groups_untold IS NOT NULL AND p.disabled_at IS NULL"#,
        issuer
    )
    .fetch_one(db)
    .await?)
}

/// Keeps what the provider is to be asked with from now on in place of what it was asked with, where nobody signed in
/// meanwhile.
pub async fn renew(
    write: &mut Write,
    issuer: &str,
    due: &Due,
    refresh_token: &[u8],
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE identities SET refresh_token = ?
         WHERE issuer = ? AND subject = ? AND refresh_token = ? AND confirmed_at = ?",
        refresh_token,
        issuer,
        due.subject,
        due.refresh_token,
        due.confirmed_at
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Notes that the provider was asked about somebody in vain.
pub async fn tried(write: &mut Write, issuer: &str, subject: &str, at: Time) -> Result<(), StoreError> {
    let tried = sqlx::query!(
        "UPDATE identities SET tried_at = ? WHERE issuer = ? AND subject = ?",
        at,
        issuer,
        subject
    )
    .execute(&mut **write)
    .await?;
    one_row(tried.rows_affected(), "an identity")
}

/// Forgets what the provider was asked with, where nobody signed in meanwhile: whether that is so.
pub async fn forget(write: &mut Write, issuer: &str, due: &Due) -> Result<bool, StoreError> {
    let forgotten = sqlx::query!(
        "UPDATE identities SET refresh_token = NULL
         WHERE issuer = ? AND subject = ? AND refresh_token = ? AND confirmed_at = ?",
        issuer,
        due.subject,
        due.refresh_token,
        due.confirmed_at
    )
    .execute(&mut **write)
    .await?;
    Ok(forgotten.rows_affected() > 0)
}

/// Whether the provider is still to be asked with this, and nobody signed in meanwhile.
pub async fn is_due(db: &mut Db, issuer: &str, due: &Due) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM identities
                          WHERE issuer = ? AND subject = ? AND refresh_token = ? AND confirmed_at = ?) AS "due!: bool""#,
        issuer,
        due.subject,
        due.refresh_token,
        due.confirmed_at
    )
    .fetch_one(db)
    .await?)
}

/// Who was not confirmed since a moment and has something by the provider: a membership, a session, a token, or not
/// long ago. Who waits longest first, since they were confirmed or asked about in vain.
pub async fn due(db: &mut Db, issuer: &str, since: Time, now: Time) -> Result<Vec<Due>, StoreError> {
    let remembered = Time(now.0.saturating_sub(REMEMBERED.0));
    Ok(sqlx::query_as!(
        Due,
        r#"SELECT i.subject, i.person_id AS "person: PersonId", i.refresh_token AS "refresh_token!",
                  i.confirmed_at AS "confirmed_at: Time"
           FROM identities i JOIN people p ON p.id = i.person_id
           WHERE i.issuer = ? AND i.refresh_token IS NOT NULL AND i.confirmed_at <= ? AND p.disabled_at IS NULL
             AND (i.confirmed_at > ?
                  OR EXISTS (SELECT 1 FROM memberships m
                             WHERE m.person_id = p.id AND m.source = 'provider' AND m.until IS NULL)
                  OR EXISTS (SELECT 1 FROM sessions s WHERE s.person_id = p.id AND s.expires_at > ?)
                  OR EXISTS (SELECT 1 FROM tokens t
                             WHERE t.owner_id = p.id AND t.revoked_at IS NULL AND t.expires_at > ?))
           ORDER BY max(i.confirmed_at, coalesce(i.tried_at, 0))"#,
        issuer,
        since,
        remembered,
        now,
        now
    )
    .fetch_all(db)
    .await?)
}
