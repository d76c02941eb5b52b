//! Memberships that the sign-in provider's group claim gives. A membership that ends gets its end; no row goes away.

use crate::access::permit::Vouched;
use crate::domain::id::{GroupId, PersonId};
use crate::domain::time::Time;
use crate::store::{Db, StoreError, Write, one_row, to_json};
use std::collections::BTreeSet;

/// A group, for its members and the audit log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// Inside.
    pub id: GroupId,
    /// As people name it.
    pub name: String,
}

/// The groups whose claim is one of these.
pub async fn claimed(db: &mut Db, claims: &BTreeSet<String>) -> Result<Vec<Group>, StoreError> {
    let claims = to_json(claims);
    Ok(sqlx::query_as!(
        Group,
        r#"SELECT id AS "id: GroupId", name FROM groups
           WHERE removed_at IS NULL AND claim IN (SELECT value FROM json_each(?)) ORDER BY id"#,
        claims
    )
    .fetch_all(db)
    .await?)
}

/// The groups that a person is in now because the provider says so.
pub async fn of_person(db: &mut Db, person: PersonId) -> Result<Vec<Group>, StoreError> {
    Ok(sqlx::query_as!(
        Group,
        r#"SELECT g.id AS "id: GroupId", g.name FROM memberships m JOIN groups g ON g.id = m.group_id
           WHERE m.person_id = ? AND m.source = 'provider' AND m.until IS NULL ORDER BY g.id"#,
        person
    )
    .fetch_all(db)
    .await?)
}

/// A membership begins.
pub async fn begin(
    write: &mut Write,
    _: &Vouched,
    person: PersonId,
    group: GroupId,
    at: Time,
) -> Result<(), StoreError> {
    let begun = sqlx::query!(
        "INSERT INTO memberships (group_id, person_id, source, since) VALUES (?, ?, 'provider', ?)",
        group,
        person,
        at
    )
    .execute(&mut **write)
    .await?;
    one_row(begun.rows_affected(), "a membership")
}

/// A membership ends. It takes no permit: where the provider says nothing, nobody holds anything by it.
pub async fn end(write: &mut Write, person: PersonId, group: GroupId, at: Time) -> Result<(), StoreError> {
    let ended = sqlx::query!(
        "UPDATE memberships SET until = ?
         WHERE person_id = ? AND group_id = ? AND source = 'provider' AND until IS NULL",
        at,
        person,
        group
    )
    .execute(&mut **write)
    .await?;
    one_row(ended.rows_affected(), "a membership")
}

/// Who is in a group because of a provider that has not confirmed them since a moment: this one, or one that the
/// settings no longer name.
pub async fn unconfirmed(
    db: &mut Db,
    issuer: Option<&str>,
    since: Time,
) -> Result<Vec<PersonId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT DISTINCT m.person_id AS "person: PersonId" FROM memberships m
           WHERE m.source = 'provider' AND m.until IS NULL
             AND NOT EXISTS (SELECT 1 FROM identities i
                             WHERE i.person_id = m.person_id AND i.issuer = ? AND i.confirmed_at > ?)
           ORDER BY m.person_id"#,
        issuer,
        since
    )
    .fetch_all(db)
    .await?)
}
