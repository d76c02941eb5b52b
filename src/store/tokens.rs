//! API tokens. Only the hash of a token is kept.

use super::{Db, StoreError, Write, one_row};
use crate::access::actor::Actor;
use crate::access::permit::{Manages, TokenKeeper};
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
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "owner_name!: String",
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
        owner_name: row.owner_name,
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

/// Writes a token of the keeper's owner. Who made it, where that is a person, never approves what it asks for.
pub async fn insert(
    write: &mut Write,
    keeper: &TokenKeeper,
    new: &NewToken<'_>,
) -> Result<TokenId, StoreError> {
    let (owner, creator) = (keeper.owner(), keeper.actor().person());
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO tokens (name, prefix, hash, project_id, role_id, owner_id, creator_id, created_at, expires_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id AS "id!: TokenId""#,
        new.name,
        new.prefix,
        new.hash,
        new.project,
        new.role,
        owner,
        creator,
        new.created_at,
        new.expires_at
    )
    .fetch_one(&mut **write)
    .await?)
}

/// Revokes a token of the keeper's owner; gives whether it was not revoked yet.
pub async fn revoke(
    write: &mut Write,
    keeper: &TokenKeeper,
    id: TokenId,
    at: Time,
) -> Result<bool, StoreError> {
    let owner = keeper.owner();
    let revoked = sqlx::query!(
        "UPDATE tokens SET revoked_at = ? WHERE id = ? AND owner_id = ? AND revoked_at IS NULL",
        at,
        id,
        owner
    )
    .execute(&mut **write)
    .await?;
    Ok(revoked.rows_affected() == 1)
}

/// A token as lists show it. Neither it nor its hash is in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub id: TokenId,
    /// Its name.
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    /// The one project it is for.
    pub project: ProjectId,
    /// What that is called.
    pub project_name: String,
    /// The role it acts with.
    pub role: String,
    /// Whose it is.
    pub owner: PersonId,
    /// What they are called.
    pub owner_name: String,
    /// What they sign in with.
    pub owner_sign_in_name: String,
    /// Whether they may do nothing, and so neither may the token.
    pub owner_disabled: bool,
    /// Who made it, where that was a person.
    pub creator_name: Option<String>,
    /// When it was made.
    pub created_at: Time,
    /// From then on it opens nothing.
    pub expires_at: Time,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Time>,
    /// Since when it opens nothing because somebody said so.
    pub revoked_at: Option<Time>,
}

/// Everybody's tokens, the newest first.
pub async fn all(db: &mut Db, _: &impl Manages) -> Result<Vec<Listed>, StoreError> {
    listed(db, None, None).await
}

/// The tokens of one owner, the newest first.
pub async fn of_owner(db: &mut Db, owner: PersonId) -> Result<Vec<Listed>, StoreError> {
    listed(db, Some(owner), None).await
}

/// The token of an id.
pub async fn by_id(db: &mut Db, id: TokenId) -> Result<Option<Listed>, StoreError> {
    Ok(listed(db, None, Some(id)).await?.pop())
}

async fn listed(
    db: &mut Db,
    owner: Option<PersonId>,
    id: Option<TokenId>,
) -> Result<Vec<Listed>, StoreError> {
    Ok(sqlx::query_as!(
        Listed,
        r#"SELECT t.id AS "id: TokenId", t.name, t.prefix, t.project_id AS "project: ProjectId",
                  j.name AS project_name, r.name AS role, t.owner_id AS "owner: PersonId",
                  (SELECT n.name FROM named_people n WHERE n.id = o.id) AS "owner_name!: String", o.sign_in_name AS owner_sign_in_name,
                  o.disabled_at IS NOT NULL AS "owner_disabled!: bool",
                  (SELECT n.name FROM named_people n WHERE n.id = c.id) AS "creator_name?: String",
                  t.created_at AS "created_at: Time", t.expires_at AS "expires_at: Time",
                  t.last_used_at AS "last_used_at: Time", t.revoked_at AS "revoked_at: Time"
           FROM tokens t JOIN projects j ON j.id = t.project_id JOIN roles r ON r.id = t.role_id
           JOIN people o ON o.id = t.owner_id LEFT JOIN people c ON c.id = t.creator_id
           WHERE (?1 IS NULL OR t.owner_id = ?1) AND (?2 IS NULL OR t.id = ?2)
           ORDER BY t.id DESC"#,
        owner,
        id
    )
    .fetch_all(db)
    .await?)
}

/// A token as the one who acts, for the audit log; whatever has become of it.
pub async fn actor(db: &mut Db, id: TokenId) -> Result<Option<Actor>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT t.id AS "id: TokenId", t.name, t.owner_id AS "owner: PersonId",
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "owner_name!: String",
                  t.creator_id AS "creator: PersonId", t.project_id AS "project: ProjectId", t.role_id AS "role: RoleId"
           FROM tokens t JOIN people p ON p.id = t.owner_id WHERE t.id = ?"#,
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Actor::Token {
        id: row.id,
        name: row.name,
        owner: row.owner,
        owner_name: row.owner_name,
        creator: row.creator,
        project: row.project,
        role: row.role,
    }))
}
