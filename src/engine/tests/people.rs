//! What waits for people, and what they do to running deployments.

use super::*;
use crate::actions::cancel_deployment::cancel_deployment;
use crate::actions::confirm_step::{Answer, confirm_step};
use crate::domain::deployment::{Failure, Outcome};
use crate::store::steps::StepOutcome;

#[tokio::test]
async fn a_manual_step_waits_for_a_person_and_then_it_goes_on() {
    let steps = [("Tell the guard", ""), (DEPLOY, "{ run: 'echo go' }")];
    let lab = Lab::new(&steps, &[]).await;
    let number = lab.request("1").await;
    let step = lab.manual_step(number).await;
    assert_eq!((step.text.as_str(), lab.log(number).await.len()), ("Tell the guard", 0));
    confirm_step(&lab.app, &lab.other, number, step.id, &Answer::Done("he knows".to_owned())).await.unwrap();
    assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
    assert_eq!(lab.log(number).await, ["go"]);
}

#[tokio::test]
async fn an_environment_that_no_step_deploys_to_is_deployed_to_by_hand() {
    let lab = Lab::new(&[("Run smoke tests", "{ run: 'echo smoke' }")], &[]).await;
    let number = lab.request("1").await;
    let step = lab.manual_step(number).await;
    assert_eq!((step.text.as_str(), step.deploys), ("Deploy to development", true));
    assert_eq!(lab.live().await, [""; 0]);
    confirm_step(&lab.app, &lab.sre, number, step.id, &Answer::Done(String::new())).await.unwrap();
    assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
    assert_eq!(lab.live().await, ["one 1", "three 1", "two 1"]);
}

#[tokio::test]
async fn what_a_person_could_not_do_fails_it_and_leaves_no_workspace() {
    let steps = [("Look around", "{ run: 'true' }"), (DEPLOY, "")];
    let lab = Lab::new(&steps, &[]).await;
    let number = lab.request("1").await;
    let step = lab.manual_step(number).await;
    assert!(lab.workspace(number).exists());
    let could_not = Answer::CouldNot("no key".to_owned());
    confirm_step(&lab.app, &lab.sre, number, step.id, &could_not).await.unwrap();
    assert_eq!(lab.ending(number).await.failure, Some(Failure::Result));
    lab.gone(number).await;
}

#[tokio::test]
async fn a_cancelled_step_leaves_no_process() {
    let run = "(trap \"\" TERM; exec setsid sleep 1000) & echo $$ and $!; sleep 1000";
    let lab = one_step(&format!("{{ run: '{run}' }}")).await;
    let number = lab.request("1").await;
    let pids = lab.until("the processes", async |lab| lab.log(number).await.pop()).await;
    let (pid, child) = pids.split_once(" and ").unwrap();
    assert!(runs(pid) && runs(child));
    cancel_deployment(&lab.app, &lab.other, number, "not today").await.unwrap();
    let ending = lab.ending(number).await;
    assert_eq!((ending.outcome, &*ending.reason), (Outcome::Cancelled, "Cancelled by other: not today"));
    assert!(!runs(pid) && !runs(child));
    assert_eq!(lab.executions(number).await[0].outcome.as_deref(), Some("stopped"));
    assert_eq!(lab.steps(number).await[0].outcome, Some(StepOutcome::Stopped));
    assert_eq!(lab.live().await, [""; 0]);
    lab.gone(number).await;
}

#[tokio::test]
async fn a_wait_and_a_manual_step_are_cancelled_at_once() {
    for automation in ["{ wait: 1h }", ""] {
        let lab = Lab::new(&[("Look at it", automation), (DEPLOY, "{ run: 'true' }")], &[]).await;
        let number = lab.request("1").await;
        let begun = async |lab: &Lab| lab.steps(number).await.first().and_then(|s| s.started_at);
        lab.until("the step", begun).await;
        cancel_deployment(&lab.app, &lab.sre, number, "").await.unwrap();
        assert_eq!(lab.ending(number).await.outcome, Outcome::Cancelled);
        assert_eq!(lab.steps(number).await[0].outcome, Some(StepOutcome::Stopped));
    }
}

#[tokio::test]
async fn what_is_ready_starts_by_itself_once_the_environment_is_free() {
    let run = "while [ $SLIPWAY_RELEASE = 1 ] && [ ! -e go ]; do sleep 0.02; done";
    let lab = one_step(&format!("{{ run: '{run}' }}")).await;
    let first = lab.request("1").await;
    lab.until("the start", async |lab| lab.deployment(first).await.started_at).await;
    let second = lab.request("2").await;
    lab.until("a workspace", async |lab| lab.workspace(first).exists().then_some(())).await;
    assert_eq!(lab.deployment(second).await.started_at, None);
    std::fs::write(lab.workspace(first).join("go"), "").unwrap();
    assert_eq!(lab.ending(second).await.outcome, Outcome::Succeeded);
    let (first, second) = (lab.deployment(first).await, lab.deployment(second).await);
    assert!(second.started_at.unwrap() >= first.ending.unwrap().at);
    assert_eq!((second.started_by_name, second.replaces_version.unwrap().as_str()), (None, "1"));
}
