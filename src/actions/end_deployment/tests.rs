//! Tests of what follows from an end.

use crate::access::actor::Actor;
use crate::actions::start_deployment::start_deployment;
use crate::domain::deployment::{Outcome, State};
use crate::domain::time::Span;
use crate::store::live;
use crate::testing::storefront::{Storefront, asked};

#[tokio::test]
async fn a_success_ends_requests_for_releases_that_were_registered_before_it_and_no_others() {
    let app = Storefront::new().await;
    app.staged("1").await;
    app.staged("2").await;
    app.staged("3").await;
    // The newer release was asked for first, the older one last.
    let newer = app.answered("3", "production").await;
    let number = app.answered("2", "production").await;
    let older = app.answered("1", "production").await;
    app.approve(&app.stakeholders[0], number).await.unwrap();
    app.approve(&app.stakeholders[1], number).await.unwrap();
    start_deployment(&app, &app.devops, number).await.unwrap();
    app.clock.advance(Span::minutes(1));
    app.staged("0.9").await;
    let later = app.answered("0.9", "production").await;
    let elsewhere = app.answered("1", "staging").await;
    app.succeed(number).await;
    let ending = app.deployment(older).await.ending.unwrap();
    assert_eq!(ending.outcome, Outcome::Superseded);
    assert_eq!(ending.reason, format!("#{number} put 2 into production, a newer release than 1"));
    assert_eq!(app.events(older).await.last().unwrap(), "deployment.ended");
    assert_eq!(app.standing(newer).await.state, State::Waiting);
    assert_eq!(
        app.standing(later).await.state,
        State::Waiting,
        "asked for while it ran, registered after it"
    );
    assert_eq!(app.standing(elsewhere).await.state, State::Ready);
    let details = app.last_event(number).await.details.to_string();
    assert!(details.contains(&format!("#{older} (1)")), "{details}");
}

#[tokio::test]
async fn what_is_asked_for_while_a_deployment_runs_is_not_ended_by_its_success() {
    let app = Storefront::new().await;
    app.staged("1").await;
    let number = app.running("2").await;
    app.clock.advance(Span::minutes(1));
    let older = app.answered("1", "production").await;
    app.succeed(number).await;
    assert_eq!(app.standing(older).await.state, State::Waiting, "nobody was told that it would be ended");
}

#[tokio::test]
async fn a_rollback_ends_no_request() {
    let app = Storefront::new().await;
    app.staged("1.1").await;
    app.in_production("2").await;
    app.in_production("3").await;
    let older = app.answered("1.1", "production").await;
    let number = app.app.roll_back(&app.sre, asked("2", "production")).await;
    start_deployment(&app, &Actor::ENGINE, number).await.unwrap();
    app.succeed(number).await;
    assert_eq!(app.standing(older).await.state, State::Waiting);
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
