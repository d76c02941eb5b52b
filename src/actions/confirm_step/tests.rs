//! Tests of manual steps.

use super::*;
use crate::actions::cancel_deployment::cancel_deployment;
use crate::actions::start_deployment::start_deployment;
use crate::domain::deployment::State;
use crate::store::{interruptions, live};
use crate::testing::app::DOCUMENT;
use crate::testing::storefront::{NOTHING, Storefront};

/// A deployment to staging that stands at its first manual step, which deploys.
async fn at_a_step() -> (Storefront, DeploymentNumber, Step) {
    let app = Storefront::new().await;
    let by_hand = DOCUMENT.replace("  Deploy to staging: { run: ./deploy.sh, per: target }\n", "");
    app.project("storefront", &by_hand).await;
    app.release("storefront", "2.8.0").await;
    let number = app.answered("2.8.0", "staging").await;
    start_deployment(&app, &app.devops, number).await.unwrap();
    let mut write = app.store.write().await.unwrap();
    let steps = steps::of_deployment(&mut write, number).await.unwrap();
    let step = steps.iter().find(|step| step.is_manual()).unwrap().clone();
    for before in steps.iter().filter(|other| other.position < step.position) {
        steps::end(&mut write, before.id, StepOutcome::Succeeded, None, "", app.now()).await.unwrap();
    }
    steps::begin(&mut write, step.id, app.now()).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(step.text, "Deploy to staging");
    (app, number, step)
}

fn done() -> Answer {
    Answer::Done(" by hand ".to_owned())
}

#[tokio::test]
async fn a_confirmed_step_that_deploys_makes_every_target_serve_the_release() {
    let (app, number, step) = at_a_step().await;
    assert_eq!(app.standing(number).await.state, State::AwaitingPerson);
    confirm_step(&app, &app.devops, number, step.id, &done()).await.unwrap();
    assert_eq!(app.standing(number).await.state, State::Running);
    let deployment = app.deployment(number).await;
    let mut read = app.store.read().await.unwrap();
    let live = live::of_place(&mut read, deployment.project, deployment.environment).await.unwrap();
    assert_eq!((live.len(), live[0].version.as_str()), (1, "2.8.0"));
    let steps = steps::of_deployment(&mut read, number).await.unwrap();
    let confirmed = steps.iter().find(|s| s.id == step.id).unwrap();
    assert_eq!((confirmed.outcome, &*confirmed.note), (Some(StepOutcome::Succeeded), "by hand"));
    assert_eq!(confirmed.person_name.as_deref(), Some("devops"));
    assert_eq!(app.events(number).await[3..], ["step.confirmed", "target.live"]);
}

#[tokio::test]
async fn what_could_not_be_done_fails_the_deployment() {
    let (app, number, step) = at_a_step().await;
    let silent = Answer::CouldNot(" ".to_owned());
    let silent = app.refused(confirm_step(&app, &app.sre, number, step.id, &silent)).await;
    assert_eq!(silent, "Say why the step could not be done.");
    let could_not = Answer::CouldNot("no disk left".to_owned());
    confirm_step(&app, &app.sre, number, step.id, &could_not).await.unwrap();
    let ending = app.deployment(number).await.ending.unwrap();
    assert_eq!((ending.outcome, ending.failure), (Outcome::Failed, Some(Failure::Result)));
    assert_eq!(ending.reason, "Deploy to staging: sre could not do it: no disk left");
    assert_eq!(app.events(number).await[3..], ["step.failed", "deployment.ended"]);
}

#[tokio::test]
async fn who_confirms_is_a_person_with_deploy_there() {
    let (app, number, step) = at_a_step().await;
    let (_, ci) = app.token("storefront", "DevOps", "devops").await;
    let may_not = "Your roles do not let you confirm steps here.";
    for (actor, answer) in [
        (&app.developer, may_not),
        (&app.stakeholders[0], may_not),
        (&app.admin, NOTHING),
        (&ci, may_not),
        (&Actor::ENGINE, may_not),
    ] {
        for said in [done(), Answer::CouldNot("no".to_owned())] {
            let confirming = confirm_step(&app, actor, number, step.id, &said);
            assert_eq!(app.refused(confirming).await, answer, "{actor:?}");
        }
    }
}

#[tokio::test]
async fn only_the_step_that_the_deployment_stands_at_is_answered() {
    let elsewhere = "The deployment does not stand at this step; it may have moved on.";
    let (app, number, step) = at_a_step().await;
    for id in [StepId(step.id.0 - 1), StepId(step.id.0 + 1), StepId(999)] {
        assert_eq!(app.refused(confirm_step(&app, &app.devops, number, id, &done())).await, elsewhere);
    }
    confirm_step(&app, &app.devops, number, step.id, &done()).await.unwrap();
    assert_eq!(app.refused(confirm_step(&app, &app.devops, number, step.id, &done())).await, elsewhere);
    let (app, number, step) = at_a_step().await;
    let mut write = app.store.write().await.unwrap();
    interruptions::open(&mut write, number, 0, app.now()).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(app.refused(confirm_step(&app, &app.devops, number, step.id, &done())).await, elsewhere);
    let (app, number, step) = at_a_step().await;
    cancel_deployment(&app, &app.devops, number, "").await.unwrap();
    assert_eq!(app.refused(confirm_step(&app, &app.devops, number, step.id, &done())).await, elsewhere);
}

#[tokio::test]
async fn of_people_who_confirm_at_the_same_time_one_is_written_down() {
    let (app, number, step) = at_a_step().await;
    let done = done();
    let all = (0..10).map(|_| confirm_step(&app, &app.devops, number, step.id, &done));
    let all = futures::future::join_all(all).await;
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
}
