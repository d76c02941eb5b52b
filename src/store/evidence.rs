//! Evidence: facts about releases. A newer fact of a kind counts in place of the older, which stays.

use super::{Db, StoreError, Write, from_json, to_json};
use crate::access::permit::{Permit, RegisterRelease};
use crate::domain::evidence::{Evidence, Facts};
use crate::domain::id::ReleaseId;
use crate::domain::time::Time;
use std::collections::HashMap;

/// A fact's kind and the fact.
type Fact = (String, serde_json::Value);

/// The newest evidence of each kind.
pub async fn of_release(db: &mut Db, release: ReleaseId) -> Result<Evidence, StoreError> {
    Ok(of_releases(db, &[release]).await?.remove(&release).unwrap_or_default())
}

/// The newest evidence of each kind, for several releases; one without evidence is absent.
pub async fn of_releases(
    db: &mut Db,
    releases: &[ReleaseId],
) -> Result<HashMap<ReleaseId, Evidence>, StoreError> {
    let releases = to_json(&releases);
    let rows = sqlx::query!(
        r#"SELECT release_id AS "release: ReleaseId", kind, fact, recorded_at AS "recorded_at: Time" FROM evidence
           WHERE id IN (SELECT max(id) FROM evidence
                        WHERE release_id IN (SELECT value FROM json_each(?)) GROUP BY release_id, kind)"#,
        releases
    )
    .fetch_all(db)
    .await?;
    let mut found: HashMap<ReleaseId, (Vec<Fact>, Option<Time>)> = HashMap::new();
    for row in rows {
        let (kinds, newest) = found.entry(row.release).or_default();
        kinds.push((row.kind, from_json("evidence.fact", &row.fact)?));
        *newest = (*newest).max(Some(row.recorded_at));
    }
    let evidence = |(kinds, recorded_at)| Evidence { facts: Facts::of_kinds(kinds), recorded_at };
    Ok(found.into_iter().map(|(release, of)| (release, evidence(of))).collect())
}

/// A fact as it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its kind.
    pub kind: String,
    /// The fact.
    pub fact: serde_json::Value,
    /// SHA-256 of what it came from.
    pub sha256: String,
    /// When it was recorded.
    pub recorded_at: Time,
}

/// The newest fact of each kind, as it was recorded.
pub async fn newest(db: &mut Db, release: ReleaseId) -> Result<Vec<Recorded>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT kind, fact, sha256, recorded_at AS "recorded_at: Time" FROM evidence
           WHERE id IN (SELECT max(id) FROM evidence WHERE release_id = ? GROUP BY kind) ORDER BY kind"#,
        release
    )
    .fetch_all(db)
    .await?;
    let recorded = rows.into_iter().map(|row| {
        let fact = from_json("evidence.fact", &row.fact)?;
        Ok(Recorded { kind: row.kind, fact, sha256: row.sha256, recorded_at: row.recorded_at })
    });
    recorded.collect()
}

/// The facts that were recorded for a release at one moment, by kind in order: with it, where that is the moment of
/// its registration.
pub async fn recorded_at(
    db: &mut Db,
    release: ReleaseId,
    at: Time,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query!(
        "SELECT kind, fact FROM evidence WHERE release_id = ? AND recorded_at = ? ORDER BY kind",
        release,
        at
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.fact)).collect())
}

/// Records a fact of a kind, as the JSON that it is kept as, with the SHA-256 of what it came from.
pub async fn insert(
    write: &mut Write,
    permit: &Permit<RegisterRelease>,
    release: ReleaseId,
    kind: &str,
    fact: &str,
    sha256: &str,
    at: Time,
) -> Result<(), StoreError> {
    let (person, token) = (permit.actor().person(), permit.actor().token());
    sqlx::query!(
        "INSERT INTO evidence (release_id, kind, fact, sha256, recorded_at, person_id, token_id)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        release,
        kind,
        fact,
        sha256,
        at,
        person,
        token
    )
    .execute(&mut **write)
    .await?;
    Ok(())
}
