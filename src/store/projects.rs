//! Projects: what is deployed.

use super::{Db, StoreError, Write};
use crate::access::permit::Imports;
use crate::access::scope::Scope;
use crate::domain::id::ProjectId;
use crate::domain::text::Slug;
use crate::domain::time::Time;

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Inside.
    pub id: ProjectId,
    /// In addresses; never changed.
    pub slug: Slug,
    /// For people; never changed.
    pub name: String,
}

/// The project of a slug. Text that is no slug names none.
pub async fn by_slug(db: &mut Db, slug: &str) -> Result<Option<Project>, StoreError> {
    Ok(sqlx::query_as!(
        Project,
        r#"SELECT id AS "id: ProjectId", slug AS "slug: Slug", name FROM projects WHERE slug = ?"#,
        slug
    )
    .fetch_optional(db)
    .await?)
}

/// The project of an id.
pub async fn by_id(db: &mut Db, id: ProjectId) -> Result<Option<Project>, StoreError> {
    Ok(sqlx::query_as!(
        Project,
        r#"SELECT id AS "id: ProjectId", slug AS "slug: Slug", name FROM projects WHERE id = ?"#,
        id
    )
    .fetch_optional(db)
    .await?)
}

/// The projects that exist for an actor, by name.
pub async fn known(db: &mut Db, scope: &Scope) -> Result<Vec<Project>, StoreError> {
    let projects = scope.projects_json();
    Ok(sqlx::query_as!(
        Project,
        r#"SELECT id AS "id: ProjectId", slug AS "slug: Slug", name FROM projects
           WHERE ?1 = 'null' OR id IN (SELECT value FROM json_each(?1))
           ORDER BY name COLLATE NOCASE, id"#,
        projects
    )
    .fetch_all(db)
    .await?)
}

/// Makes a project. That its slug is free was asked in the same transaction.
pub async fn insert(
    write: &mut Write,
    _: &impl Imports,
    slug: &Slug,
    name: &str,
    at: Time,
) -> Result<ProjectId, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO projects (slug, name, created_at) VALUES (?, ?, ?) RETURNING id AS "id!: ProjectId""#,
        slug,
        name,
        at
    )
    .fetch_one(&mut **write)
    .await?)
}
