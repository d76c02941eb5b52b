//! The numbers of a place's deployments, newest first, each query from one index. `INDEXED BY` holds the planner to
//! it: a query that cannot use its index does not compile.

use super::{Filter, Place, Range, Stage};
use crate::domain::deployment::Outcome;
use crate::domain::id::{DeploymentNumber, EnvironmentId, PersonId, ProjectId};
use crate::store::{Db, StoreError};

type Numbers = Result<Vec<DeploymentNumber>, StoreError>;

/// The newest numbers of a place that the filter leaves, at most so many.
pub(super) async fn of_place(db: &mut Db, place: Place, filter: &Filter, range: Range, most: i64) -> Numbers {
    if filter.stage == Some(Stage::Rollback) {
        return rollbacks(db, place, filter.person, range, most).await;
    }
    if let Some(person) = filter.person {
        return of_requester(db, person, place, filter.stage, range, most).await;
    }
    match (place, filter.stage) {
        ((None, environment), None) => of_environment(db, environment, range, most).await,
        ((Some(project), environment), None) => of_project(db, project, environment, range, most).await,
        ((None, environment), Some(Stage::Ended(outcome))) => {
            of_environment_by_outcome(db, environment, outcome, range, most).await
        }
        ((Some(project), environment), Some(Stage::Ended(outcome))) => {
            of_project_by_outcome(db, project, environment, outcome, range, most).await
        }
        (place, Some(Stage::Waiting)) => open(db, place, false, range, most).await,
        (place, Some(Stage::Running)) => open(db, place, true, range, most).await,
        (place, Some(Stage::Rollback)) => rollbacks(db, place, None, range, most).await,
    }
}

async fn of_environment(db: &mut Db, environment: EnvironmentId, range: Range, most: i64) -> Numbers {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_of_environment
           WHERE environment_id = ? AND number > ? AND number < ? ORDER BY number DESC LIMIT ?"#,
        environment,
        range.above,
        range.below,
        most
    )
    .fetch_all(db)
    .await?)
}

async fn of_project(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
    range: Range,
    most: i64,
) -> Numbers {
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_of_place
           WHERE project_id = ? AND environment_id = ? AND number > ? AND number < ?
           ORDER BY number DESC LIMIT ?"#,
        project,
        environment,
        range.above,
        range.below,
        most
    )
    .fetch_all(db)
    .await?)
}

async fn of_environment_by_outcome(
    db: &mut Db,
    environment: EnvironmentId,
    outcome: Outcome,
    range: Range,
    most: i64,
) -> Numbers {
    let outcome = outcome.word();
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber"
           FROM deployments INDEXED BY deployments_of_environment_by_outcome
           WHERE environment_id = ? AND outcome = ? AND number > ? AND number < ?
           ORDER BY number DESC LIMIT ?"#,
        environment,
        outcome,
        range.above,
        range.below,
        most
    )
    .fetch_all(db)
    .await?)
}

async fn of_project_by_outcome(
    db: &mut Db,
    project: ProjectId,
    environment: EnvironmentId,
    outcome: Outcome,
    range: Range,
    most: i64,
) -> Numbers {
    let outcome = outcome.word();
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber"
           FROM deployments INDEXED BY deployments_of_place_by_outcome
           WHERE project_id = ? AND environment_id = ? AND outcome = ? AND number > ? AND number < ?
           ORDER BY number DESC LIMIT ?"#,
        project,
        environment,
        outcome,
        range.above,
        range.below,
        most
    )
    .fetch_all(db)
    .await?)
}

/// Open deployments are few: all of an environment are looked at.
async fn open(db: &mut Db, place: Place, started: bool, range: Range, most: i64) -> Numbers {
    let (project, environment) = place;
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_open
           WHERE ended_at IS NULL AND environment_id = ?1 AND (?2 IS NULL OR project_id = ?2)
             AND (started_at IS NOT NULL) = ?3 AND number > ?4 AND number < ?5
           ORDER BY number DESC LIMIT ?6"#,
        environment,
        project,
        started,
        range.above,
        range.below,
        most
    )
    .fetch_all(db)
    .await?)
}

/// Rollbacks are few among deployments: project and person are looked for among those of an environment.
async fn rollbacks(db: &mut Db, place: Place, person: Option<PersonId>, range: Range, most: i64) -> Numbers {
    let (project, environment) = place;
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_rollbacks_of_environment
           WHERE kind = 'rollback' AND environment_id = ?1 AND (?2 IS NULL OR project_id = ?2)
             AND (?3 IS NULL OR requested_by = ?3) AND number > ?4 AND number < ?5
           ORDER BY number DESC LIMIT ?6"#,
        environment,
        project,
        person,
        range.above,
        range.below,
        most
    )
    .fetch_all(db)
    .await?)
}

/// What one person asked for in an environment; project and stage are looked for among that, in the index alone.
async fn of_requester(
    db: &mut Db,
    person: PersonId,
    place: Place,
    stage: Option<Stage>,
    range: Range,
    most: i64,
) -> Numbers {
    let (project, environment) = place;
    let outcome = match stage {
        Some(Stage::Ended(outcome)) => Some(outcome.word()),
        _ => None,
    };
    let started = match stage {
        Some(Stage::Waiting) => Some(false),
        Some(Stage::Running) => Some(true),
        _ => None,
    };
    Ok(sqlx::query_scalar!(
        r#"SELECT number AS "number: DeploymentNumber" FROM deployments INDEXED BY deployments_of_requester
           WHERE requested_by = ?1 AND environment_id = ?2 AND number > ?3 AND number < ?4
             AND (?5 IS NULL OR project_id = ?5) AND (?6 IS NULL OR outcome = ?6)
             AND (?7 IS NULL OR (outcome IS NULL AND (started_at IS NOT NULL) = ?7))
           ORDER BY number DESC LIMIT ?8"#,
        person,
        environment,
        range.above,
        range.below,
        project,
        outcome,
        started,
        most
    )
    .fetch_all(db)
    .await?)
}
