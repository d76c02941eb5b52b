//! After the process of the engine was lost, or asked to end.

use super::*;
use crate::actions::recover_deployment::{Recovery, recover_deployment};
use crate::domain::deployment::{Failure, Outcome};
use crate::domain::id::DeploymentNumber;
use crate::store::{executions, interruptions, steps};

/// Counts its runs for each target, and hangs in the first run on the second target.
const HANGS_ONCE: &str = "echo run >> \"$SLIPWAY_TARGET_ROOT/runs\"; \
                          if [ $SLIPWAY_TARGET = two ] && [ ! -e \"$HOME/../../../beside/hung\" ]; then \
                          touch \"$HOME/../../../beside/hung\"; echo $$ $SLIPWAY_TARGET; sleep 1000; fi";

async fn interrupted(lab: &Lab, number: DeploymentNumber) -> interruptions::Interruption {
    lab.until("the interruption", async |lab| {
        let mut read = lab.app.store.read().await.unwrap();
        interruptions::of_deployment(&mut read, number).await.unwrap()
    })
    .await
}

async fn resume(lab: &Lab, number: DeploymentNumber) {
    recover_deployment(&lab.app, &lab.other, number, &Recovery::Resume).await.unwrap();
}

#[tokio::test]
async fn a_person_resumes_and_only_what_was_not_finished_runs_again() {
    let mut lab = one_step(&format!("{{ run: '{HANGS_ONCE}', per: target }}")).await;
    let number = lab.request("1").await;
    let hanging = lab.until("two hangs", async |lab| {
        lab.log(number).await.into_iter().find(|line| line.ends_with(" two"))
    });
    let pid = hanging.await.replace(" two", "");
    lab.kill().await;
    lab.start().await;
    interrupted(&lab, number).await;
    assert!(!runs(&pid));
    assert_eq!(lab.live().await, ["one 1"]);
    resume(&lab, number).await;
    assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
    let runs = |target| std::fs::read_to_string(lab.target(target).join("runs")).unwrap().lines().count();
    assert_eq!((runs("one"), runs("two"), runs("three")), (1, 2, 1));
    let tried: Vec<_> = lab.executions(number).await.into_iter().map(|x| (x.target, x.outcome)).collect();
    let tried: Vec<_> = tried.iter().map(|(t, o)| (t.as_str(), o.as_deref().unwrap())).collect();
    let expected =
        [("one", "succeeded"), ("two", "interrupted"), ("two", "succeeded"), ("three", "succeeded")];
    assert_eq!(tried, expected);
    assert_eq!(lab.live().await, ["one 1", "three 1", "two 1"]);
}

#[tokio::test]
async fn a_person_fails_it_and_the_workspace_goes() {
    let mut lab = one_step("{ run: 'echo ready; sleep 1000' }").await;
    let number = lab.request("1").await;
    lab.line(number, "ready").await;
    lab.kill().await;
    lab.start().await;
    interrupted(&lab, number).await;
    let fail = Recovery::Fail("the host is gone".to_owned());
    recover_deployment(&lab.app, &lab.sre, number, &fail).await.unwrap();
    assert_eq!(lab.ending(number).await.failure, Some(Failure::Technical));
    lab.gone(number).await;
}

#[tokio::test]
async fn what_waits_for_a_person_at_a_manual_step_lost_nothing() {
    let mut lab = Lab::new(&[("Tell the guard", ""), (DEPLOY, "{ run: 'true' }")], &[]).await;
    let number = lab.request("1").await;
    let step = lab.manual_step(number).await;
    lab.kill().await;
    lab.start().await;
    let done = crate::actions::confirm_step::Answer::Done(String::new());
    crate::actions::confirm_step::confirm_step(&lab.app, &lab.sre, number, step.id, &done).await.unwrap();
    assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
}

#[tokio::test]
async fn a_deployment_that_was_to_be_cancelled_is_cancelled_by_the_next_engine() {
    let mut lab = one_step("{ run: 'echo ready; sleep 1000' }").await;
    let number = lab.request("1").await;
    lab.line(number, "ready").await;
    lab.kill().await;
    crate::actions::cancel_deployment::cancel_deployment(&lab.app, &lab.sre, number, "").await.unwrap();
    lab.start().await;
    assert_eq!(lab.ending(number).await.outcome, Outcome::Cancelled);
}

