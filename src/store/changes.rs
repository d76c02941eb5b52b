//! What lies between two releases of a project: the commits that one brings beyond the other.

use super::{Db, StoreError};
use crate::domain::id::{ProjectId, ReleaseId};
use crate::domain::release::Change;
use crate::domain::text::Version;

/// A release and the commits it brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Its version.
    pub version: Version,
    /// Whether it changes something for good; none is *not declared*.
    pub irreversible: Option<bool>,
    /// Its commits, newest first; none where many releases lie between and this is an older one.
    pub changes: Vec<Change>,
}

/// So many releases are looked through: what is missing would read as safe.
const MOST_RELEASES: i64 = 1_000;
/// Of so many the commits are read; who wants more looks at the older releases themselves.
const WITH_CHANGES: usize = 50;

/// The releases of a project registered after one and up to another, newest first, with their commits. Only the last
/// where there is none to begin after.
pub async fn between(
    db: &mut Db,
    project: ProjectId,
    after: Option<ReleaseId>,
    upto: ReleaseId,
) -> Result<Vec<Brought>, StoreError> {
    let after = after.unwrap_or(ReleaseId(upto.0 - 1));
    let releases = sqlx::query!(
        r#"SELECT id AS "id: ReleaseId", version AS "version: Version", irreversible AS "irreversible: bool"
           FROM releases WHERE project_id = ? AND id > ? AND id <= ? ORDER BY id DESC LIMIT ?"#,
        project,
        after,
        upto,
        MOST_RELEASES
    )
    .fetch_all(&mut *db)
    .await?;
    let mut brought = Vec::with_capacity(releases.len());
    for (at, release) in releases.into_iter().enumerate() {
        let told = at < WITH_CHANGES;
        let changes = if told { super::releases::changes(db, release.id).await? } else { Vec::new() };
        brought.push(Brought { version: release.version, irreversible: release.irreversible, changes });
    }
    Ok(brought)
}

/// How much lies between two releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance {
    /// Releases registered after the one, up to and with the other.
    pub releases: i64,
    /// The commits that these brought.
    pub commits: i64,
}

/// How much a release brings beyond an earlier one of its project.
pub async fn distance(
    db: &mut Db,
    project: ProjectId,
    after: ReleaseId,
    upto: ReleaseId,
) -> Result<Distance, StoreError> {
    Ok(sqlx::query_as!(
        Distance,
        r#"SELECT count(DISTINCT r.id) AS "releases!: i64", count(c.release_id) AS "commits!: i64"
           FROM releases r LEFT JOIN release_changes c ON c.release_id = r.id
           WHERE r.project_id = ? AND r.id > ? AND r.id <= ?"#,
        project,
        after,
        upto
    )
    .fetch_one(db)
    .await?)
}
