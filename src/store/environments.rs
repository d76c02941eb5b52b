//! Environments: they belong to the installation, have an order, and are shared by projects.

use super::{Db, StoreError, Write};
use crate::access::permit::Imports;
use crate::access::scope::Scope;
use crate::domain::id::EnvironmentId;
use crate::domain::text::Slug;
use crate::domain::time::Time;

/// An environment of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Inside.
    pub id: EnvironmentId,
    /// In addresses; never changed.
    pub slug: Slug,
    /// For people.
    pub name: String,
    /// Its place in the order, from 1; gaps do not occur.
    pub position: i64,
}

/// All environments, in order.
pub async fn all(db: &mut Db) -> Result<Vec<Environment>, StoreError> {
    Ok(sqlx::query_as!(
        Environment,
        r#"SELECT id AS "id: EnvironmentId", slug AS "slug: Slug", name, position
           FROM environments ORDER BY position"#
    )
    .fetch_all(db)
    .await?)
}

/// The environments that exist for an actor, in order.
pub async fn seen(db: &mut Db, scope: &Scope) -> Result<Vec<Environment>, StoreError> {
    Ok(all(db).await?.into_iter().filter(|e| scope.sees_environment(e.id)).collect())
}

/// The environment of a slug. Text that is no slug names none.
pub async fn by_slug(db: &mut Db, slug: &str) -> Result<Option<Environment>, StoreError> {
    Ok(sqlx::query_as!(
        Environment,
        r#"SELECT id AS "id: EnvironmentId", slug AS "slug: Slug", name, position
           FROM environments WHERE slug = ?"#,
        slug
    )
    .fetch_optional(db)
    .await?)
}

/// The environment of an id.
pub async fn by_id(db: &mut Db, id: EnvironmentId) -> Result<Option<Environment>, StoreError> {
    Ok(sqlx::query_as!(
        Environment,
        r#"SELECT id AS "id: EnvironmentId", slug AS "slug: Slug", name, position
           FROM environments WHERE id = ?"#,
        id
    )
    .fetch_optional(db)
    .await?)
}

/// Makes an environment at the end of the order. That its slug is free was asked in the same transaction.
pub async fn append(
    write: &mut Write,
    _: &impl Imports,
    slug: &Slug,
    name: &str,
    at: Time,
) -> Result<Environment, StoreError> {
    Ok(sqlx::query_as!(
        Environment,
        r#"INSERT INTO environments (slug, name, position, created_at)
           SELECT ?, ?, coalesce(max(position), 0) + 1, ? FROM environments
           RETURNING id AS "id!: EnvironmentId", slug AS "slug: Slug", name, position"#,
        slug,
        name,
        at
    )
    .fetch_one(&mut **write)
    .await?)
}
