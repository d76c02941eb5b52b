//! API tokens. Only the hash of a token is kept.

use super::{Db, StoreError};
use crate::access::actor::Actor;
use crate::domain::id::{PersonId, ProjectId, RoleId, TokenId};
use crate::domain::time::Time;
use sha2::{Digest, Sha256};

/// The actor whose secret this is, if the token is neither revoked nor expired and its owner is not disabled.
pub async fn by_secret(db: &mut Db, secret: &str, now: Time) -> Result<Option<Actor>, StoreError> {
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
