//! Tests of what people do with interrupted deployments.

use super::*;
use crate::actions::cancel_deployment::cancel_deployment;
use crate::domain::deployment::State;
use crate::testing::storefront::{NOTHING, Storefront};

async fn interrupted() -> (Storefront, DeploymentNumber) {
    let app = Storefront::new().await;
    let number = app.running("2.8.0").await;
    let mut write = app.store.write().await.unwrap();
    interruptions::open(&mut write, number, 1, app.now()).await.unwrap();
    write.commit().await.unwrap();
    (app, number)
}

#[tokio::test]
async fn a_resumed_one_runs_again() {
    let (app, number) = interrupted().await;
    assert_eq!(app.standing(number).await.state, State::Interrupted);
    recover_deployment(&app, &app.sre, number, &Recovery::Resume).await.unwrap();
    assert_eq!(app.standing(number).await.state, State::Running);
    assert_eq!(app.events(number).await.last().unwrap(), "deployment.resumed");
    let again = app.refused(recover_deployment(&app, &app.sre, number, &Recovery::Resume)).await;
    assert_eq!(again, format!("#{number} is not interrupted."));
}

#[tokio::test]
async fn a_failed_one_ends_with_the_persons_words() {
    let (app, number) = interrupted().await;
    let silent = Recovery::Fail(" ".to_owned());
    let silent = app.refused(recover_deployment(&app, &app.sre, number, &silent)).await;
    assert_eq!(silent, "Say why the deployment is failed.");
    let fail = Recovery::Fail("the host is gone".to_owned());
    recover_deployment(&app, &app.sre, number, &fail).await.unwrap();
    let ending = app.deployment(number).await.ending.unwrap();
    assert_eq!((ending.outcome, ending.failure), (Outcome::Failed, Some(Failure::Technical)));
    assert_eq!(ending.reason, "Interrupted, then failed by sre: the host is gone");
    let again = app.refused(recover_deployment(&app, &app.sre, number, &fail)).await;
    assert_eq!(again, format!("#{number} is not interrupted."));
}

#[tokio::test]
async fn who_recovers_needs_deploy_there() {
    let (app, number) = interrupted().await;
    let may_not = "Your roles do not let you recover interrupted deployments here.";
    for (actor, answer) in [(&app.developer, NOTHING), (&app.stakeholders[0], may_not)] {
        let resuming = recover_deployment(&app, actor, number, &Recovery::Resume);
        assert_eq!(app.refused(resuming).await, answer, "{actor:?}");
    }
}

#[tokio::test]
async fn one_that_is_being_cancelled_is_not_resumed() {
    let (app, number) = interrupted().await;
    cancel_deployment(&app, &app.devops, number, "").await.unwrap();
    let answered = app.refused(recover_deployment(&app, &app.sre, number, &Recovery::Resume)).await;
    assert_eq!(answered, format!("#{number} is being cancelled."));
}
