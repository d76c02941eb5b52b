//! One-time links. Only the hash of a link's secret is kept.

use super::{Db, StoreError, Write, one_row, to_json};
use crate::access::permit::Manages;
use crate::domain::id::PersonId;
use crate::domain::one_time_link::{LinkKind, LinkLife};
use crate::domain::time::Time;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Inside.
    pub id: i64,
    /// Whose it is; none for the link of the first run.
    pub person: Option<PersonId>,
    /// What became of it.
    pub life: LinkLife,
}

/// A link that can still be used, as lists tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// What it opens.
    pub kind: LinkKind,
    /// From then on it opens nothing.
    pub expires_at: Time,
}

/// What is kept of a link's secret: SHA-256 in hexadecimal digits. A secret has 256 random bits, so no salt is needed.
pub fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

/// The link of this kind with this secret, whatever became of it.
pub async fn by_secret(db: &mut Db, kind: LinkKind, secret: &str) -> Result<Option<Link>, StoreError> {
    let (kind, hash) = (kind.word(), hash(secret));
    let row = sqlx::query!(
        r#"SELECT id, person_id AS "person: PersonId", expires_at AS "expires_at: Time",
                  used_at AS "used_at: Time", voided_at AS "voided_at: Time"
           FROM one_time_links WHERE hash = ? AND kind = ?"#,
        hash,
        kind
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let life = LinkLife { expires_at: row.expires_at, used_at: row.used_at, voided_at: row.voided_at };
        Link { id: row.id, person: row.person, life }
    }))
}

/// Makes a link in place of those that the person has; without a person, of those of the first run.
pub async fn insert(
    write: &mut Write,
    permit: &impl Manages,
    kind: LinkKind,
    hash: &str,
    person: Option<PersonId>,
    at: Time,
) -> Result<Time, StoreError> {
    void(write, person, at).await?;
    let (kind_word, by, expires_at) = (kind.word(), permit.actor().person(), at + kind.lifetime());
    sqlx::query!(
        "INSERT INTO one_time_links (kind, hash, person_id, created_by, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?)",
        kind_word,
        hash,
        person,
        by,
        at,
        expires_at
    )
    .execute(&mut **write)
    .await?;
    Ok(expires_at)
}

/// Takes away what the person's links open; without a person, those of the first run. Those that were used keep that.
pub async fn void(write: &mut Write, person: Option<PersonId>, at: Time) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE one_time_links SET voided_at = ? WHERE person_id IS ? AND used_at IS NULL AND voided_at IS NULL",
        at,
        person
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Uses a link. That it opens something was asked in the same transaction.
pub async fn spend(write: &mut Write, link: &Link, at: Time) -> Result<(), StoreError> {
    let spent = sqlx::query!(
        "UPDATE one_time_links SET used_at = ? WHERE id = ? AND used_at IS NULL AND voided_at IS NULL",
        at,
        link.id
    )
    .execute(&mut **write)
    .await?;
    one_row(spent.rows_affected(), "a one-time link that is used")
}

/// The links of some people that open something now.
pub async fn waiting(
    db: &mut Db,
    people: &[PersonId],
    now: Time,
) -> Result<BTreeMap<PersonId, Waiting>, StoreError> {
    let ids = to_json(&people);
    let rows = sqlx::query!(
        r#"SELECT person_id AS "person!: PersonId", kind, expires_at AS "expires_at: Time"
           FROM one_time_links
           WHERE used_at IS NULL AND voided_at IS NULL AND expires_at > ?
             AND person_id IN (SELECT value FROM json_each(?))"#,
        now,
        ids
    )
    .fetch_all(db)
    .await?;
    let waiting = |kind: &str, expires_at| {
        let kind = LinkKind::ALL.into_iter().find(|known| known.word() == kind);
        let kind = kind.ok_or_else(|| StoreError::Damaged("one_time_links.kind".to_owned()))?;
        Ok::<_, StoreError>(Waiting { kind, expires_at })
    };
    rows.into_iter().map(|row| Ok((row.person, waiting(&row.kind, row.expires_at)?))).collect()
}
