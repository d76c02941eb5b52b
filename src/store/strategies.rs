//! Strategy versions: immutable texts, of which one per project is in force.

use super::{Db, StoreError, Write, one_row, to_json};
use crate::access::permit::Imports;
use crate::domain::id::{PersonId, ProjectId, StrategyVersionId};
use crate::domain::reading::Reader;
use crate::domain::time::Time;

/// A strategy version. Its text is read for itself: [`document`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrategyVersion {
    /// Inside.
    pub id: StrategyVersionId,
    /// Whose.
    pub project: ProjectId,
    /// Its number in the project, from 1.
    pub number: i64,
    /// SHA-256 of the document.
    pub sha256: String,
    /// When it was imported.
    pub created_at: Time,
    /// When it came into force.
    pub approved_at: Option<Time>,
    /// Who put it in force; none for the operator at the command line.
    pub approved_by: Option<PersonId>,
    /// Who wrote it; none for the operator at the command line.
    pub author: Option<PersonId>,
    /// When another took its place.
    pub superseded_at: Option<Time>,
    /// The rules by which its document is read.
    pub reader: Reader,
}

impl StrategyVersion {
    /// Whether it decides now.
    pub fn is_in_force(&self) -> bool {
        self.approved_at.is_some() && self.superseded_at.is_none()
    }

    /// Its status in a word: Draft, Approved or Superseded.
    pub fn status(&self) -> &'static str {
        match (self.approved_at, self.superseded_at) {
            (None, _) => "Draft",
            (Some(_), None) => "Approved",
            (Some(_), Some(_)) => "Superseded",
        }
    }
}

/// The version in force.
pub async fn in_force(db: &mut Db, project: ProjectId) -> Result<Option<StrategyVersion>, StoreError> {
    Ok(sqlx::query_as!(
        StrategyVersion,
        r#"SELECT id AS "id: StrategyVersionId", project_id AS "project: ProjectId", number, sha256,
                  created_at AS "created_at: Time", approved_at AS "approved_at: Time",
                  approved_by AS "approved_by: PersonId", author_id AS "author: PersonId",
                  superseded_at AS "superseded_at: Time", reader AS "reader: Reader"
           FROM strategy_versions
           WHERE project_id = ? AND approved_at IS NOT NULL AND superseded_at IS NULL"#,
        project
    )
    .fetch_optional(db)
    .await?)
}

/// The versions in force of all projects.
pub async fn all_in_force(db: &mut Db) -> Result<Vec<StrategyVersion>, StoreError> {
    Ok(sqlx::query_as!(
        StrategyVersion,
        r#"SELECT id AS "id: StrategyVersionId", project_id AS "project: ProjectId", number, sha256,
                  created_at AS "created_at: Time", approved_at AS "approved_at: Time",
                  approved_by AS "approved_by: PersonId", author_id AS "author: PersonId",
                  superseded_at AS "superseded_at: Time", reader AS "reader: Reader"
           FROM strategy_versions WHERE approved_at IS NOT NULL AND superseded_at IS NULL"#
    )
    .fetch_all(db)
    .await?)
}

/// The bytes of a version that were hashed and approved; none where there is no such version.
pub async fn document(db: &mut Db, version: StrategyVersionId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(documents(db, &[version]).await?.pop().map(|(_, document)| document))
}

/// The documents of these versions.
pub async fn documents(
    db: &mut Db,
    versions: &[StrategyVersionId],
) -> Result<Vec<(StrategyVersionId, Vec<u8>)>, StoreError> {
    let versions = to_json(&versions);
    let rows = sqlx::query!(
        r#"SELECT id AS "id: StrategyVersionId", document FROM strategy_versions
           WHERE id IN (SELECT value FROM json_each(?))"#,
        versions
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.document)).collect())
}

/// All versions of a project, newest first.
pub async fn of_project(db: &mut Db, project: ProjectId) -> Result<Vec<StrategyVersion>, StoreError> {
    Ok(sqlx::query_as!(
        StrategyVersion,
        r#"SELECT id AS "id: StrategyVersionId", project_id AS "project: ProjectId", number, sha256,
                  created_at AS "created_at: Time", approved_at AS "approved_at: Time",
                  approved_by AS "approved_by: PersonId", author_id AS "author: PersonId",
                  superseded_at AS "superseded_at: Time", reader AS "reader: Reader"
           FROM strategy_versions WHERE project_id = ? ORDER BY number DESC"#,
        project
    )
    .fetch_all(db)
    .await?)
}

/// The files of a version: path and SHA-256 of the content, in the order of the paths' bytes.
pub async fn files(db: &mut Db, version: StrategyVersionId) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query!(
        "SELECT path, sha256 FROM strategy_files WHERE strategy_version_id = ? ORDER BY path",
        version
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.path, row.sha256)).collect())
}

/// Writes the next version of a project, not yet in force and read by the newest rules. Its number is one more than the
/// largest.
pub async fn insert(
    write: &mut Write,
    permit: &impl Imports,
    project: ProjectId,
    document: &[u8],
    sha256: &str,
    at: Time,
) -> Result<StrategyVersion, StoreError> {
    let (author, reader) = (permit.actor().person(), Reader::default());
    Ok(sqlx::query_as!(
        StrategyVersion,
        r#"INSERT INTO strategy_versions (project_id, number, document, sha256, created_at, author_id, reader)
           SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM strategy_versions WHERE project_id = ?1
           RETURNING id AS "id!: StrategyVersionId", project_id AS "project: ProjectId", number, sha256,
                     created_at AS "created_at: Time", approved_at AS "approved_at: Time",
                     approved_by AS "approved_by: PersonId", author_id AS "author: PersonId",
                     superseded_at AS "superseded_at: Time", reader AS "reader: Reader""#,
        project,
        document,
        sha256,
        at,
        author,
        reader
    )
    .fetch_one(&mut **write)
    .await?)
}

/// Adds a file to a version. Its content was kept before: [`super::files::keep`].
pub async fn add_file(
    write: &mut Write,
    _: &impl Imports,
    version: StrategyVersionId,
    path: &str,
    sha256: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO strategy_files (strategy_version_id, path, sha256) VALUES (?, ?, ?)",
        version,
        path,
        sha256
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Puts a version in force without approvals; the one in force before is superseded. Who did is kept where it was a
/// person: the command line is none.
pub async fn approve(
    write: &mut Write,
    permit: &impl Imports,
    version: &StrategyVersion,
    at: Time,
) -> Result<(), StoreError> {
    let approver = permit.actor().person();
    sqlx::query!(
        "UPDATE strategy_versions SET superseded_at = ?
         WHERE project_id = ? AND approved_at IS NOT NULL AND superseded_at IS NULL",
        at,
        version.project
    )
    .execute(&mut **write)
    .await?;
    let approved = sqlx::query!(
        "UPDATE strategy_versions SET approved_at = ?, approved_by = ? WHERE id = ? AND approved_at IS NULL",
        at,
        approver,
        version.id
    )
    .execute(&mut **write)
    .await?;
    one_row(approved.rows_affected(), "strategy version put in force")
}

/// Has a version read by the newest rules from now on.
pub async fn set_reader(
    write: &mut Write,
    _: &impl Imports,
    version: StrategyVersionId,
    reader: Reader,
) -> Result<(), StoreError> {
    let set = sqlx::query!("UPDATE strategy_versions SET reader = ? WHERE id = ?", reader, version)
        .execute(&mut **write)
        .await?;
    one_row(set.rows_affected(), "strategy version read by other rules")
}