#[tokio::test]
async fn a_command_that_succeeded_just_before_the_loss_does_not_run_again() {
    let run = "echo run >> \"$HOME/../../../beside/runs\"";
    for (automation, target) in [("", ""), (", per: target", "one")] {
        let mut lab = Lab::resting(&[(DEPLOY, &format!("{{ run: '{run}'{automation} }}"))], &[]).await;
        let number = lab.request("1").await;
        let start = crate::actions::start_deployment::start_deployment;
        start(&lab.app, &lab.sre, number).await.unwrap();
        let mut write = lab.app.store.write().await.unwrap();
        let step = steps::current(&mut write, number).await.unwrap().unwrap();
        let now = lab.app.clock.now();
        steps::begin(&mut write, step.id, now).await.unwrap();
        let id = executions::begin(&mut write, step.id, target, 0, now).await.unwrap();
        let ended = executions::Ended { outcome: "succeeded", exit_code: Some(0), reason: None, at: now };
        executions::end(&mut write, id, &ended).await.unwrap();
        write.commit().await.unwrap();
        lab.start().await;
        interrupted(&lab, number).await;
        resume(&lab, number).await;
        assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
        let runs = std::fs::read_to_string(lab.beside("runs")).unwrap_or_default();
        assert_eq!(runs.lines().count(), if target.is_empty() { 0 } else { 2 });
        let serve = if target.is_empty() { 3 } else { 2 };
        assert_eq!(lab.live().await.len(), serve, "those whose success is recorded here and now");
    }
}

#[tokio::test]
async fn people_are_notified_once_however_often_the_step_is_resumed() {
    let mut lab = Lab::resting(&[("Notify all", "{ notify: all }"), (DEPLOY, "")], &[]).await;
    let number = lab.request("1").await;
    crate::actions::start_deployment::start_deployment(&lab.app, &lab.sre, number).await.unwrap();
    let mut write = lab.app.store.write().await.unwrap();
    let step = steps::current(&mut write, number).await.unwrap().unwrap();
    let now = lab.app.clock.now();
    crate::store::notifications::insert(&mut write, number, step.id, "all", "before", now).await.unwrap();
    write.commit().await.unwrap();
    lab.start().await;
    interrupted(&lab, number).await;
    resume(&lab, number).await;
    lab.manual_step(number).await;
    let mut read = lab.app.store.read().await.unwrap();
    assert_eq!(crate::store::notifications::of_deployment(&mut read, number).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_engine_that_is_asked_to_end_finishes_the_step_and_begins_no_other() {
    let wait = "echo ready; while [ ! -e \"$HOME/../../../beside/go\" ]; do sleep 0.02; done";
    let steps = [("Get ready", &*format!("{{ run: '{wait}' }}")), (DEPLOY, "{ run: 'echo not yet' }")];
    let mut lab = Lab::new(&steps, &[]).await;
    let number = lab.request("1").await;
    lab.line(number, "ready").await;
    let go = lab.beside("go");
    let (_, ()) = tokio::join!(lab.stop(), async { std::fs::write(go, "").unwrap() });
    assert_eq!(lab.log(number).await, ["ready"]);
    let ends: Vec<_> = lab.steps(number).await.iter().map(|step| step.ended_at.is_some()).collect();
    assert_eq!(ends, [true, false]);
    lab.start().await;
    interrupted(&lab, number).await;
    resume(&lab, number).await;
    assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
    assert_eq!(lab.log(number).await, ["ready", "not yet"]);
}

#[tokio::test]
async fn workspaces_that_were_left_behind_are_removed_at_the_next_start() {
    let mut lab = one_step("{ run: 'true' }").await;
    let (number, _) = lab.deploy("1").await;
    lab.stop().await;
    for left in [lab.workspace(number), lab.workspace(number).with_extension("making")] {
        std::fs::create_dir_all(left.join("deep")).unwrap();
    }
    lab.start().await;
    lab.gone(number).await;
    assert!(!lab.workspace(number).with_extension("making").exists());
}

#[tokio::test]
async fn when_the_log_cannot_be_written_the_command_is_ended_and_a_person_is_asked() {
    let run = "echo run >> \"$HOME/../../../beside/runs\"; echo $$ > \"$HOME/../../../beside/pid\"; echo lost; sleep 1000";
    let lab = one_step(&format!("{{ run: '{run}' }}")).await;
    let trigger = "CREATE TRIGGER full BEFORE INSERT ON log_lines WHEN NEW.text = 'lost'
                   BEGIN SELECT RAISE(ABORT, 'no room'); END";
    crate::testing::sql(&lab.app, trigger).await;
    let number = lab.request("1").await;
    interrupted(&lab, number).await;
    let beside = |name| std::fs::read_to_string(lab.beside(name)).unwrap();
    assert!(!runs(&beside("pid")));
    assert_eq!(beside("runs"), "run\n", "it did not run again by itself");
    assert_eq!(lab.executions(number).await[0].outcome.as_deref(), Some("interrupted"));
}
