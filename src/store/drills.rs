//! Drills that succeeded. A tabletop is none, one that failed says nothing, and neither does one in which everything
//! that shows whether the recovery worked was left out.

use super::{Db, StoreError, runbooks, to_json};
use crate::access::scope::Scope;
use crate::domain::id::ProjectId;
use crate::domain::text::Slug;
use crate::domain::time::{Span, Time};

/// When drills of the Recovery Plans of these projects succeeded.
pub async fn of_plans(db: &mut Db, projects: &[ProjectId]) -> Result<Vec<(ProjectId, Time)>, StoreError> {
    if projects.is_empty() {
        return Ok(Vec::new());
    }
    let projects = to_json(&projects);
    let rows = sqlx::query!(
        r#"SELECT b.project_id AS "project!: ProjectId", r.ended_at AS "at!: Time"
           FROM runbooks b JOIN runbook_versions v ON v.runbook_id = b.id JOIN runs r ON r.version_id = v.id
           WHERE b.of_strategy = 1 AND b.project_id IN (SELECT value FROM json_each(?))
             AND r.mode = 'drill' AND (r.outcome = 'succeeded' OR r.outcome = 'succeeded_with_exceptions' AND EXISTS (
                 SELECT 1 FROM run_events e
                 WHERE e.run = r.number AND e.fact ->> '$.kind' IN ('done', 'passed', 'approved', 'carried')
                   AND (v.content ->> ('$.steps[' || ((e.fact ->> '$.step') - 1) || '].verifies') = 1
                        OR NOT EXISTS (SELECT 1 FROM json_each(v.content, '$.steps') s WHERE s.value ->> '$.verifies' = 1))))"#,
        projects
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.project, row.at)).collect())
}

/// A runbook that is to be drilled again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drilled {
    /// Its short name.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// How often.
    pub every: Span,
    /// When it was last drilled with success, in what exists for the actor; until the first time when
    /// its first version was published.
    pub last: Time,
}

/// The runbooks that are to be drilled, in what exists for the actor.
pub async fn asked(db: &mut Db, scope: &Scope) -> Result<Vec<Drilled>, StoreError> {
    let places = scope.json();
    let rows = sqlx::query!(
        r#"SELECT b.slug AS "slug: Slug", b.project_id AS "project: ProjectId", v.title,
                  (SELECT min(f.published_at) FROM runbook_versions f WHERE f.runbook_id = b.id) AS "published_at!: Time", json_extract(v.content, '$.drill_every') AS "every!: i64",
                  (SELECT max(r.ended_at) FROM runbook_versions o JOIN runs r ON r.version_id = o.id
                   WHERE o.runbook_id = b.id AND r.mode = 'drill'
                     AND (r.outcome = 'succeeded' OR r.outcome = 'succeeded_with_exceptions' AND EXISTS (
                 SELECT 1 FROM run_events e
                 WHERE e.run = r.number AND e.fact ->> '$.kind' IN ('done', 'passed', 'approved', 'carried')
                   AND (o.content ->> ('$.steps[' || ((e.fact ->> '$.step') - 1) || '].verifies') = 1
                        OR NOT EXISTS (SELECT 1 FROM json_each(o.content, '$.steps') s WHERE s.value ->> '$.verifies' = 1))))
                     AND (?1 = 'null' OR EXISTS (
                         SELECT 1 FROM json_each(?1) place
                         WHERE json_extract(place.value, '$[1]') = r.environment_id
                           AND (json_extract(place.value, '$[0]') IS NULL
                                OR json_extract(place.value, '$[0]') = r.project_id)))) AS "last?: Time"
           FROM runbooks b JOIN runbook_versions v ON v.runbook_id = b.id
           WHERE v.number = (SELECT max(n.number) FROM runbook_versions n
                             WHERE n.runbook_id = b.id AND n.published_at IS NOT NULL)
             AND json_extract(v.content, '$.drill_every') IS NOT NULL"#,
        places
    )
    .fetch_all(db)
    .await?;
    let known = rows.into_iter().filter(|row| runbooks::is_known(row.project, scope));
    let drilled = known.map(|row| Drilled {
        slug: row.slug,
        title: row.title,
        every: Span(row.every),
        last: row.last.unwrap_or(row.published_at),
    });
    Ok(drilled.collect())
}
