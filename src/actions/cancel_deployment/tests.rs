//! Tests of cancelling.

use super::*;
use crate::testing::storefront::{NOTHING, Storefront};

#[tokio::test]
async fn a_waiting_one_ends_at_once() {
    let app = Storefront::new().await;
    let number = app.waiting("2.8.0").await;
    cancel_deployment(&app, &app.sre, number, " wrong release ").await.unwrap();
    let ending = app.deployment(number).await.ending.unwrap();
    assert_eq!((ending.outcome, &*ending.reason), (Outcome::Cancelled, "Cancelled by sre: wrong release"));
    assert_eq!(app.events(number).await.last().unwrap(), "deployment.ended");
    let again = app.refused(cancel_deployment(&app, &app.sre, number, "")).await;
    assert_eq!(again, format!("#{number} has ended already."));
}

#[tokio::test]
async fn a_running_one_is_left_to_the_engine_which_ends_its_processes_first() {
    let app = Storefront::new().await;
    let number = app.running("2.8.0").await;
    cancel_deployment(&app, &app.devops, number, "").await.unwrap();
    let deployment = app.deployment(number).await;
    assert_eq!(deployment.ending, None);
    assert_eq!(deployment.stop_requested.unwrap().reason, "Cancelled by devops");
    assert_eq!(app.events(number).await.last().unwrap(), "deployment.cancelling");
    let again = app.refused(cancel_deployment(&app, &app.sre, number, "")).await;
    assert_eq!(again, format!("#{number} is being cancelled already."));
}

#[tokio::test]
async fn who_cancels_needs_deploy_there() {
    let app = Storefront::new().await;
    let number = app.waiting("2.8.0").await;
    let may_not = "Your roles do not let you cancel deployments here.";
    for (actor, answer) in [
        (&app.developer, NOTHING),
        (&app.admin, NOTHING),
        (&app.stakeholders[0], may_not),
        (&app.auditor, may_not),
    ] {
        assert_eq!(app.refused(cancel_deployment(&app, actor, number, "")).await, answer, "{actor:?}");
    }
    let long = app.refused(cancel_deployment(&app, &app.devops, number, &"x".repeat(4_001))).await;
    assert_eq!(long, "This text is too long: 4001 bytes. The limit is 4000. Nothing was saved.");
    let (_, ci) = app.token("storefront", "DevOps", "devops").await;
    cancel_deployment(&app, &ci, number, "").await.unwrap();
    assert_eq!(app.deployment(number).await.ending.unwrap().reason, "Cancelled by ci (token of devops)");
}
