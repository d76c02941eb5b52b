//! Having undone what was done, and what takes longer than its runbook allows.

use super::*;

const PLAN: &str = "  Copy: { run: 'echo copied; touch ../../../beside/copy', reverse: 'rm ../../../beside/copy; echo gone' }\n  \
                    Tell: { notify: everybody }\n  \
                    Switch: { run: 'touch ../../../beside/switched', reverse: 'test -e ../../../beside/may && rm ../../../beside/switched' }\n  \
                    Start: { run: 'exit 1' }\n";

/// The run has done the first three steps and failed at the last.
async fn failed() -> (Lab, RunNumber) {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let run = drill(&lab, &["Copy", "Tell", "Switch", "Start"], PLAN).await;
    stands(&lab, run, State::PausedOnFailure).await;
    assert!(lab.beside("copy").exists() && lab.beside("switched").exists());
    (lab, run)
}

#[tokio::test]
async fn what_was_done_is_undone_newest_first_and_what_cannot_be_is_listed() {
    let (lab, run) = failed().await;
    std::fs::write(lab.beside("may"), "").unwrap();
    act(&lab, run, Act::Reverse(text("the wrong copy"))).await.unwrap();
    let undone = stands(&lab, run, State::Paused).await;
    assert!(!lab.beside("copy").exists() && !lab.beside("switched").exists());
    assert_eq!(undone.current().map(|step| step.position), Some(1), "it is not done any more");
    assert!(facts(&lab, run).await.contains(&Fact::Reversed { not_undone: vec![2] }));
    let order: Vec<(i64, bool)> = attempts(&lab, run).await.iter().map(|x| (x.step, x.reverse)).collect();
    assert_eq!(order, [(1, false), (3, false), (4, false), (3, true), (1, true)]);

    act(&lab, run, Act::Resume).await.unwrap();
    let again = stands(&lab, run, State::PausedOnFailure).await;
    assert!(lab.beside("copy").exists() && again.behind() == 3);
    let told = facts(&lab, run).await.iter().filter(|fact| matches!(fact, Fact::Sent { .. })).count();
    assert_eq!(told, 1, "what stays done is not done again");
}

#[tokio::test]
async fn what_cannot_be_undone_waits_for_a_person_who_retries_or_leaves_it() {
    let (lab, run) = failed().await;
    act(&lab, run, Act::Reverse(text("the wrong copy"))).await.unwrap();
    let stuck = async |lab: &Lab| progress(lab, run).await.reversing.filter(|now| now.failed.is_some());
    let stuck_at = lab.until("the failure", stuck).await;
    assert_eq!(stuck_at.at, Some(3));
    assert_eq!(progress(&lab, run).await.state(), State::PausedOnFailure);
    act(&lab, run, Act::Retry(3, text("once more"))).await.unwrap();
    let twice =
        async |lab: &Lab| (attempts(lab, run).await.iter().filter(|x| x.reverse).count() == 2).then_some(());
    lab.until("the second attempt", twice).await;
    lab.until("the second failure", stuck).await;
    act(&lab, run, Act::Skip(3, text("by hand tomorrow"))).await.unwrap();
    stands(&lab, run, State::Paused).await;
    assert!(lab.beside("switched").exists() && !lab.beside("copy").exists());
    assert!(facts(&lab, run).await.contains(&Fact::Reversed { not_undone: vec![2, 3] }));
    act(&lab, run, Act::Fail(text("it stays as it is"))).await.unwrap();
    assert_eq!(ended(&lab, run).await.0, Outcome::Failed);
}

#[tokio::test]
async fn nothing_is_undone_without_a_failure_or_without_anything_to_undo() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let automation = "  Copy: { run: 'true', reverse: 'true' }\n  Start: { run: 'exit 1' }\n";
    let run = drill(&lab, &["Copy", "Look"], "  Copy: { run: 'true', reverse: 'true' }\n").await;
    stands(&lab, run, State::WaitingForPerson).await;
    let told = act(&lab, run, Act::Reverse(text("x"))).await.unwrap_err().to_string();
    assert!(told.contains("Nothing has failed"), "{told}");
    act(&lab, run, Act::Abort(text("seen"))).await.unwrap();
    let run = drill(&lab, &["Start", "Copy"], automation).await;
    stands(&lab, run, State::PausedOnFailure).await;
    let told = act(&lab, run, Act::Reverse(text("x"))).await.unwrap_err().to_string();
    assert!(told.contains("Nothing that was done can be undone"), "{told}");
}

#[tokio::test]
async fn a_run_that_takes_longer_than_its_limit_times_out_and_what_runs_is_stopped() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    for (automation, stopped) in [
        (format!("  Restore: {{ run: '{HANGS}' }}\n"), true),
        ("  Restore: { role: SRE }\n".to_owned(), false),
    ] {
        let steps = ["Restore"];
        let run = limited(&lab, &steps, &automation).await;
        let (outcome, reason) = ended(&lab, run).await;
        assert_eq!((outcome, reason.as_str()), (Outcome::TimedOut, "It took longer than its limit of 1 s."));
        assert_eq!(outcomes(&lab, run).await.contains(&text("1 stopped")), stopped);
    }
    assert!(!runs(&std::fs::read_to_string(lab.beside("pid")).unwrap()));
}
