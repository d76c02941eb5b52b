//! After the process of the engine was lost while a run's command ran.

use super::*;

#[tokio::test]
async fn what_was_left_running_is_ended_and_a_person_resumes_from_that_step() {
    let mut lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let automation = format!(
        "  First: {{ run: 'echo first >> ../../../beside/count' }}\n  Restore: {{ run: '{HANGS}' }}\n  Look: {{ run: 'echo looks' }}\n"
    );
    let run = drill(&lab, &["First", "Restore", "Look"], &automation).await;
    line(&lab, run, "hangs").await;
    let pid = std::fs::read_to_string(lab.beside("pid")).unwrap();
    assert!(runs(&pid));
    lab.kill().await;
    lab.start().await;
    let lost = stands(&lab, run, State::Interrupted).await;
    assert!(!runs(&pid), "{:?}", lost.interrupted);
    let refused = act(&lab, run, Act::Retry(2, text("x"))).await.unwrap_err().to_string();
    assert!(refused.contains("The run was interrupted: resume it"), "{refused}");
    std::fs::write(lab.beside("go"), "").unwrap();
    act(&lab, run, Act::Resume).await.unwrap();
    assert_eq!(ended(&lab, run).await.0, Outcome::Succeeded);
    assert_eq!(outcomes(&lab, run).await, ["1 passed", "2 interrupted", "2 passed", "3 passed"]);
    assert_eq!(
        std::fs::read_to_string(lab.beside("count")).unwrap(),
        "first\n",
        "what was done is not repeated"
    );
}

#[tokio::test]
async fn a_run_that_was_to_be_aborted_is_aborted_by_the_next_engine() {
    let mut lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let run = drill(&lab, &["Restore"], &format!("  Restore: {{ run: '{HANGS}' }}\n")).await;
    line(&lab, run, "hangs").await;
    lab.kill().await;
    act(&lab, run, Act::Abort(text("enough"))).await.unwrap();
    lab.start().await;
    assert_eq!(ended(&lab, run).await, (Outcome::Aborted, text("enough")));
    assert_eq!(outcomes(&lab, run).await, ["1 interrupted"]);
}

#[tokio::test]
async fn what_waits_for_a_person_loses_nothing() {
    let mut lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let run = drill(&lab, &["Decide", "Restore"], "  Restore: { run: 'true' }\n").await;
    act(&lab, run, Act::Claim(1)).await.unwrap();
    lab.kill().await;
    lab.start().await;
    act(&lab, run, Act::Done(1, String::new(), String::new(), None)).await.unwrap();
    assert_eq!(ended(&lab, run).await.0, Outcome::Succeeded);
}

#[tokio::test]
async fn a_server_that_is_asked_to_end_interrupts_what_takes_too_long() {
    let mut lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let run = drill(&lab, &["Restore"], "  Restore: { run: 'echo hangs; sleep 1000' }\n").await;
    line(&lab, run, "hangs").await;
    lab.stop().await;
    assert_eq!(progress(&lab, run).await.state(), State::Interrupted);
    assert_eq!(outcomes(&lab, run).await, ["1 interrupted"]);
    lab.start().await;
    act(&lab, run, Act::Fail(text("no time"))).await.unwrap();
    assert_eq!(ended(&lab, run).await.0, Outcome::Failed);
}
