//! The recent past of several places at once, for lists.

use crate::domain::id::{DeploymentNumber, EnvironmentId, PlaceId, ProjectId, ReleaseId};
use crate::domain::rollback::{Passage, Past, Serves};
use crate::domain::text::Version;
use crate::domain::time::{Span, Time};
use crate::store::{Db, StoreError, from_json, suspects, to_json};
use std::collections::BTreeMap;

/// What says where a rollback of a place can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// What the place went through.
    pub past: Past,
    /// What it serves.
    pub serves: Serves,
}

impl Default for Recent {
    fn default() -> Self {
        Self { past: Past::default(), serves: Serves::Nothing }
    }
}

/// The recent past of some places, of each so many deployments; a place where nothing happened is absent.
pub async fn of_places(
    db: &mut Db,
    places: &[PlaceId],
    most: i64,
) -> Result<BTreeMap<PlaceId, Recent>, StoreError> {
    let mut recent: BTreeMap<PlaceId, Recent> = BTreeMap::new();
    for passed in passages(db, places, most).await? {
        recent.entry(passed.place).or_default().past.passages.push(passed.passage);
    }
    mark_suspects(db, &mut recent).await?;
    for (place, releases) in live(db, places).await? {
        recent.entry(place).or_default().serves = Serves::of(&releases, releases.len());
    }
    for place in disturbed(db, places).await? {
        recent.entry(place).or_default().past.disturbed = true;
    }
    Ok(recent)
}

/// Tells each past which of its releases are suspect now.
async fn mark_suspects(db: &mut Db, recent: &mut BTreeMap<PlaceId, Recent>) -> Result<(), StoreError> {
    let passages = recent.values().flat_map(|recent| &recent.past.passages);
    let releases: Vec<ReleaseId> = passages.map(|passage| passage.release).collect();
    let suspicions = suspects::about(db, &releases).await?;
    for Recent { past, .. } in recent.values_mut() {
        let releases = past.passages.iter().map(|passage| passage.release);
        past.suspects = releases.filter(|release| suspicions.is_suspect(*release)).collect();
    }
    Ok(())
}

/// A deployment that says where a place can go back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// Where.
    pub place: PlaceId,
    /// The deployment.
    pub passage: Passage,
    /// Its release's version.
    pub version: Version,
    /// How long it took; none where it has not ended.
    pub took: Option<Span>,
}

/// What says where some places can go back to, of each so many: the one that held its place last comes first.
pub async fn passages(db: &mut Db, places: &[PlaceId], most: i64) -> Result<Vec<Passed>, StoreError> {
    let places = to_json(&places);
    let rows = sqlx::query!(
        r#"SELECT d.project_id AS "project!: ProjectId", d.environment_id AS "environment!: EnvironmentId",
                  d.number AS "number!: DeploymentNumber", d.release_id AS "release!: ReleaseId",
                  d.kind = 'rollback' AS "rollback!: bool", d.outcome IS 'succeeded' AS "succeeded!: bool",
                  CASE WHEN d.kind = 'rollback' THEN (
                      SELECT json_group_array(DISTINCT s.previous_release_id) FROM served s
                      WHERE s.deployment = d.number AND s.previous_release_id <> d.release_id) END AS "took: String",
                  r.version AS "version: Version", d.started_at AS "started_at!: Time",
                  d.ended_at AS "ended_at: Time"
           FROM json_each(?1) place
           JOIN deployments d ON d.number IN (
               SELECT one.number FROM deployments one INDEXED BY deployments_passages
               WHERE one.project_id = place.value ->> 0 AND one.environment_id = place.value ->> 1
                 AND (one.outcome = 'succeeded' OR one.kind = 'rollback')
                 AND one.started_at IS NOT NULL
                 AND (one.outcome IS 'succeeded' OR one.ended_at IS NULL
                      OR EXISTS (SELECT 1 FROM steps s
                                 WHERE s.deployment = one.number AND s.deploys = 1 AND s.started_at IS NOT NULL))
               ORDER BY one.started_at DESC, one.number DESC LIMIT ?2)
           JOIN releases r ON r.id = d.release_id
           ORDER BY d.started_at DESC, d.number DESC"#,
        places,
        most
    )
    .fetch_all(db)
    .await?;
    let passed = rows.into_iter().map(|row| {
        let took = row.took.map(|took| from_json("what a rollback took away", &took));
        Ok(Passed {
            place: (row.project, row.environment),
            passage: Passage {
                number: row.number,
                release: row.release,
                rollback: row.rollback,
                succeeded: row.succeeded,
                took: took.transpose()?.unwrap_or_default(),
            },
            version: row.version,
            took: row.ended_at.map(|ended| ended - row.started_at),
        })
    });
    passed.collect()
}

/// The places of which a target may serve something else than is recorded: an attempt at another release is under way
/// since, or began its deploying step there without a record of its success.
pub async fn disturbed(db: &mut Db, places: &[PlaceId]) -> Result<Vec<PlaceId>, StoreError> {
    let places = to_json(&places);
    let rows = sqlx::query!(
        r#"SELECT place.value ->> 0 AS "project!: ProjectId", place.value ->> 1 AS "environment!: EnvironmentId"
           FROM json_each(?) place
           WHERE 'succeeded' IS NOT (
                   SELECT newest.outcome FROM deployments newest INDEXED BY deployments_started
                   WHERE newest.project_id = place.value ->> 0 AND newest.environment_id = place.value ->> 1
                     AND newest.started_at IS NOT NULL
                   ORDER BY newest.started_at DESC, newest.number DESC LIMIT 1)
             AND EXISTS (
                   SELECT 1 FROM live l
                   JOIN deployments put ON put.number = l.deployment
                   JOIN deployments d INDEXED BY deployments_started
                     ON d.project_id = l.project_id AND d.environment_id = l.environment_id
                        AND d.started_at >= put.started_at AND d.started_at IS NOT NULL
                   WHERE l.project_id = place.value ->> 0 AND l.environment_id = place.value ->> 1
                     AND d.release_id <> l.release_id
                     AND (d.started_at > put.started_at OR d.number > put.number)
                     AND (d.ended_at IS NULL OR EXISTS (
                            SELECT 1 FROM steps s
                            WHERE s.deployment = d.number AND s.deploys = 1 AND s.started_at IS NOT NULL
                              AND (NOT EXISTS (SELECT 1 FROM executions x WHERE x.step_id = s.id)
                                   OR EXISTS (SELECT 1 FROM executions x
                                              WHERE x.step_id = s.id AND x.target IN ('', l.target))))))"#,
        places
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.project, row.environment)).collect())
}

async fn live(db: &mut Db, places: &[PlaceId]) -> Result<BTreeMap<PlaceId, Vec<ReleaseId>>, StoreError> {
    let places = to_json(&places);
    let rows = sqlx::query!(
        r#"SELECT l.project_id AS "project!: ProjectId", l.environment_id AS "environment!: EnvironmentId",
                  l.release_id AS "release!: ReleaseId"
           FROM json_each(?) place
           JOIN live l ON l.project_id = place.value ->> 0 AND l.environment_id = place.value ->> 1"#,
        places
    )
    .fetch_all(db)
    .await?;
    let mut live: BTreeMap<PlaceId, Vec<ReleaseId>> = BTreeMap::new();
    for row in rows {
        live.entry((row.project, row.environment)).or_default().push(row.release);
    }
    Ok(live)
}
