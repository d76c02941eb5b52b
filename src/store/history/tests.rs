use super::*;
use crate::access::grants::{Grant, Grants};
use crate::domain::deployment::Kind;
use crate::domain::id::RoleId;
use crate::domain::role::{Access, Level};
use crate::testing::TestApp;
use proptest::prelude::*;

/// 400 deployments of two projects in three environments, one a minute, by three people, in every stage.
async fn crowd() -> TestApp {
    let app = TestApp::with_storefront().await;
    app.project("other", crate::testing::app::DOCUMENT).await;
    for person in ["one", "two", "three"] {
        app.person(person, "SRE").await;
    }
    app.release("storefront", "1.0.0").await;
    app.release("other", "1.0.0").await;
    app.sql(
        "CREATE TABLE drawn (i INTEGER, project INTEGER, environment INTEGER, person INTEGER, stage INTEGER);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
         INSERT INTO drawn SELECT i, 1 + (i * 7919 % 11) / 6, 1 + i * 104729 % 3, 1 + i * 1299709 % 3,
                                  i * 15485863 % 7 FROM n;
         DROP INDEX deployment_slot;
         CREATE INDEX deployment_slot ON deployments (project_id) WHERE started_at IS NOT NULL AND ended_at IS NULL;
         INSERT INTO deployments (number, project_id, environment_id, release_id, kind, requested_at, requested_by,
                                  strategy_version_id, plan, plan_hash, start_when_ready, started_at, ended_at,
                                  outcome, failure, reason)
         SELECT i, project, environment, project, CASE i % 5 WHEN 0 THEN 'rollback' ELSE 'deploy' END, i * 60000000, person, project, '{}', '', 0,
                CASE WHEN stage > 0 THEN i END, CASE WHEN stage > 1 THEN i END,
                CASE stage WHEN 2 THEN 'succeeded' WHEN 3 THEN 'failed' WHEN 4 THEN 'cancelled'
                           WHEN 5 THEN 'rejected' WHEN 6 THEN 'superseded' END,
                CASE stage WHEN 3 THEN 'result' END, CASE WHEN stage > 1 THEN 'because' END
         FROM drawn",
    )
    .await;
    app
}

fn scope(cells: &[(Option<i64>, i64)]) -> Scope {
    let grant = |(project, environment): &(Option<i64>, i64)| Grant {
        role: RoleId(1),
        name: "Role".to_owned(),
        project: project.map(ProjectId),
        cells: vec![(EnvironmentId(*environment), Access::level(Level::Read))],
        administers: false,
        reads_audit: false,
    };
    Scope::of(Grants { held: cells.iter().map(grant).collect(), ..Grants::default() })
}

fn stage_of(row: &Listed) -> Stage {
    match (&row.ending, row.started_at) {
        (Some(ending), _) => Stage::Ended(ending.outcome),
        (None, Some(_)) => Stage::Running,
        (None, None) => Stage::Waiting,
    }
}

/// Whether a row belongs in the list, said the plain way.
fn belongs(row: &Listed, scope: &Scope, filter: &Filter, name: Option<&str>) -> bool {
    scope.sees(row.project, row.environment)
        && filter.project.is_none_or(|project| project == row.project)
        && filter.environment.is_none_or(|environment| environment == row.environment)
        && filter.stage.is_none_or(|stage| match stage {
            Stage::Rollback => row.kind == Kind::Rollback,
            stage => stage == stage_of(row),
        })
        && name.is_none_or(|name| name == row.requested_by_name)
        && filter.from.is_none_or(|from| row.requested_at >= from)
        && filter.until.is_none_or(|until| row.requested_at < until)
}

const STAGES: [Stage; 8] = [
    Stage::Waiting,
    Stage::Running,
    Stage::Ended(Outcome::Succeeded),
    Stage::Ended(Outcome::Failed),
    Stage::Ended(Outcome::Cancelled),
    Stage::Ended(Outcome::Rejected),
    Stage::Ended(Outcome::Superseded),
    Stage::Rollback,
];
const SCOPES: [&[(Option<i64>, i64)]; 5] = [
    &[(None, 1), (None, 2), (None, 3)],
    &[(None, 1), (None, 2)],
    &[(Some(1), 3)],
    &[(Some(1), 1), (Some(2), 3), (None, 2), (Some(1), 2)],
    &[],
];

fn moment(minute: i64) -> Time {
    Time(minute * 60_000_000)
}

prop_compose! {
    fn any_filter()(project in prop::option::weighted(0.4, 1..3i64), environment in prop::option::weighted(0.4, 1..4i64),
                    stage in prop::option::weighted(0.6, 0..8usize), person in prop::option::weighted(0.4, 0..3usize),
                    from in prop::option::weighted(0.3, -5..420i64), until in prop::option::weighted(0.3, -5..420i64))
                   -> (Filter, Option<usize>) {
        let filter = Filter {
            project: project.map(ProjectId),
            environment: environment.map(EnvironmentId),
            stage: stage.map(|at| STAGES[at]),
            person: person.map(|at| PersonId(at as i64 + 1)),
            from: from.map(moment),
            until: until.map(moment),
        };
        (filter, person)
    }
}

#[test]
fn pages_together_are_exactly_what_the_filter_leaves() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(crowd());
    let all = runtime.block_on(async {
        let everything = scope(SCOPES[0]);
        let db = &mut *app.store.read().await.unwrap();
        page(db, &everything, &Filter::default(), None, 1000).await.unwrap()
    });
    assert_eq!(all.len(), 400);
    let names = ["one", "two", "three"];
    proptest!(|((filter, person) in any_filter(), which in 0..SCOPES.len(), most in 1..60usize)| {
        let scope = scope(SCOPES[which]);
        let name = person.map(|at| names[at]);
        let expected: Vec<_> =
            all.iter().filter(|row| belongs(row, &scope, &filter, name)).map(|row| row.number).collect();
        let found = runtime.block_on(async {
            let db = &mut *app.store.read().await.unwrap();
            let (mut found, mut below) = (Vec::new(), None);
            loop {
                let rows = page(db, &scope, &filter, below, most).await.unwrap();
                below = rows.last().map(|row| row.number);
                found.extend(rows.iter().map(|row| row.number));
                if rows.len() < most { return found; }
            }
        });
        prop_assert_eq!(found, expected);
    });
}

#[tokio::test]
async fn people_to_choose_from_are_those_whose_deployments_are_seen() {
    let app = crowd().await;
    app.sql("UPDATE deployments SET requested_by = 1 WHERE environment_id = 3").await;
    app.sql("UPDATE deployments SET requested_by = 2 WHERE environment_id < 3").await;
    let db = &mut *app.store.read().await.unwrap();
    let mut names = Vec::new();
    for cells in [SCOPES[0], SCOPES[1], SCOPES[4]] {
        let found = requesters(db, &scope(cells)).await.unwrap();
        names.push(found.into_iter().map(|person| person.name).collect::<Vec<_>>().join(" "));
    }
    assert_eq!(names, ["one two", "two", ""]);
}
