//! Who holds which role now, and by which way: by themselves or by a group, for all projects or for one.

use super::{Db, StoreError, Write};
use crate::access::permit::Manages;
use crate::domain::id::{PersonId, ProjectId, RoleId, TokenId};
use crate::domain::time::Time;

/// A role that somebody holds, by one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Who.
    pub person: PersonId,
    /// Their display name.
    pub person_name: String,
    /// Their sign-in name, which names them in addresses.
    pub sign_in_name: String,
    /// The role.
    pub role: RoleId,
    /// Its name.
    pub role_name: String,
    /// The one project it is held for; none means all.
    pub project: Option<ProjectId>,
    /// That project's name.
    pub project_name: Option<String>,
    /// The group by which it is held; none where the person holds it themselves.
    pub group: Option<String>,
}

/// A token that opens something now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldToken {
    /// Inside.
    pub id: TokenId,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub owner: PersonId,
    /// Their display name.
    pub owner_name: String,
    /// The one project it is for.
    pub project: ProjectId,
    /// Its role.
    pub role: RoleId,
    /// The role's name.
    pub role_name: String,
}

/// What people who are not disabled hold: of one person, of one role, or all of it; by name.
pub async fn now(
    db: &mut Db,
    person: Option<PersonId>,
    role: Option<RoleId>,
) -> Result<Vec<Holding>, StoreError> {
    Ok(sqlx::query_as!(
        Holding,
        r#"SELECT h.person_id AS "person!: PersonId",
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "person_name!: String",
                  p.sign_in_name,
                  r.id AS "role: RoleId", r.name AS role_name, h.project_id AS "project: ProjectId",
                  j.name AS "project_name?", g.name AS "group?"
           FROM holdings h JOIN people p ON p.id = h.person_id JOIN roles r ON r.id = h.role_id
                LEFT JOIN projects j ON j.id = h.project_id LEFT JOIN groups g ON g.id = h.group_id
           WHERE h.until IS NULL AND p.disabled_at IS NULL
             AND (?1 IS NULL OR h.person_id = ?1) AND (?2 IS NULL OR h.role_id = ?2)
           ORDER BY p.display_name COLLATE NOCASE, p.id, r.built_in DESC, r.id, j.name, g.name"#,
        person,
        role
    )
    .fetch_all(db)
    .await?)
}

/// The tokens that open something now, by name: neither revoked nor expired, of owners who are not disabled.
pub async fn tokens(db: &mut Db, at: Time) -> Result<Vec<HeldToken>, StoreError> {
    Ok(sqlx::query_as!(
        HeldToken,
        r#"SELECT t.id AS "id: TokenId", t.name, t.owner_id AS "owner: PersonId",
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "owner_name!: String",
                  t.project_id AS "project: ProjectId", t.role_id AS "role: RoleId", r.name AS role_name
           FROM tokens t JOIN people p ON p.id = t.owner_id JOIN roles r ON r.id = t.role_id
           WHERE t.revoked_at IS NULL AND t.expires_at > ? AND p.disabled_at IS NULL
           ORDER BY t.name COLLATE NOCASE, t.id"#,
        at
    )
    .fetch_all(db)
    .await?)
}

/// Ends everything that is held by a role: by people, by groups and by tokens.
pub async fn end_of_role(
    write: &mut Write,
    _: &impl Manages,
    role: RoleId,
    at: Time,
) -> Result<(), StoreError> {
    sqlx::query!("UPDATE grants SET revoked_at = ? WHERE role_id = ? AND revoked_at IS NULL", at, role)
        .execute(&mut **write)
        .await?;
    sqlx::query!("UPDATE group_grants SET revoked_at = ? WHERE role_id = ? AND revoked_at IS NULL", at, role)
        .execute(&mut **write)
        .await?;
    sqlx::query!("UPDATE tokens SET revoked_at = ? WHERE role_id = ? AND revoked_at IS NULL", at, role)
        .execute(&mut **write)
        .await?;
    Ok(())
}
