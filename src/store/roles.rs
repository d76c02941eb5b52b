//! Roles and the access matrix. A cell that changes gets its end, and a row that begins then: what it said on a day
//! of the past stays known.

use super::{Db, StoreError, Write, one_row};
use crate::access::permit::Manages;
use crate::domain::id::{EnvironmentId, RoleId};
use crate::domain::role::{Access, Level};
use crate::domain::time::Time;

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Inside.
    pub id: RoleId,
    /// For people and documents; unique ignoring case.
    pub name: String,
    /// Whether every installation has it from the start.
    pub built_in: bool,
    /// Whether it manages people, roles and tokens.
    pub administers: bool,
    /// Whether it reads the audit log.
    pub reads_audit: bool,
    /// Whether it was retired: nobody holds it, and nobody can.
    pub is_retired: bool,
}

/// A cell of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The row.
    pub role: RoleId,
    /// The column.
    pub environment: EnvironmentId,
    /// What it gives.
    pub access: Access,
}

/// All roles that are not retired: the built-in ones first, in the order they were made.
pub async fn all(db: &mut Db) -> Result<Vec<Role>, StoreError> {
    Ok(sqlx::query_as!(
        Role,
        r#"SELECT id AS "id: RoleId", name, built_in AS "built_in: bool", administers AS "administers: bool",
                  reads_audit AS "reads_audit: bool", retired_at IS NOT NULL AS "is_retired!: bool"
           FROM roles WHERE retired_at IS NULL ORDER BY built_in DESC, id"#
    )
    .fetch_all(db)
    .await?)
}

/// The role of a name, ignoring case; also one that was retired, since names are not used again.
pub async fn by_name(db: &mut Db, name: &str) -> Result<Option<Role>, StoreError> {
    Ok(sqlx::query_as!(
        Role,
        r#"SELECT id AS "id: RoleId", name, built_in AS "built_in: bool", administers AS "administers: bool",
                  reads_audit AS "reads_audit: bool", retired_at IS NOT NULL AS "is_retired!: bool"
           FROM roles WHERE name = ?"#,
        name
    )
    .fetch_optional(db)
    .await?)
}

/// The role of an id.
pub async fn by_id(db: &mut Db, id: RoleId) -> Result<Option<Role>, StoreError> {
    Ok(sqlx::query_as!(
        Role,
        r#"SELECT id AS "id: RoleId", name, built_in AS "built_in: bool", administers AS "administers: bool",
                  reads_audit AS "reads_audit: bool", retired_at IS NOT NULL AS "is_retired!: bool"
           FROM roles WHERE id = ?"#,
        id
    )
    .fetch_optional(db)
    .await?)
}

/// Every cell of the matrix that says something. What is absent is None.
pub async fn matrix(db: &mut Db) -> Result<Vec<Cell>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT role_id AS "role: RoleId", environment_id AS "environment: EnvironmentId", level,
                  approve AS "approve: bool", rollback AS "rollback: bool"
           FROM role_access WHERE until IS NULL ORDER BY role_id, environment_id"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let access = Access { level: level(&row.level)?, approve: row.approve, rollback: row.rollback };
            Ok(Cell { role: row.role, environment: row.environment, access })
        })
        .collect()
}

/// The cells of one role, by environment.
pub async fn cells(db: &mut Db, role: RoleId) -> Result<Vec<(EnvironmentId, Access)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT environment_id AS "environment: EnvironmentId", level, approve AS "approve: bool",
                  rollback AS "rollback: bool"
           FROM role_access WHERE role_id = ? AND until IS NULL ORDER BY environment_id"#,
        role
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let access = Access { level: level(&row.level)?, approve: row.approve, rollback: row.rollback };
            Ok((row.environment, access))
        })
        .collect()
}

/// Makes a role that may do nothing yet. That its name is free was asked in the same transaction.
pub async fn insert(write: &mut Write, _: &impl Manages, name: &str, at: Time) -> Result<RoleId, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO roles (name, created_at) VALUES (?, ?) RETURNING id AS "id!: RoleId""#,
        name,
        at
    )
    .fetch_one(&mut **write)
    .await?)
}

/// Retires a role: its cells end with it, and it is offered to nobody any more.
pub async fn retire(write: &mut Write, _: &impl Manages, role: RoleId, at: Time) -> Result<(), StoreError> {
    sqlx::query!("UPDATE role_access SET until = ? WHERE role_id = ? AND until IS NULL", at, role)
        .execute(&mut **write)
        .await?;
    let retired =
        sqlx::query!("UPDATE roles SET retired_at = ? WHERE id = ? AND retired_at IS NULL", at, role)
            .execute(&mut **write)
            .await?;
    one_row(retired.rows_affected(), "retiring a role")
}

/// Writes a cell of the matrix, in place of what it said before.
pub async fn set_cell(write: &mut Write, _: &impl Manages, cell: Cell, at: Time) -> Result<(), StoreError> {
    let level = cell.access.level.word().to_ascii_lowercase();
    sqlx::query!(
        "UPDATE role_access SET until = ? WHERE role_id = ? AND environment_id = ? AND until IS NULL",
        at,
        cell.role,
        cell.environment
    )
    .execute(&mut **write)
    .await?;
    sqlx::query!(
        "INSERT INTO role_access (role_id, environment_id, level, approve, rollback, since)
         VALUES (?, ?, ?, ?, ?, ?)",
        cell.role,
        cell.environment,
        level,
        cell.access.approve,
        cell.access.rollback,
        at
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Reads a level as it is kept.
pub(super) fn level(word: &str) -> Result<Level, StoreError> {
    let found = Level::ALL.into_iter().find(|level| level.word().eq_ignore_ascii_case(word));
    found.ok_or_else(|| StoreError::Damaged(format!("role_access.level is {word:?}")))
}
