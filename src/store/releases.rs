//! Releases and the commits they bring. Both are written once.

use super::{Db, StoreError, Write, to_json};
use crate::access::permit::{Permit, RegisterRelease};
use crate::domain::id::{PersonId, ProjectId, ReleaseId, TokenId};
use crate::domain::release::{Artifact, Change, Declared, NewRelease};
use crate::domain::text::Version;
use crate::domain::time::Time;
use std::collections::BTreeMap;

/// A registered release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Inside; in the order of registration.
    pub id: ReleaseId,
    /// Whose.
    pub project: ProjectId,
    /// Its version, once per project.
    pub version: Version,
    /// The commit it was built from.
    pub commit: String,
    /// What is installed.
    pub artifact: Artifact,
    /// Whether it changes something for good; none is *not declared*, which never reads as safe.
    pub irreversible: Option<bool>,
    /// What people should know.
    pub notes: String,
    /// Its identity.
    pub digest: String,
    /// When it was registered.
    pub registered_at: Time,
    /// Who registered it; for a token its owner; none for the operator at the command line.
    pub person: Option<PersonId>,
    /// The token that registered it.
    pub token: Option<TokenId>,
}

struct Row {
    id: ReleaseId,
    project: ProjectId,
    version: Version,
    commit: String,
    artifact_uri: String,
    artifact_sha256: String,
    irreversible: Option<bool>,
    notes: String,
    digest: String,
    registered_at: Time,
    person: Option<PersonId>,
    token: Option<TokenId>,
}

impl From<Row> for Release {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            project: row.project,
            version: row.version,
            commit: row.commit,
            artifact: Artifact { uri: row.artifact_uri, sha256: row.artifact_sha256 },
            irreversible: row.irreversible,
            notes: row.notes,
            digest: row.digest,
            registered_at: row.registered_at,
            person: row.person,
            token: row.token,
        }
    }
}

/// The release of a version.
pub async fn by_version(
    db: &mut Db,
    project: ProjectId,
    version: &Version,
) -> Result<Option<Release>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id: ReleaseId", project_id AS "project: ProjectId", version AS "version: Version",
                  commit_sha AS "commit", artifact_uri, artifact_sha256, irreversible AS "irreversible: bool",
                  notes, digest, registered_at AS "registered_at: Time", person_id AS "person: PersonId",
                  token_id AS "token: TokenId"
           FROM releases WHERE project_id = ? AND version = ?"#,
        project,
        version
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Release::from))
}

/// The release of an id that something holds. Releases are never removed.
///
/// # Errors
/// [`StoreError::Damaged`] where there is none.
pub async fn by_id(db: &mut Db, id: ReleaseId) -> Result<Release, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id: ReleaseId", project_id AS "project: ProjectId", version AS "version: Version",
                  commit_sha AS "commit", artifact_uri, artifact_sha256, irreversible AS "irreversible: bool",
                  notes, digest, registered_at AS "registered_at: Time", person_id AS "person: PersonId",
                  token_id AS "token: TokenId"
           FROM releases WHERE id = ?"#,
        id
    )
    .fetch_optional(db)
    .await?;
    row.map(Release::from).ok_or_else(|| StoreError::Damaged(format!("release {id} is gone")))
}

/// The versions of some releases.
pub async fn versions(
    db: &mut Db,
    releases: &[ReleaseId],
) -> Result<BTreeMap<ReleaseId, Version>, StoreError> {
    let ids = to_json(&releases);
    let rows = sqlx::query!(
        r#"SELECT id AS "id: ReleaseId", version AS "version: Version" FROM releases
           WHERE id IN (SELECT value FROM json_each(?))"#,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

/// The newest releases of a project, newest first, at most so many.
pub async fn recent(db: &mut Db, project: ProjectId, most: i64) -> Result<Vec<Release>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id: ReleaseId", project_id AS "project: ProjectId", version AS "version: Version",
                  commit_sha AS "commit", artifact_uri, artifact_sha256, irreversible AS "irreversible: bool",
                  notes, digest, registered_at AS "registered_at: Time", person_id AS "person: PersonId",
                  token_id AS "token: TokenId"
           FROM releases WHERE project_id = ? ORDER BY id DESC LIMIT ?"#,
        project,
        most
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Release::from).collect())
}

/// The commits that a release brings, as registered: newest first.
pub async fn changes(db: &mut Db, release: ReleaseId) -> Result<Vec<Change>, StoreError> {
    Ok(sqlx::query_as!(
        Change,
        "SELECT sha, subject, author, ticket, url FROM release_changes WHERE release_id = ? ORDER BY position",
        release
    )
    .fetch_all(db)
    .await?)
}

/// Registers a release with its commits, in the permit's project and by its actor. Hexadecimal digits are kept in
/// lower case. That the version is free was asked in the same transaction.
pub async fn insert(
    write: &mut Write,
    permit: &Permit<RegisterRelease>,
    new: &NewRelease,
    digest: &str,
    at: Time,
) -> Result<ReleaseId, StoreError> {
    let (project, person, token) = (permit.project(), permit.actor().person(), permit.actor().token());
    let (commit, sha256) = (new.commit.to_ascii_lowercase(), new.artifact.sha256.to_ascii_lowercase());
    let irreversible = new.irreversible.map(|declared| declared == Declared::Yes);
    let id = sqlx::query_scalar!(
        r#"INSERT INTO releases (project_id, version, commit_sha, artifact_uri, artifact_sha256, irreversible, notes,
                                 digest, registered_at, person_id, token_id)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id AS "id!: ReleaseId""#,
        project,
        new.version,
        commit,
        new.artifact.uri,
        sha256,
        irreversible,
        new.notes,
        digest,
        at,
        person,
        token
    )
    .fetch_one(&mut **write)
    .await?;
    for (position, change) in (1i64..).zip(&new.changes) {
        insert_change(write, id, position, change).await?;
    }
    Ok(id)
}

async fn insert_change(
    write: &mut Write,
    release: ReleaseId,
    position: i64,
    change: &Change,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO release_changes (release_id, position, sha, subject, author, ticket, url)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        release,
        position,
        change.sha,
        change.subject,
        change.author,
        change.ticket,
        change.url
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}
