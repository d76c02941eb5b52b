//! Tests of reviews.

use super::*;
use crate::actions::roll_back::roll_back;
use crate::actions::start_deployment::start_deployment;
use crate::testing::storefront::{NOTHING, Storefront, back};

async fn rolled_back(by: impl Fn(&Storefront) -> Actor) -> (Storefront, DeploymentNumber) {
    let app = Storefront::new().await;
    app.in_production("1").await;
    app.in_production("2").await;
    let number = roll_back(&app, &by(&app), &back("1", "production")).await.unwrap();
    (app, number)
}

async fn ended() -> (Storefront, DeploymentNumber) {
    let (app, number) = rolled_back(|app| app.devops.clone()).await;
    start_deployment(&app, &Actor::ENGINE, number).await.unwrap();
    app.succeed(number).await;
    (app, number)
}

#[tokio::test]
async fn another_person_closes_it_with_what_they_found() {
    for who in [|app: &Storefront| app.stakeholders[0].clone(), |app: &Storefront| app.sre.clone()] {
        let (app, number) = ended().await;
        let silent = app.refused(close_review(&app, &who(&app), number, " ")).await;
        assert_eq!(silent, "Say in a sentence what the review found.");
        close_review(&app, &who(&app), number, " a bad migration ").await.unwrap();
        let mut read = app.store.read().await.unwrap();
        let review = reviews::of_deployment(&mut read, number).await.unwrap().unwrap();
        assert_eq!((review.closed_at, review.comment.as_deref()), (Some(app.now()), Some("a bad migration")));
        drop(read);
        assert_eq!(app.events(number).await.last().unwrap(), "review.closed");
        let again = app.refused(close_review(&app, &app.stakeholders[1], number, "again")).await;
        assert_eq!(again, format!("#{number} has no open review."));
    }
}

#[tokio::test]
async fn who_rolled_back_does_not_close_it() {
    let (app, number) = rolled_back(|app| app.sre.clone()).await;
    let answered = app.refused(close_review(&app, &app.sre, number, "fine")).await;
    assert_eq!(answered, "Someone else must review your rollback.");
}

#[tokio::test]
async fn who_closes_needs_approve_or_full_there() {
    let (app, number) = ended().await;
    let (_, ci) = app.token("storefront", "SRE", "sre").await;
    let may_not = "Your roles do not let you close reviews here.";
    for (actor, answer) in [
        (&app.developer, NOTHING),
        (&app.admin, NOTHING),
        (&app.auditor, may_not),
        (&app.devops, may_not),
        (&ci, may_not),
        (&Actor::ENGINE, may_not),
    ] {
        assert_eq!(app.refused(close_review(&app, actor, number, "x")).await, answer, "{actor:?}");
    }
}

#[tokio::test]
async fn there_is_something_to_review_only_after_an_immediate_rollback() {
    let (app, number) = rolled_back(|app| app.devops.clone()).await;
    let early = app.refused(close_review(&app, &app.sre, number, "early")).await;
    assert_eq!(early, format!("#{number} has not ended yet; review it afterwards."));
    let none = app.refused(close_review(&app, &app.sre, DeploymentNumber(2), "none")).await;
    assert_eq!(none, "#2 has no open review.");
    let long = app.refused(close_review(&app, &app.sre, number, &"x".repeat(4_001))).await;
    assert!(long.contains("has not ended yet"));
}
