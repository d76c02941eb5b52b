//! Tests that an attempt stands where it was made, for who may see that place alone.

use super::*;
use crate::domain::id::{EnvironmentId, ProjectId};
use crate::testing::TestApp;

fn attempt(actor: Option<Actor>) -> Attempt {
    Attempt {
        actor,
        address: Some("192.0.2.7".to_owned()),
        route: "POST /x".to_owned(),
        status: 403,
        why: "too often",
        request: "1".to_owned(),
        deployment: None,
        project: Some("storefront".to_owned()),
        environment: Some("production".to_owned()),
    }
}

#[tokio::test]
async fn an_attempt_stands_where_it_was_made() {
    let app = TestApp::with_storefront().await;
    let ana = app.person("ana", "SRE").await;
    record_attempt(&app, &attempt(Some(ana))).await.unwrap();
    let nowhere = Attempt { project: Some("nowhere".to_owned()), environment: None, ..attempt(None) };
    record_attempt(&app, &nowhere).await.unwrap();
    let mut read = app.store.read().await.unwrap();
    let told = events::after(&mut read, 8, 10).await.unwrap();
    assert_eq!((told[0].project, told[0].environment), (Some(ProjectId(1)), Some(EnvironmentId(3))));
    assert_eq!((told[1].project, told[1].environment), (None, None));
    assert!(told[1].details.contains("192.0.2.7") && told[1].actor.contains("somebody"));
}

#[tokio::test]
async fn what_was_counted_is_told_when_the_server_ends() {
    let app = TestApp::with_storefront().await;
    let ana = app.person("ana", "SRE").await;
    for _ in 0..12 {
        record_attempt(&app, &attempt(Some(ana.clone()))).await.unwrap();
    }
    close_attempts(&app, true).await.unwrap();
    let told = events::after(&mut app.store.read().await.unwrap(), 8, 100).await.unwrap();
    assert_eq!(told.len(), 11);
    let last = told.last().unwrap();
    assert_eq!((last.action.as_str(), last.details.as_str()), ("attempt.counted", "{\"count\":2}"));
    assert!(last.actor.contains("\"ana\""));
}
