//! The recent past of several places at once, for lists.

use crate::domain::id::{DeploymentNumber, EnvironmentId, PlaceId, ProjectId, ReleaseId};
use crate::domain::rollback::{Past, Serves, Success};
use crate::store::{Db, StoreError, to_json};
use std::collections::BTreeMap;

/// What a list needs to know of a place to say where a rollback can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// Its ten newest successes, and whether something was tried since.
    pub past: Past,
    /// What it serves.
    pub serves: Serves,
}

/// The recent past of some places; a place where nothing succeeded is absent.
pub async fn of_places(db: &mut Db, places: &[PlaceId]) -> Result<BTreeMap<PlaceId, Recent>, StoreError> {
    let json = to_json(&places);
    let mut now = now(db, &json).await?;
    let mut recent: BTreeMap<PlaceId, Recent> = BTreeMap::new();
    for (place, success) in newest(db, &json).await? {
        let entry = recent.entry(place).or_insert_with(|| {
            let Now { releases, unsettled } = now.remove(&place).unwrap_or_default();
            let serves = Serves::of(&releases, releases.len());
            Recent { past: Past { successes: Vec::new(), unsettled }, serves }
        });
        entry.past.successes.push(success);
    }
    Ok(recent)
}

async fn newest(db: &mut Db, places: &str) -> Result<Vec<(PlaceId, Success)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT d.project_id AS "project!: ProjectId", d.environment_id AS "environment!: EnvironmentId",
                  d.number AS "number!: DeploymentNumber", d.release_id AS "release!: ReleaseId",
                  EXISTS (SELECT 1 FROM deployments later INDEXED BY deployments_rolled_back_from
                          WHERE later.kind = 'rollback' AND later.replaces_release_id = d.release_id
                            AND later.environment_id = d.environment_id AND later.number > d.number
                            AND later.outcome = 'succeeded') AS "rolled_back!: bool"
           FROM json_each(?) place
           JOIN deployments d ON d.number IN (SELECT s.number FROM deployments s
                                              WHERE s.project_id = place.value ->> 0
                                                AND s.environment_id = place.value ->> 1
                                                AND s.outcome = 'succeeded'
                                              ORDER BY s.number DESC LIMIT 10)
           ORDER BY d.number DESC"#,
        places
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| {
            let success = Success { number: r.number, release: r.release, rolled_back: r.rolled_back };
            ((r.project, r.environment), success)
        })
        .collect())
}

/// What a place serves, and whether something was tried there since its newest success.
#[derive(Default)]
struct Now {
    releases: Vec<ReleaseId>,
    unsettled: bool,
}

async fn now(db: &mut Db, places: &str) -> Result<BTreeMap<PlaceId, Now>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT place.value ->> 0 AS "project!: ProjectId", place.value ->> 1 AS "environment!: EnvironmentId",
                  l.release_id AS "release?: ReleaseId",
                  EXISTS (SELECT 1 FROM deployments since
                          WHERE since.project_id = place.value ->> 0 AND since.environment_id = place.value ->> 1
                            AND since.number > (SELECT max(s.number) FROM deployments s
                                                WHERE s.project_id = place.value ->> 0
                                                  AND s.environment_id = place.value ->> 1
                                                  AND s.outcome = 'succeeded')
                            AND since.started_at IS NOT NULL) AS "unsettled!: bool"
           FROM json_each(?) place
           LEFT JOIN live l ON l.project_id = place.value ->> 0 AND l.environment_id = place.value ->> 1"#,
        places
    )
    .fetch_all(db)
    .await?;
    let mut now: BTreeMap<PlaceId, Now> = BTreeMap::new();
    for row in rows {
        let place = now.entry((row.project, row.environment)).or_default();
        place.unsettled = row.unsettled;
        place.releases.extend(row.release);
    }
    Ok(now)
}
