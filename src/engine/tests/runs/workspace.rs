//! The workspace of a run that ended badly, which a new run goes on with.

use super::*;
use crate::actions::continue_run::continue_run;

const PLAN: &str = "  Copy: { run: 'echo copied > mark', reverse: 'cat mark' }\n  \
                    Start: { run: 'cat mark; test -e ../../../beside/go' }\n";

/// A run that has copied, has failed to start, and was given up.
async fn given_up(lab: &Lab) -> RunNumber {
    let run = drill(lab, &["Copy", "Start"], PLAN).await;
    stands(lab, run, State::PausedOnFailure).await;
    act(lab, run, Act::Fail(text("no part"))).await.unwrap();
    assert_eq!(ended(lab, run).await.0, Outcome::Failed);
    run
}

/// Waits until workspaces have been looked at once more: until that of a run that succeeded meanwhile is gone.
async fn swept(lab: &Lab) {
    let run = drill(lab, &["Look"], "  Look: { run: 'true' }\n").await;
    assert_eq!(ended(lab, run).await.0, Outcome::Succeeded);
    gone(lab, run).await;
}

/// Nothing is committed when it goes.
async fn gone(lab: &Lab, run: RunNumber) {
    let folder = workspaces(lab, &format!("run-{run}"));
    let gone = async {
        while folder.exists() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), gone).await.expect("the workspace goes");
}

#[tokio::test]
async fn a_new_run_finds_the_workspace_of_the_one_that_it_goes_on_from() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let first = given_up(&lab).await;
    swept(&lab).await;
    assert!(workspaces(&lab, "run-1").join("mark").exists(), "it may go on");

    let second = continue_run(&lab.app, &lab.sre, first, "the part came").await.unwrap();
    stands(&lab, second, State::PausedOnFailure).await;
    assert_eq!(texts(&lab, second).await, ["copied"]);
    gone(&lab, first).await;
    act(&lab, second, Act::Reverse(text("the wrong part"))).await.unwrap();
    stands(&lab, second, State::Paused).await;
    assert_eq!(texts(&lab, second).await, ["copied", "copied"], "what reverses a step finds what it left");

    act(&lab, second, Act::Abort(text("tomorrow"))).await.unwrap();
    ended(&lab, second).await;
    std::fs::write(lab.beside("go"), "").unwrap();
    let third = continue_run(&lab.app, &lab.sre, second, "").await.unwrap();
    assert_eq!(ended(&lab, third).await.0, Outcome::Succeeded);
    gone(&lab, third).await;
    assert!(!workspaces(&lab, "run-1").exists() && !workspaces(&lab, &format!("run-{second}")).exists());
}

#[tokio::test]
async fn the_workspace_of_a_run_that_nobody_goes_on_with_stays_for_a_week() {
    let mut lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let (old, young) = (given_up(&lab).await, given_up(&lab).await);
    lab.stop().await;
    // Nothing else changes when a run ended.
    crate::testing::sql(&lab.app, "DROP TRIGGER run_facts_are_written_once").await;
    for (run, hours) in [(old, 7 * 24 + 1), (young, 7 * 24 - 1)] {
        let ago = crate::domain::time::Span::hours(hours).0;
        let end = format!("UPDATE runs SET ended_at = ended_at - {ago} WHERE number = {run}");
        crate::testing::sql(&lab.app, &end).await;
    }
    lab.start().await;
    gone(&lab, old).await;
    swept(&lab).await;
    assert!(workspaces(&lab, &format!("run-{young}")).join("mark").exists());
}
