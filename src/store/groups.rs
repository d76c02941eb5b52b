//! Groups of people: their members, and the roles they hold. What was stays known: a membership or a grant that ends
//! gets its end, and no row goes away.

use super::{Db, StoreError, Write, one_row};
use crate::access::permit::Manages;
use crate::domain::id::{GroupId, PersonId, ProjectId, RoleId};
use crate::domain::time::Time;

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Inside.
    pub id: GroupId,
    /// For people; unique ignoring case, never used again.
    pub name: String,
    /// The value of the sign-in provider's group claim whose people are its members; none where admins keep it.
    pub claim: Option<String>,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which group.
    pub group: GroupId,
    /// Who.
    pub person: PersonId,
    /// Whether the sign-in provider says so, and not an admin.
    pub from_provider: bool,
}

/// All groups that were not removed, by name.
pub async fn all(db: &mut Db) -> Result<Vec<Group>, StoreError> {
    Ok(sqlx::query_as!(
        Group,
        r#"SELECT id AS "id: GroupId", name, claim FROM groups WHERE removed_at IS NULL
           ORDER BY name COLLATE NOCASE"#
    )
    .fetch_all(db)
    .await?)
}

/// The group of an id, unless it was removed.
pub async fn by_id(db: &mut Db, id: GroupId) -> Result<Option<Group>, StoreError> {
    Ok(sqlx::query_as!(
        Group,
        r#"SELECT id AS "id: GroupId", name, claim FROM groups WHERE id = ? AND removed_at IS NULL"#,
        id
    )
    .fetch_optional(db)
    .await?)
}

/// Whether a group has, or had, this name, ignoring case.
pub async fn is_name_taken(db: &mut Db, name: &str) -> Result<bool, StoreError> {
    let sql =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM groups WHERE name = ?) AS "taken!: bool""#, name);
    Ok(sql.fetch_one(db).await?)
}

/// Whether a group stands for this value of the sign-in provider's claim. One that was removed does so no more.
pub async fn is_claim_taken(db: &mut Db, claim: &str) -> Result<bool, StoreError> {
    let sql = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM groups WHERE claim = ?) AS "taken!: bool""#,
        claim
    );
    Ok(sql.fetch_one(db).await?)
}

/// Makes a group. That its name and claim are free was asked in the same transaction.
pub async fn insert(
    write: &mut Write,
    _: &impl Manages,
    name: &str,
    claim: Option<&str>,
    at: Time,
) -> Result<GroupId, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO groups (name, claim, created_at) VALUES (?, ?, ?) RETURNING id AS "id!: GroupId""#,
        name,
        claim,
        at
    )
    .fetch_one(&mut **write)
    .await?)
}

/// Removes a group: its members lose what they held by it.
pub async fn remove(write: &mut Write, _: &impl Manages, id: GroupId, at: Time) -> Result<(), StoreError> {
    sqlx::query!("UPDATE memberships SET until = ? WHERE group_id = ? AND until IS NULL", at, id)
        .execute(&mut **write)
        .await?;
    sqlx::query!("UPDATE group_grants SET revoked_at = ? WHERE group_id = ? AND revoked_at IS NULL", at, id)
        .execute(&mut **write)
        .await?;
    let removed = sqlx::query!(
        "UPDATE groups SET removed_at = ?, former_claim = claim, claim = NULL WHERE id = ? AND removed_at IS NULL",
        at,
        id
    )
    .execute(&mut **write)
    .await?;
    one_row(removed.rows_affected(), "a group that is removed")
}

/// The members that groups have now: of one group, or of all.
pub async fn members(db: &mut Db, of: Option<GroupId>) -> Result<Vec<Member>, StoreError> {
    Ok(sqlx::query_as!(
        Member,
        r#"SELECT m.group_id AS "group: GroupId", m.person_id AS "person: PersonId",
                  m.source = 'provider' AS "from_provider!: bool"
           FROM memberships m JOIN people p ON p.id = m.person_id
           WHERE m.until IS NULL AND (?1 IS NULL OR m.group_id = ?1)
           ORDER BY m.group_id, p.display_name COLLATE NOCASE, p.id"#,
        of
    )
    .fetch_all(db)
    .await?)
}

/// The groups that a person is in now.
pub async fn of_person(db: &mut Db, person: PersonId) -> Result<Vec<Group>, StoreError> {
    Ok(sqlx::query_as!(
        Group,
        r#"SELECT DISTINCT g.id AS "id: GroupId", g.name, g.claim
           FROM groups g JOIN memberships m ON m.group_id = g.id
           WHERE m.person_id = ? AND m.until IS NULL ORDER BY g.name COLLATE NOCASE"#,
        person
    )
    .fetch_all(db)
    .await?)
}

/// Makes a person a member, by an admin. Whether that is new.
pub async fn add_member(
    write: &mut Write,
    _: &impl Manages,
    group: GroupId,
    person: PersonId,
    at: Time,
) -> Result<bool, StoreError> {
    let added = sqlx::query!(
        "INSERT INTO memberships (group_id, person_id, source, since) VALUES (?, ?, 'admin', ?)
         ON CONFLICT DO NOTHING",
        group,
        person,
        at
    )
    .execute(&mut **write)
    .await?;
    Ok(added.rows_affected() > 0)
}

/// Ends a membership that an admin gave. Whether there was one.
pub async fn end_membership(
    write: &mut Write,
    _: &impl Manages,
    group: GroupId,
    person: PersonId,
    at: Time,
) -> Result<bool, StoreError> {
    let ended = sqlx::query!(
        "UPDATE memberships SET until = ?
         WHERE group_id = ? AND person_id = ? AND source = 'admin' AND until IS NULL",
        at,
        group,
        person
    )
    .execute(&mut **write)
    .await?;
    Ok(ended.rows_affected() > 0)
}

/// Gives a group a role, for one project or for all. Whether that is new.
pub async fn grant(
    write: &mut Write,
    _: &impl Manages,
    group: GroupId,
    role: RoleId,
    project: Option<ProjectId>,
    at: Time,
) -> Result<bool, StoreError> {
    let granted = sqlx::query!(
        "INSERT INTO group_grants (group_id, role_id, project_id, granted_at) VALUES (?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
        group,
        role,
        project,
        at
    )
    .execute(&mut **write)
    .await?;
    Ok(granted.rows_affected() > 0)
}

/// Takes a role from a group again, for one project or for all. Whether it held it.
pub async fn revoke(
    write: &mut Write,
    _: &impl Manages,
    group: GroupId,
    role: RoleId,
    project: Option<ProjectId>,
    at: Time,
) -> Result<bool, StoreError> {
    let ended = sqlx::query!(
        "UPDATE group_grants SET revoked_at = ?
         WHERE group_id = ? AND role_id = ? AND project_id IS ? AND revoked_at IS NULL",
        at,
        group,
        role,
        project
    )
    .execute(&mut **write)
    .await?;
    Ok(ended.rows_affected() > 0)
}
