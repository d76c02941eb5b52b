//! From target to target.

use super::*;
use crate::domain::deployment::Outcome;

fn text(path: impl AsRef<std::path::Path>) -> String {
    std::fs::read_to_string(path.as_ref()).unwrap()
}

#[tokio::test]
async fn targets_are_reached_one_after_the_other_in_the_order_of_the_document() {
    let run = "echo begin $SLIPWAY_TARGET >> order; sleep 0.05; echo end $SLIPWAY_TARGET >> order; \
               cp order \"$HOME/../../../beside/order\"; echo $SLIPWAY_RELEASE > \"$SLIPWAY_TARGET_ROOT/VERSION\"";
    let lab = one_step(&format!("{{ run: '{run}', per: target }}")).await;
    let (_, ending) = lab.deploy("1").await;
    assert_eq!(ending.outcome, Outcome::Succeeded, "{ending:?}");
    assert_eq!(ending.reason, "1 went live in development");
    let order = text(lab.beside("order"));
    assert_eq!(order, "begin one\nend one\nbegin two\nend two\nbegin three\nend three\n");
    for target in ["one", "two", "three"] {
        assert_eq!(text(lab.target(target).join("VERSION")), "1\n");
    }
    assert_eq!(lab.live().await, ["one 1", "three 1", "two 1"]);
}

#[tokio::test]
async fn the_first_failure_ends_it_and_the_board_tells_the_truth() {
    let run = "case $SLIPWAY_RELEASE$SLIPWAY_TARGET in 2two) echo disk full; exit 4;; esac";
    let lab = one_step(&format!("{{ run: '{run}', per: target }}")).await;
    lab.deploy("1").await;
    let (number, ending) = lab.deploy("2").await;
    assert_eq!(ending.outcome, Outcome::Failed);
    assert_eq!(ending.reason, "Deploy to development: two: exited with status 4\ndisk full");
    assert_eq!(lab.live().await, ["one 2", "three 1", "two 1"]);
    let tried: Vec<_> = lab.executions(number).await.into_iter().map(|x| x.target).collect();
    assert_eq!(tried, ["one", "two"]);
}

#[tokio::test]
async fn a_batch_goes_together_and_the_next_one_after_it() {
    // Each of the first two waits for the other; the third would wait for neither.
    let run = "touch $SLIPWAY_TARGET; while [ ! -e one ] || [ ! -e two ]; do sleep 0.02; done; \
               if [ $SLIPWAY_TARGET = three ]; then test -e one.done; test -e two.done; fi; \
               sleep 0.1; touch $SLIPWAY_TARGET.done";
    let lab = one_step(&format!("{{ run: '{run}', per: target, batch: 2, timeout: 20s }}")).await;
    let (_, ending) = lab.deploy("1").await;
    assert_eq!(ending.outcome, Outcome::Succeeded, "{ending:?}");
}

#[tokio::test]
async fn a_failure_in_a_batch_lets_the_others_of_it_finish_and_the_next_batch_never_begins() {
    let run = "test $SLIPWAY_TARGET != one || exit 5; sleep 0.3";
    let lab = one_step(&format!("{{ run: '{run}', per: target, batch: 2 }}")).await;
    let (number, ending) = lab.deploy("1").await;
    assert_eq!(ending.reason, "Deploy to development: one: exited with status 5");
    let mut ends: Vec<_> = lab.executions(number).await.into_iter().map(|x| (x.target, x.outcome)).collect();
    ends.sort();
    assert_eq!(ends, [("one".into(), Some("failed".into())), ("two".into(), Some("succeeded".into()))]);
    assert_eq!(lab.live().await, ["two 1"]);
}

#[tokio::test]
async fn a_command_that_runs_once_puts_the_release_on_every_target() {
    let lab = one_step("{ run: 'echo \"$SLIPWAY_TARGETS|$SLIPWAY_TARGET|$SLIPWAY_TARGET_ROOT|\"' }").await;
    let (number, _) = lab.deploy("1").await;
    assert_eq!(lab.log(number).await, ["one two three|||"]);
    assert_eq!(lab.live().await, ["one 1", "three 1", "two 1"]);
}

#[tokio::test]
async fn only_steps_that_deploy_change_what_serves() {
    let steps = [(DEPLOY, "{ run: 'true', per: target }"), ("Verify deployment", "{ run: 'exit 1' }")];
    let lab = Lab::new(&steps, &[]).await;
    let (_, ending) = lab.deploy("1").await;
    assert_eq!(ending.outcome, Outcome::Failed);
    assert_eq!(lab.live().await, ["one 1", "three 1", "two 1"], "it serves, though the check failed");
}
