//! API tokens. Only the hash of a token is kept.

use super::{Db, StoreError, Write, one_row};
use crate::access::actor::Actor;
use crate::access::permit::Manages;
use crate::domain::id::{PersonId, ProjectId, RoleId, TokenId};
use crate::domain::time::{Span, Time};
use crate::domain::token;
use sha2::{Digest, Sha256};

/// A token as it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken<'a> {
    /// Its name, for lists and the audit log.
    pub name: &'a str,
    /// Its first characters, by which people recognise it.
    pub prefix: &'a str,
    /// See [`hash`].
    pub hash: &'a str,
    /// The one project it is for.
    pub project: ProjectId,
    /// The role it acts with.
    pub role: RoleId,
    /// Whose it is.
    pub owner: PersonId,
    /// When it was made.
    pub created_at: Time,
    /// From then on it opens nothing.
    pub expires_at: Time,
}

/// How exactly the last use of a token is kept: a write for each use would be a disk's work for nothing.
const TOUCH_EVERY: Span = Span::minutes(1);

/// The actor whose secret this is, if the token is neither revoked nor expired and its owner is not disabled.
pub async fn by_secret(db: &mut Db, secret: &str, now: Time) -> Result<Option<Actor>, StoreError> {
    if !token::is_well_formed(secret) {
        return Ok(None);
    }
    let hash = hash(secret);
    let row = sqlx::query!(
        r#"SELECT t.id AS "id: TokenId", t.name, t.owner_id AS "owner: PersonId",
                  t.creator_id AS "creator: PersonId", t.project_id AS "project: ProjectId",
                  t.role_id AS "role: RoleId"
           FROM tokens t JOIN people p ON p.id = t.owner_id
           WHERE t.hash = ? AND t.revoked_at IS NULL AND t.expires_at > ? AND p.disabled_at IS NULL"#,
        hash,
        now
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Actor::Token {
        id: row.id,
        name: row.name,
        owner: row.owner,
        creator: row.creator,
        project: row.project,
        role: row.role,
    }))
}

/// What is kept of a token: SHA-256 in hexadecimal digits. A token has 160 random bits, so no salt is needed.
pub fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

/// Whether the last use that is kept is so old that [`touch`] would write.
pub async fn is_touch_due(db: &mut Db, id: TokenId, now: Time) -> Result<bool, StoreError> {
    let last: Option<Time> =
        sqlx::query_scalar!(r#"SELECT last_used_at AS "at: Time" FROM tokens WHERE id = ?"#, id)
            .fetch_one(db)
            .await?;
    Ok(last.is_none_or(|last| now - last >= TOUCH_EVERY))
}

/// Keeps that a token was used; at most once a minute.
pub async fn touch(write: &mut Write, id: TokenId, now: Time) -> Result<(), StoreError> {
    if is_touch_due(write, id, now).await? {
        let touched = sqlx::query!("UPDATE tokens SET last_used_at = ? WHERE id = ?", now, id)
            .execute(&mut **write)
            .await?;
        one_row(touched.rows_affected(), "token used")?;
    }
    Ok(())
}

/// Writes a token that the operator makes.
pub async fn insert(write: &mut Write, _: &impl Manages, new: &NewToken<'_>) -> Result<TokenId, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO tokens (name, prefix, hash, project_id, role_id, owner_id, created_at, expires_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id AS "id!: TokenId""#,
        new.name,
        new.prefix,
        new.hash,
        new.project,
        new.role,
        new.owner,
        new.created_at,
        new.expires_at
    )
    .fetch_one(&mut **write)
    .await?)
}
