//! Tests of what follows from an end.

use crate::domain::deployment::{Outcome, State};
use crate::store::live;
use crate::testing::storefront::Storefront;

#[tokio::test]
async fn a_success_supersedes_older_requests_for_the_same_environment_and_no_others() {
    let app = Storefront::new().await;
    let older = app.ready("1").await;
    let number = app.running("2").await;
    let newer = app.waiting("3").await;
    let elsewhere = app.answered("2", "staging").await;
    app.succeed(number).await;
    let ending = app.deployment(older).await.ending.unwrap();
    assert_eq!(ending.outcome, Outcome::Superseded);
    assert_eq!(ending.reason, format!("#{number} put 2 into production first"));
    assert_eq!(app.events(older).await.last().unwrap(), "deployment.ended");
    assert_eq!(app.standing(newer).await.state, State::Waiting);
    assert_eq!(app.standing(elsewhere).await.state, State::Ready);
}

#[tokio::test]
async fn a_failure_supersedes_nothing_and_leaves_the_truth_on_the_board() {
    let app = Storefront::new().await;
    app.in_production("1").await;
    let older = app.ready("2").await;
    let number = app.running("3").await;
    app.fail(number, 1).await;
    assert_eq!(app.standing(older).await.state, State::Ready);
    let deployment = app.deployment(number).await;
    let mut read = app.store.read().await.unwrap();
    let live = live::of_place(&mut read, deployment.project, deployment.environment).await.unwrap();
    let serves: Vec<_> = live.iter().map(|l| (l.target.as_str(), l.version.as_str())).collect();
    assert_eq!(serves, [("web-1", "3"), ("web-2", "1"), ("web-3", "1")]);
}

#[tokio::test]
async fn a_success_forgets_targets_that_the_document_no_longer_names() {
    let app = Storefront::new().await;
    app.in_production("1").await;
    let document = crate::testing::app::DOCUMENT.replace("[web-1, web-2, web-3]", "[web-1, web-4]");
    app.project("storefront", &document).await;
    let number = app.in_production("2").await;
    let deployment = app.deployment(number).await;
    let mut read = app.store.read().await.unwrap();
    let live = live::of_place(&mut read, deployment.project, deployment.environment).await.unwrap();
    assert_eq!(live.iter().map(|l| l.target.as_str()).collect::<Vec<_>>(), ["web-1", "web-4"]);
}

#[tokio::test]
async fn nothing_of_an_ended_deployment_is_written_again() {
    let app = Storefront::new().await;
    let number = app.in_production("1").await;
    let before = app.dump().await;
    for change in ["started_at = 7", "ended_at = 7", "outcome = 'failed', failure = 'result'", "reason = 'x'"]
    {
        let mut write = app.store.write().await.unwrap();
        let sql = format!("UPDATE deployments SET {change} WHERE number = {number}");
        let error = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *write).await.unwrap_err();
        assert!(error.to_string().contains("written once"), "{change}: {error}");
    }
    assert_eq!(app.dump().await, before);
}
