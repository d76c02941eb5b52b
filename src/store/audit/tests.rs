//! Tests that each filter finds its events, newest first, and nothing that the reader may not see.

use super::*;
use crate::access::actor::Actor;
use crate::access::policy;
use crate::domain::time::Span;
use crate::store::events::{NewEvent, append};
use crate::store::{grants, projects};
use crate::testing::TestApp;
use crate::testing::app::START;

async fn reads(app: &TestApp, reader: &Actor, filter: &Filter, below: Option<i64>, most: usize) -> Vec<i64> {
    let db = &mut *app.store.read().await.unwrap();
    let grants = grants::of(db, reader).await.unwrap();
    let permit = policy::read_audit(&grants).unwrap();
    let found = page(db, &permit, &Scope::of(grants), filter, below, most).await.unwrap();
    found.into_iter().map(|event| event.sequence).collect()
}

/// An event in production of storefront, one of the project, one of nothing; gives their places.
async fn written(app: &TestApp, actor: &Actor) -> [i64; 3] {
    let mut write = app.store.write().await.unwrap();
    let project = projects::by_slug(&mut write, "storefront").await.unwrap().unwrap().id;
    let plain = NewEvent::new(START, actor, "deployment.approved", "#1");
    let there = NewEvent {
        environment: Some(EnvironmentId(3)),
        deployment: Some(DeploymentNumber(1)),
        ..plain.clone()
    };
    let one = append(&mut write, there.in_project(project)).await.unwrap();
    let two = append(&mut write, plain.clone().in_project(project)).await.unwrap();
    let at = START + Span::days(2);
    let three = append(&mut write, NewEvent { at, action: "person.added", ..plain }).await.unwrap();
    write.commit().await.unwrap();
    [one, two, three]
}

#[tokio::test]
async fn each_filter_finds_its_events_newest_first() {
    let app = TestApp::with_storefront().await;
    let auditor = app.person("auditor", "Auditor").await;
    let ana = app.person("ana", "SRE").await;
    let [one, two, three] = written(&app, &ana).await;
    let person = Filter { person: ana.person(), ..Filter::default() };
    let project = Some(ProjectId(1));
    for (filter, found) in [
        (person.clone(), vec![three, two, one]),
        (Filter { action: Some("deployment.approved".to_owned()), ..Filter::default() }, vec![two, one]),
        (Filter { project, ..person.clone() }, vec![two, one]),
        (Filter { environment: Some(EnvironmentId(3)), ..person.clone() }, vec![one]),
        (Filter { deployment: Some(DeploymentNumber(1)), ..Filter::default() }, vec![one]),
        (Filter { from: Some(START + Span::days(1)), ..Filter::default() }, vec![three]),
        (Filter { until: Some(START + Span::days(1)), ..person.clone() }, vec![two, one]),
        (Filter { until: Some(START), ..Filter::default() }, vec![]),
        (Filter { person: Some(PersonId(99)), ..Filter::default() }, vec![]),
    ] {
        assert_eq!(reads(&app, &auditor, &filter, None, 50).await, found, "{filter:?}");
    }
    assert_eq!(reads(&app, &auditor, &person, None, 2).await, [three, two]);
    assert_eq!(reads(&app, &auditor, &person, Some(two), 2).await, [one]);
}

#[tokio::test]
async fn a_clock_that_was_set_back_hides_nothing() {
    let app = TestApp::with_storefront().await;
    let auditor = app.person("auditor", "Auditor").await;
    let mut write = app.store.write().await.unwrap();
    let mut places = Vec::new();
    for days in [30, 1, 31, 2] {
        let event = NewEvent::new(START + Span::days(days), &auditor, "person.added", "x");
        places.push(append(&mut write, event).await.unwrap());
    }
    write.commit().await.unwrap();
    let late = Filter { from: Some(START + Span::days(20)), ..Filter::default() };
    assert_eq!(reads(&app, &auditor, &late, None, 50).await, [places[2], places[0]]);
    let early = Filter { person: auditor.person(), until: Some(START + Span::days(20)), ..Filter::default() };
    assert_eq!(reads(&app, &auditor, &early, None, 50).await, [places[3], places[1]]);
}

/// SECURITY 21: who manages people has no environment rights by that, and the log tells them no environment's state.
#[tokio::test]
async fn an_admin_reads_no_environments_state_in_the_log() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let ana = app.person("ana", "SRE").await;
    let [one, two, three] = written(&app, &ana).await;
    let all = reads(&app, &admin, &Filter::default(), None, 100).await;
    assert!(!all.contains(&one) && all.contains(&two) && all.contains(&three), "{all:?}");
    assert!(
        reads(&app, &admin, &Filter { deployment: Some(DeploymentNumber(1)), ..Filter::default() }, None, 9)
            .await
            .is_empty()
    );
    let named = Filter { action: Some("environment.created".to_owned()), ..Filter::default() };
    assert_eq!(reads(&app, &admin, &named, None, 9).await.len(), 3, "what environments are called is theirs");
    app.sql("UPDATE role_access SET level = 'read' WHERE environment_id = 3").await;
    assert!(!reads(&app, &admin, &Filter::default(), None, 100).await.contains(&one), "Admin has no cell");
}
