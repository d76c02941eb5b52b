//! The audit log as it is read: filtered, newest first, a page at a time, without what the reader may not see.
//!
//! A page is found in the index of one of its filters, by descending place; the other filters look among that. So a
//! page costs the same however long the log is, but for the days of a filter, which are looked up in the index of times,
//! and for several filters at once that little fits. `INDEXED BY` holds the planner to it.

use super::events::Event;
use super::{Db, StoreError};
use crate::access::permit::AuditReader;
use crate::access::scope::Scope;
use crate::domain::id::{DeploymentNumber, EnvironmentId, PersonId, ProjectId};
use crate::domain::time::Time;

/// What the log is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Who acted, themselves or by a token of theirs.
    pub person: Option<PersonId>,
    /// What was done: `deployment.approved`.
    pub action: Option<String>,
    /// In which project.
    pub project: Option<ProjectId>,
    /// In which environment.
    pub environment: Option<EnvironmentId>,
    /// For which deployment.
    pub deployment: Option<DeploymentNumber>,
    /// At this moment or later.
    pub from: Option<Time>,
    /// Before this moment.
    pub until: Option<Time>,
}

/// Places between these two, neither included.
#[derive(Debug, Clone, Copy)]
struct Range {
    above: i64,
    below: i64,
}

/// The events of one index: the first condition is the index's own.
macro_rules! events {
    ($db:expr, $index:tt, $condition:tt, $filter:expr, $range:expr, $seen:expr, $most:expr) => {{
        let filter = $filter;
        sqlx::query_as!(
            Event,
            r#"SELECT sequence, at AS "at: Time", actor, action, subject, project_id AS "project: ProjectId",
                      environment_id AS "environment: EnvironmentId", deployment AS "deployment: DeploymentNumber",
                      details, previous_hash, hash
               FROM events "# + $index + " WHERE " + $condition + r#"
                 AND sequence > ?1 AND sequence < ?2 AND (?3 IS NULL OR person_id = ?3)
                 AND (?4 IS NULL OR action = ?4) AND (?5 IS NULL OR project_id = ?5)
                 AND (?6 IS NULL OR environment_id = ?6) AND (?7 IS NULL OR deployment = ?7)
                 AND (?8 IS NULL OR at >= ?8) AND (?9 IS NULL OR at < ?9)
                 AND (?10 = 'null' OR environment_id IS NULL OR action LIKE 'environment.%' OR action LIKE 'access.%'
                      OR EXISTS (SELECT 1 FROM json_each(?10) s WHERE s.value ->> 1 = environment_id
                                 AND (s.value ->> 0 IS NULL OR s.value ->> 0 IS project_id)))
               ORDER BY sequence DESC LIMIT ?11"#,
            $range.above,
            $range.below,
            filter.person,
            filter.action,
            filter.project,
            filter.environment,
            filter.deployment,
            filter.from,
            filter.until,
            $seen,
            $most
        )
        .fetch_all($db)
        .await?
    }};
}

/// The next `most` events below a place, newest first; the newest of all where there is no place.
///
/// An event of an environment that the reader does not see is left out, because its content is that environment's
/// state. What an environment is called and who may do what there is no state: every reader of the log sees that.
pub async fn page(
    db: &mut Db,
    _: &AuditReader,
    scope: &Scope,
    filter: &Filter,
    below: Option<i64>,
    most: usize,
) -> Result<Vec<Event>, StoreError> {
    let range = range(db, filter, below).await?;
    let (seen, most) = (scope.json(), i64::try_from(most).unwrap_or(i64::MAX));
    let found = match filter {
        Filter { deployment: Some(_), .. } => {
            events!(db, "INDEXED BY events_of_deployment", "deployment = ?7", filter, range, seen, most)
        }
        Filter { person: Some(_), .. } => {
            events!(db, "INDEXED BY events_of_person", "person_id = ?3", filter, range, seen, most)
        }
        Filter { action: Some(_), .. } => {
            events!(db, "INDEXED BY events_of_action", "action = ?4", filter, range, seen, most)
        }
        Filter { environment: Some(_), .. } => {
            events!(db, "INDEXED BY events_of_environment", "environment_id = ?6", filter, range, seen, most)
        }
        Filter { project: Some(_), .. } => {
            events!(db, "INDEXED BY events_of_project", "project_id = ?5", filter, range, seen, most)
        }
        _ => events!(db, "NOT INDEXED", "sequence > 0", filter, range, seen, most),
    };
    Ok(found)
}

/// The places that days leave. Who is told the time first may come into the log second, so that times fall a little while
/// places rise, and every time of the days is looked at, in its index alone.
async fn range(db: &mut Db, filter: &Filter, below: Option<i64>) -> Result<Range, StoreError> {
    let mut range = Range { above: 0, below: below.unwrap_or(i64::MAX) };
    if let Some(from) = filter.from {
        let first = sqlx::query_scalar!(
            r#"SELECT min(sequence) AS "first: i64" FROM events INDEXED BY events_by_time WHERE at >= ?"#,
            from
        )
        .fetch_one(&mut *db)
        .await?;
        range.above = first.map_or(i64::MAX, |first| (first - 1).max(0));
    }
    if let Some(until) = filter.until {
        let last = sqlx::query_scalar!(
            r#"SELECT max(sequence) AS "last: i64" FROM events INDEXED BY events_by_time WHERE at < ?"#,
            until
        )
        .fetch_one(db)
        .await?;
        range.below = range.below.min(last.unwrap_or(0).saturating_add(1));
    }
    Ok(range)
}

/// A person whose acts can be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    /// Who.
    pub id: PersonId,
    /// What pages show.
    pub name: String,
    /// What they sign in with.
    pub sign_in_name: String,
}

/// Everybody there is or was, by name.
pub async fn people(db: &mut Db, _: &AuditReader) -> Result<Vec<Acting>, StoreError> {
    Ok(sqlx::query_as!(
        Acting,
        r#"SELECT id AS "id: PersonId", display_name AS name, sign_in_name FROM people
           ORDER BY display_name COLLATE NOCASE, id"#
    )
    .fetch_all(db)
    .await?)
}

#[cfg(test)]
mod tests;
