//! Tests of immediate rollbacks.

use super::*;
use crate::actions::start_deployment::start_deployment;
use crate::domain::deployment::State;
use crate::testing::storefront::{NOTHING, Storefront, back};

/// Production served 1, then 2.
async fn storefront() -> Storefront {
    let app = Storefront::new().await;
    app.in_production("1").await;
    app.in_production("2").await;
    app
}

#[tokio::test]
async fn it_asks_nobody_and_opens_a_review() {
    let app = storefront().await;
    app.sql("DELETE FROM evidence").await;
    let number = roll_back(&app, &app.devops, &back("1", "production")).await.unwrap();
    let deployment = app.deployment(number).await;
    assert!(deployment.immediate && deployment.start_when_ready);
    assert_eq!((deployment.kind, deployment.ends), (Kind::Rollback, None));
    assert_eq!(app.standing(number).await.state, State::Ready);
    let mut read = app.store.read().await.unwrap();
    let review = reviews::of_deployment(&mut read, number).await.unwrap().unwrap();
    assert_eq!((review.opened_at, review.closed_at), (app.now(), None));
    assert_eq!(app.events(number).await, ["deployment.requested"]);
}

#[tokio::test]
async fn it_needs_full_or_the_mark() {
    let app = storefront().await;
    let may_not = "Your roles do not let you roll back at once here.";
    for (actor, answer) in [
        (&app.developer, NOTHING),
        (&app.admin, NOTHING),
        (&app.stakeholders[0], may_not),
        (&app.auditor, may_not),
    ] {
        let answered = app.refused(roll_back(&app, actor, &back("1", "production"))).await;
        assert_eq!(answered, answer, "{actor:?}");
    }
    app.sql("UPDATE role_access SET rollback = 0").await;
    assert_eq!(app.refused(roll_back(&app, &app.devops, &back("1", "production"))).await, may_not);
    roll_back(&app, &app.sre, &back("1", "production")).await.unwrap();
}

#[tokio::test]
async fn it_needs_a_reason_and_a_release_to_return_to() {
    let app = storefront().await;
    app.staged("3").await;
    let silent = Asked { reason: " ".to_owned(), ..back("1", "production") };
    assert_eq!(
        app.refused(roll_back(&app, &app.sre, &silent)).await,
        "Enter a reason. The reviewer will see it."
    );
    let long = Asked { reason: "x".repeat(4_001), ..back("1", "production") };
    assert_eq!(
        app.refused(roll_back(&app, &app.sre, &long)).await,
        "This text is too long: 4001 bytes. The limit is 4000. Nothing was saved."
    );
    for version in ["2", "3"] {
        let answered = app.refused(roll_back(&app, &app.sre, &back(version, "production"))).await;
        assert!(
            answered.starts_with(&format!("production cannot be rolled back to {version}:")),
            "{answered}"
        );
    }
    let answered = app.refused(roll_back(&app, &app.sre, &back("9", "production"))).await;
    assert_eq!(answered, "Storefront has no release 9. Register it first.");
}

#[tokio::test]
async fn it_ends_the_deployment_that_holds_the_environment_and_waits_for_its_end() {
    let app = storefront().await;
    let holder = app.running("3").await;
    let number = roll_back(&app, &app.sre, &back("2", "production")).await.unwrap();
    assert_eq!(app.deployment(number).await.ends, Some(holder));
    let stop = app.deployment(holder).await.stop_requested.unwrap();
    assert_eq!(stop.reason, format!("Ended for rollback #{number} by sre: checkout fails"));
    assert_eq!(app.events(holder).await.last().unwrap(), "deployment.cancelling");
    assert_eq!(app.unmet(number).await, ["slot"]);
    app.fail(holder, 1).await;
    start_deployment(&app, &Actor::ENGINE, number).await.unwrap();
}

#[tokio::test]
async fn while_it_waits_nothing_else_takes_the_environment() {
    let app = storefront().await;
    let older = app.ready("3").await;
    let holder = app.running("4").await;
    let number = roll_back(&app, &app.sre, &back("2", "production")).await.unwrap();
    app.fail(holder, 1).await;
    let answered = app.refused(start_deployment(&app, &app.devops, older)).await;
    assert!(answered.contains(&format!("#{number} to end, which holds the environment")), "{answered}");
    start_deployment(&app, &Actor::ENGINE, number).await.unwrap();
}

#[tokio::test]
async fn one_at_a_time() {
    let app = storefront().await;
    let number = roll_back(&app, &app.sre, &back("1", "production")).await.unwrap();
    let answered = app.refused(roll_back(&app, &app.devops, &back("1", "production"))).await;
    assert_eq!(answered, format!("#{number} rolls this environment back already."));
}

#[tokio::test]
async fn after_a_failed_attempt_it_returns_to_what_partly_serves() {
    let app = storefront().await;
    let failed = app.running("3").await;
    app.fail(failed, 1).await;
    let number = roll_back(&app, &app.sre, &back("2", "production")).await.unwrap();
    start_deployment(&app, &Actor::ENGINE, number).await.unwrap();
    app.succeed(number).await;
    let again = app.refused(roll_back(&app, &app.sre, &back("2", "production"))).await;
    assert!(again.contains("cannot be rolled back to 2"), "it serves everywhere now: {again}");
    roll_back(&app, &app.sre, &back("1", "production")).await.unwrap();
}

mod offer;
mod walk;
