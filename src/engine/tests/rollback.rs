//! The way back.

use super::*;
use crate::actions::cancel_deployment::cancel_deployment;
use crate::actions::follow_up::follow_up;
use crate::actions::roll_back::roll_back;
use crate::domain::deployment::{Kind, Outcome};
use crate::store::steps::StepOutcome;
use crate::testing::lab::back;

#[tokio::test]
async fn a_rollback_runs_the_reverse_command_with_the_earlier_release() {
    let say = "echo $SLIPWAY_KIND $SLIPWAY_RELEASE after $SLIPWAY_PREVIOUS_RELEASE";
    let lab = one_step(&format!("{{ run: 'echo forward', rollback: '{say}' }}")).await;
    lab.deploy("1").await;
    lab.deploy("2").await;
    let number = roll_back(&lab.app, &lab.sre, &back("1")).await.unwrap();
    assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
    assert_eq!(lab.log(number).await, ["rollback 1 after 2"]);
    assert_eq!(lab.live().await, ["one 1", "three 1", "two 1"]);
    assert_eq!(lab.deployment(number).await.kind, Kind::Rollback);
}

#[tokio::test]
async fn an_immediate_one_leaves_manual_steps_for_afterwards() {
    let steps = [("Tell the guard", ""), (DEPLOY, "{ run: 'true' }")];
    let lab = Lab::new(&[steps[1]], &[]).await;
    lab.deploy("1").await;
    lab.deploy("2").await;
    lab.strategy(&steps, &[]).await;
    let number = roll_back(&lab.app, &lab.sre, &back("1")).await.unwrap();
    assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
    let left = lab.steps(number).await.remove(0);
    assert_eq!((left.outcome, left.is_open_follow_up()), (Some(StepOutcome::FollowUp), true));
    follow_up(&lab.app, &lab.other, number, left.id, "told him").await.unwrap();
    assert!(!lab.steps(number).await[0].is_open_follow_up());
}

#[tokio::test]
async fn an_immediate_one_waits_for_the_person_who_puts_the_release_back() {
    let lab = one_step("{ run: 'true' }").await;
    lab.deploy("1").await;
    lab.deploy("2").await;
    lab.strategy(&[(DEPLOY, "")], &[]).await;
    let number = roll_back(&lab.app, &lab.sre, &back("1")).await.unwrap();
    assert!(lab.manual_step(number).await.deploys);
}

#[tokio::test]
async fn during_a_running_step_its_processes_are_gone_before_the_rollback_begins() {
    // The step of release 3 holds a lock as long as any of it lives, and takes its time to end.
    let run = "case $SLIPWAY_KIND$SLIPWAY_RELEASE in \
               deploy3) trap \"sleep 0.5; exit 1\" TERM; echo $$ > \"$HOME/../../../beside/pid\"; echo ready; \
                        while :; do sleep 0.05; done;; \
               rollback*) if [ -e /proc/$(cat \"$HOME/../../../beside/pid\") ]; then echo alive; else echo gone; fi;; \
               esac";
    let lab = one_step(&format!("{{ run: '{run}', per: target }}")).await;
    lab.deploy("1").await;
    lab.deploy("2").await;
    let running = lab.request("3").await;
    lab.line(running, "ready").await;
    let number = roll_back(&lab.app, &lab.sre, &back("2")).await.unwrap();
    assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
    assert_eq!(lab.log(number).await, ["gone"; 3]);
    let ended = lab.deployment(running).await;
    assert_eq!(ended.ending.as_ref().unwrap().outcome, Outcome::Cancelled);
    assert_eq!(ended.ending.unwrap().reason, format!("Ended for rollback #{number} by sre: checkout fails"));
    assert_eq!(lab.live().await, ["one 2", "three 2", "two 2"]);
}

#[tokio::test]
async fn an_older_request_that_starts_by_itself_does_not_get_ahead_of_it() {
    let run = "echo ready; while [ $SLIPWAY_KIND$SLIPWAY_RELEASE = deploy3 ]; do sleep 0.02; done";
    let lab = one_step(&format!("{{ run: '{run}' }}")).await;
    lab.deploy("1").await;
    lab.deploy("2").await;
    let running = lab.request("3").await;
    lab.line(running, "ready").await;
    let older = lab.request("4").await;
    let number = roll_back(&lab.app, &lab.sre, &back("1")).await.unwrap();
    assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
    assert_eq!(lab.ending(older).await.outcome, Outcome::Succeeded, "a rollback ends no request");
    let (back, older) = (lab.deployment(number).await, lab.deployment(older).await);
    assert!(older.started_at >= back.ending.map(|ending| ending.at));
}

#[tokio::test]
async fn a_rollback_that_is_cancelled_while_it_waits_ends_alone() {
    let run = "trap \"\" TERM; echo ready; while [ $SLIPWAY_RELEASE = 3 ]; do sleep 0.05; done";
    let lab = one_step(&format!("{{ run: '{run}' }}")).await;
    lab.deploy("1").await;
    lab.deploy("2").await;
    let running = lab.request("3").await;
    lab.line(running, "ready").await;
    let number = roll_back(&lab.app, &lab.sre, &back("1")).await.unwrap();
    cancel_deployment(&lab.app, &lab.other, number, "").await.unwrap();
    assert_eq!(lab.deployment(number).await.ending.unwrap().outcome, Outcome::Cancelled);
    assert_eq!(lab.ending(running).await.outcome, Outcome::Cancelled);
}

/// What each target served, oldest first, each with what it served before.
async fn served(lab: &Lab) -> Vec<String> {
    let mut read = lab.app.store.read().await.unwrap();
    let all = "SELECT target || ': ' || release_id || ' by ' || deployment || ' after ' ||
                      coalesce(previous_release_id || ' by ' || previous_deployment, 'nothing')
               FROM served ORDER BY id";
    sqlx::query_scalar(all).fetch_all(&mut *read).await.unwrap()
}

#[tokio::test]
async fn what_targets_served_before_there_was_a_table_of_it_is_told_by_the_audit_log() {
    let mut lab = one_step("{ run: 'true', per: target }").await;
    lab.deploy("1").await;
    lab.deploy("2").await;
    let number = roll_back(&lab.app, &lab.sre, &back("1")).await.unwrap();
    lab.ending(number).await;
    let before = served(&lab).await;
    assert_eq!(before.len(), 9);
    assert_eq!(before[0], "one: 1 by 1 after nothing");
    assert_eq!(before[8], "three: 1 by 3 after 2 by 2");
    let mut write = lab.app.store.write().await.unwrap();
    let undo = "DROP TABLE served; DROP INDEX deployments_started; DROP INDEX deployments_passages;
                DELETE FROM _sqlx_migrations WHERE version = 12;";
    sqlx::raw_sql(undo).execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
    lab.stop().await;
    assert_eq!(served(&lab).await, before);
}
