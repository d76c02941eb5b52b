//! Grants: which roles people hold, for all projects or for one, by themselves or by a group. What was held stays
//! known: a grant that ends gets its end, and no row goes away.

use super::{Db, StoreError, Write, roles, to_json};
use crate::access::actor::Actor;
use crate::access::grants::{Grant, Grants};
use crate::access::permit::Manages;
use crate::domain::id::{PersonId, ProjectId, RoleId, TokenId};
use crate::domain::time::Time;
use std::collections::HashMap;

/// What an actor holds now. A disabled person holds nothing, and neither does a revoked token or one whose owner is
/// disabled. That a token has not expired is asked where its secret is read: [`super::tokens::by_secret`].
pub async fn of(db: &mut Db, actor: &Actor) -> Result<Grants, StoreError> {
    match actor {
        Actor::System { .. } => Ok(Grants::system()),
        Actor::Person { id, .. } => of_person(db, *id).await,
        Actor::Token { id, .. } => of_token(db, *id).await,
    }
}

/// What a person holds now; nothing where they are disabled.
pub async fn of_person(db: &mut Db, person: PersonId) -> Result<Grants, StoreError> {
    Ok(of_people(db, &[person]).await?.remove(&person).unwrap_or_default())
}

/// What several people hold now; who holds nothing is absent.
pub async fn of_people(db: &mut Db, people: &[PersonId]) -> Result<HashMap<PersonId, Grants>, StoreError> {
    let people = to_json(&people);
    let rows = sqlx::query!(
        r#"SELECT DISTINCT h.person_id AS "person!: PersonId", r.id AS "role: RoleId", r.name,
                  h.project_id AS "project: ProjectId", r.administers AS "administers: bool",
                  r.reads_audit AS "reads_audit: bool"
           FROM holdings h JOIN roles r ON r.id = h.role_id JOIN people p ON p.id = h.person_id
           WHERE h.person_id IN (SELECT value FROM json_each(?)) AND h.until IS NULL AND p.disabled_at IS NULL
           ORDER BY h.person_id, r.id, h.project_id"#,
        people
    )
    .fetch_all(&mut *db)
    .await?;
    let matrix = roles::matrix(db).await?;
    let cells =
        |role| matrix.iter().filter(move |c| c.role == role).map(|c| (c.environment, c.access)).collect();
    let mut held: HashMap<PersonId, Grants> = HashMap::new();
    for row in rows {
        held.entry(row.person).or_default().held.push(Grant {
            role: row.role,
            name: row.name,
            project: row.project,
            cells: cells(row.role),
            administers: row.administers,
            reads_audit: row.reads_audit,
        });
    }
    Ok(held)
}

/// What the requester of a deployment holds now: a person, by a token where they used one.
pub async fn of_requester(
    db: &mut Db,
    person: PersonId,
    token: Option<TokenId>,
) -> Result<Grants, StoreError> {
    match token {
        Some(token) => of_token(db, token).await,
        None => of_person(db, person).await,
    }
}

async fn of_token(db: &mut Db, token: TokenId) -> Result<Grants, StoreError> {
    let row = sqlx::query!(
        r#"SELECT r.id AS "role: RoleId", r.name, t.project_id AS "project: ProjectId",
                  t.owner_id AS "owner: PersonId"
           FROM tokens t JOIN roles r ON r.id = t.role_id WHERE t.id = ? AND t.revoked_at IS NULL"#,
        token
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(Grants::default()) };
    let cells = roles::cells(db, row.role).await?;
    let project = Some(row.project);
    // A token never administers and never reads the audit log, whatever its role.
    let own =
        Grant { role: row.role, name: row.name, project, cells, administers: false, reads_audit: false };
    Ok(Grants { token: Some(own), ..of_person(db, row.owner).await? })
}

/// The people, not disabled, who hold one of these roles for a project or for all; in the order they were added.
pub async fn holders(
    db: &mut Db,
    role_names: &[String],
    project: ProjectId,
) -> Result<Vec<PersonId>, StoreError> {
    let names = to_json(&role_names);
    Ok(sqlx::query_scalar!(
        r#"SELECT DISTINCT p.id AS "id: PersonId"
           FROM people p JOIN holdings h ON h.person_id = p.id JOIN roles r ON r.id = h.role_id
           WHERE p.disabled_at IS NULL AND h.until IS NULL AND (h.project_id IS NULL OR h.project_id = ?)
             AND r.name IN (SELECT value FROM json_each(?))
           ORDER BY p.id"#,
        project,
        names
    )
    .fetch_all(db)
    .await?)
}

/// Gives a person a role, for one project or for all. Giving it again changes nothing.
pub async fn insert(
    write: &mut Write,
    _: &impl Manages,
    person: PersonId,
    role: RoleId,
    project: Option<ProjectId>,
    at: Time,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO grants (person_id, role_id, project_id, granted_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        person,
        role,
        project,
        at
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Takes a role from a person again, for one project or for all: whether they held it themselves.
pub async fn revoke(
    write: &mut Write,
    _: &impl Manages,
    person: PersonId,
    role: RoleId,
    project: Option<ProjectId>,
    at: Time,
) -> Result<bool, StoreError> {
    let ended = sqlx::query!(
        "UPDATE grants SET revoked_at = ?
         WHERE person_id = ? AND role_id = ? AND project_id IS ? AND revoked_at IS NULL",
        at,
        person,
        role,
        project
    )
    .execute(&mut **write)
    .await?;
    Ok(ended.rows_affected() > 0)
}
