//! The history: deployments newest first, filtered, a page at a time.
//!
//! A page is found in two steps. The numbers come from the indexes alone: each place that the viewer sees gives its
//! newest, which are merged. Then the rows of those numbers are read. So a page costs the same however many
//! deployments there are.

use super::{Db, StoreError, to_json};
use crate::access::scope::Scope;
use crate::domain::deployment::Outcome;
use crate::domain::id::{DeploymentNumber, EnvironmentId, PersonId, ProjectId, ReleaseId};
use crate::domain::time::Time;
use std::collections::HashMap;

mod numbers;
mod rows;
pub use rows::Listed;

/// Where a deployment stands, as far as the history tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not started and not ended.
    Waiting,
    /// Started and not ended.
    Running,
    /// Ended.
    Ended(Outcome),
    /// A rollback, wherever it stands.
    Rollback,
}

/// What the history is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    /// One project.
    pub project: Option<ProjectId>,
    /// One environment.
    pub environment: Option<EnvironmentId>,
    /// One stage.
    pub stage: Option<Stage>,
    /// Who asked for it.
    pub person: Option<PersonId>,
    /// Asked for at this moment or later.
    pub from: Option<Time>,
    /// Asked for before this moment.
    pub until: Option<Time>,
}

/// A place that is looked through: an environment of every project, or of one.
type Place = (Option<ProjectId>, EnvironmentId);

/// Numbers between these two, neither included.
#[derive(Debug, Clone, Copy)]
struct Range {
    above: i64,
    below: i64,
}

/// The next `most` deployments below a number, newest first; the newest of all where there is no number.
pub async fn page(
    db: &mut Db,
    scope: &Scope,
    filter: &Filter,
    below: Option<DeploymentNumber>,
    most: usize,
) -> Result<Vec<Listed>, StoreError> {
    let range = range(db, filter, below).await?;
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    for place in places(scope, filter) {
        found.extend(numbers::of_place(db, place, filter, range, limit).await?);
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.dedup();
    found.truncate(most);
    rows::of_numbers(db, &to_json(&found)).await
}

/// The newest deployments of a release that the viewer may see, newest first.
pub async fn of_release(
    db: &mut Db,
    scope: &Scope,
    release: ReleaseId,
    most: i64,
) -> Result<Vec<Listed>, StoreError> {
    let seen = scope.json();
    let found = sqlx::query_scalar!(
        r#"SELECT d.number AS "number!: i64" FROM deployments d
           WHERE d.release_id = ?1
             AND (?2 = 'null' OR EXISTS (SELECT 1 FROM json_each(?2) s
                                         WHERE s.value ->> 1 = d.environment_id
                                           AND (s.value ->> 0 IS NULL OR s.value ->> 0 = d.project_id)))
           ORDER BY d.number DESC LIMIT ?3"#,
        release,
        seen,
        most
    )
    .fetch_all(&mut *db)
    .await?;
    rows::of_numbers(db, &to_json(&found)).await
}

/// The places that the viewer sees and the filter leaves.
fn places(scope: &Scope, filter: &Filter) -> Vec<Place> {
    let mut places: Vec<Place> = scope
        .places()
        .into_iter()
        .filter(|(_, environment)| filter.environment.is_none_or(|wanted| wanted == *environment))
        .filter(|(project, _)| project.is_none() || filter.project.is_none() || *project == filter.project)
        .map(|(project, environment)| (project.or(filter.project), environment))
        .collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// Numbers rise with time, so that days are bounds of numbers.
async fn range(db: &mut Db, filter: &Filter, below: Option<DeploymentNumber>) -> Result<Range, StoreError> {
    let mut range = Range { above: 0, below: below.map_or(i64::MAX, |number| number.0) };
    if let Some(from) = filter.from {
        range.above = first_since(db, from).await?.map_or(i64::MAX, |number| number - 1);
    }
    if let Some(until) = filter.until {
        let last = last_before(db, until).await?.unwrap_or(0);
        range.below = range.below.min(last.saturating_add(1));
    }
    Ok(range)
}

async fn first_since(db: &mut Db, from: Time) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar!(
        "SELECT number FROM deployments WHERE requested_at >= ? ORDER BY requested_at LIMIT 1",
        from
    )
    .fetch_optional(db)
    .await?)
}

async fn last_before(db: &mut Db, until: Time) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar!(
        "SELECT number FROM deployments WHERE requested_at < ? ORDER BY requested_at DESC LIMIT 1",
        until
    )
    .fetch_optional(db)
    .await?)
}

/// Who approved these deployments, as `Ada (ada)`, in the order in which they did: of each the approvals that name its
/// plan and that had not expired when it started.
pub async fn approvers(
    db: &mut Db,
    numbers: &[DeploymentNumber],
) -> Result<HashMap<DeploymentNumber, Vec<String>>, StoreError> {
    let numbers = to_json(&numbers);
    let rows = sqlx::query!(
        r#"SELECT a.deployment AS "deployment: DeploymentNumber", p.display_name, p.sign_in_name
           FROM approvals a JOIN deployments d ON d.number = a.deployment JOIN people p ON p.id = a.person_id
           WHERE a.deployment IN (SELECT value FROM json_each(?)) AND a.decision = 'approved'
             AND a.plan_hash = d.plan_hash AND (d.started_at IS NULL OR a.expires_at > d.started_at)
           ORDER BY a.id"#,
        numbers
    )
    .fetch_all(db)
    .await?;
    let mut approvers: HashMap<DeploymentNumber, Vec<String>> = HashMap::new();
    for row in rows {
        let name = format!("{} ({})", row.display_name, row.sign_in_name);
        let names = approvers.entry(row.deployment).or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(approvers)
}

/// A person whose deployments can be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requester {
    /// Who.
    pub id: PersonId,
    /// What pages show.
    pub name: String,
}

/// Everybody who asked for a deployment that the viewer may see, by name.
pub async fn requesters(db: &mut Db, scope: &Scope) -> Result<Vec<Requester>, StoreError> {
    let seen = scope.json();
    Ok(sqlx::query_as!(
        Requester,
        r#"SELECT p.id AS "id: PersonId", (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "name!: String"
           FROM people p
           WHERE EXISTS (SELECT 1 FROM json_each(?) s CROSS JOIN deployments d INDEXED BY deployments_of_requester
                         WHERE d.requested_by = p.id AND d.environment_id = s.value ->> 1
                           AND (s.value ->> 0 IS NULL OR d.project_id = s.value ->> 0))
           ORDER BY p.display_name COLLATE NOCASE, p.id"#,
        seen
    )
    .fetch_all(db)
    .await?)
}

#[cfg(test)]
mod tests;
