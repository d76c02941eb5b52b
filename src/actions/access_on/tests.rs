//! Tests that the past is told as it was.

use super::*;
use crate::access::actor::Actor;
use crate::access::policy;
use crate::store::{grants, people};
use crate::testing::TestApp;
use crate::testing::app::START;

/// `ana production Full by SRE, 0-24`, for one person.
async fn told(app: &TestApp, person: &str, day: i64) -> Vec<String> {
    let start = Time::of_day("2026-11-24").unwrap() + Span::days(day);
    let db = &mut *app.store.read().await.unwrap();
    let auditor = people::by_sign_in_name(db, "reader").await.unwrap().unwrap().id;
    let auditor = Actor::Person { id: auditor, name: String::new() };
    let permit = policy::read_audit(&grants::of(db, &auditor).await.unwrap()).unwrap();
    let had = access_on(db, &permit, start).await.unwrap();
    let hours = |time: Time| (time - start).0 / 3_600_000_000;
    let mine = had.into_iter().filter(|had| had.holding.sign_in_name == person);
    mine.map(|Had { holding, what, period }| {
        let what = match what {
            What::In(environment, access) => format!("{environment} {access}"),
            other => format!("{other:?}"),
        };
        let by = holding.group.map(|group| format!(" in {group}")).unwrap_or_default();
        let (from, to) = (hours(period.since), period.until.map_or(99, hours));
        format!("{what} by {}{by} {from}-{to}", holding.role_name)
    })
    .collect()
}

#[tokio::test]
async fn a_day_of_the_past_is_told_as_it_was() {
    let app = TestApp::with_storefront().await;
    app.person("reader", "Auditor").await;
    app.person("ana", "Developer").await;
    assert!(told(&app, "ana", -1).await.is_empty(), "the day before, nobody held anything");
    let first = told(&app, "ana", 0).await;
    assert_eq!(first, ["development Full by Developer 10-24", "staging Read by Developer 10-24"]);
    let noon = (START + Span::hours(26)).0;
    // On the second day at noon the matrix changes; on the third at noon the role ends.
    app.sql(&format!(
        "UPDATE role_access SET until = {noon} WHERE environment_id = 2 AND role_id = (SELECT id FROM roles WHERE name = 'Developer');
         INSERT INTO role_access (role_id, environment_id, level, since)
         SELECT id, 2, 'deploy', {noon} FROM roles WHERE name = 'Developer';
         UPDATE grants SET revoked_at = {} WHERE person_id = (SELECT id FROM people WHERE sign_in_name = 'ana')",
        noon + Span::days(1).0
    ))
    .await;
    assert_eq!(
        told(&app, "ana", 1).await,
        [
            "development Full by Developer 0-24",
            "staging Read by Developer 0-12",
            "staging Deploy by Developer 12-24"
        ]
    );
    assert_eq!(told(&app, "ana", 2).await.len(), 2);
    assert!(told(&app, "ana", 2).await.iter().all(|line| line.ends_with("0-12")));
    assert!(told(&app, "ana", 3).await.is_empty());
}

#[tokio::test]
async fn who_was_disabled_had_nothing_and_a_group_is_named() {
    let app = TestApp::with_storefront().await;
    app.person("reader", "Auditor").await;
    app.person("ana", "Admin").await;
    app.person("bo", "Auditor").await;
    let (noon, evening) = ((START + Span::hours(2)).0, (START + Span::hours(8)).0);
    app.sql(&format!(
        "INSERT INTO groups (id, name, created_at) VALUES (1, 'Night shift', {noon});
         INSERT INTO memberships (group_id, person_id, source, since) SELECT 1, id, 'admin', {noon} FROM people WHERE sign_in_name = 'ana';
         INSERT INTO group_grants (group_id, role_id, granted_at) SELECT 1, id, 0 FROM roles WHERE name = 'Stakeholder';
         INSERT INTO disablements (person_id, since, until) SELECT id, {evening}, NULL FROM people WHERE sign_in_name = 'ana';"
    ))
    .await;
    let ana = told(&app, "ana", 0).await;
    assert!(ana.contains(&"Administers by Admin 10-18".to_owned()), "{ana:?}");
    assert!(
        ana.contains(&"production Read + Approve by Stakeholder in Night shift 12-18".to_owned()),
        "{ana:?}"
    );
    assert!(told(&app, "ana", 1).await.is_empty());
    assert!(told(&app, "bo", 2).await.contains(&"ReadsAudit by Auditor 0-24".to_owned()));
}
