//! Tests of follow-ups.

use super::*;
use crate::actions::roll_back::roll_back;
use crate::actions::start_deployment::start_deployment;
use crate::store::steps::Step;
use crate::testing::storefront::{NOTHING, Storefront, back};

/// A rollback that left its last step for afterwards.
async fn left() -> (Storefront, DeploymentNumber, Step) {
    let app = Storefront::new().await;
    app.in_production("1").await;
    app.in_production("2").await;
    let number = roll_back(&app, &app.sre, &back("1", "production")).await.unwrap();
    start_deployment(&app, &Actor::ENGINE, number).await.unwrap();
    app.succeed(number).await;
    let last = app.steps(number).await.pop().unwrap();
    assert!(last.is_open_follow_up());
    (app, number, last)
}

#[tokio::test]
async fn a_follow_up_is_done_once_by_somebody() {
    let (app, number, step) = left().await;
    follow_up(&app, &app.devops, number, step.id, " noted ").await.unwrap();
    let mut read = app.store.read().await.unwrap();
    let done = steps::of_deployment(&mut read, number).await.unwrap().pop().unwrap();
    assert_eq!((done.followed_up_at, &*done.note), (Some(app.now()), "noted"));
    assert_eq!(done.person_name.as_deref(), Some("devops"));
    drop(read);
    assert_eq!(app.events(number).await.last().unwrap(), "step.followed_up");
    let again = app.refused(follow_up(&app, &app.devops, number, step.id, "")).await;
    assert_eq!(again, "This step is no follow-up, or it is done already.");
}

#[tokio::test]
async fn who_does_it_is_a_person_with_deploy_there() {
    let (app, number, step) = left().await;
    let (_, ci) = app.token("storefront", "DevOps", "devops").await;
    let may_not = "Your roles do not let you confirm steps here.";
    for (actor, answer) in [(&app.developer, NOTHING), (&app.stakeholders[0], may_not), (&ci, may_not)] {
        let following = follow_up(&app, actor, number, step.id, "");
        assert_eq!(app.refused(following).await, answer, "{actor:?}");
    }
}

#[tokio::test]
async fn another_step_is_no_follow_up() {
    let (app, number, step) = left().await;
    let done = app.steps(number).await.into_iter().find(|step| !step.is_manual()).unwrap();
    for (number, step) in [(number, done.id), (DeploymentNumber(1), step.id)] {
        let answered = app.refused(follow_up(&app, &app.devops, number, step, "")).await;
        assert_eq!(answered, "This step is no follow-up, or it is done already.");
    }
}
