//! How commands end, and what the record says about it.

use super::*;
use crate::domain::deployment::{Failure, Outcome};
use std::fmt::Write;

/// The failure and the reason of a deployment whose one step does this.
async fn failure(automation: &str) -> (Option<Failure>, String) {
    let lab = one_step(automation).await;
    let (_, ending) = lab.deploy("1").await;
    assert_eq!(ending.outcome, Outcome::Failed, "{ending:?}");
    assert_eq!(lab.live().await, [""; 0]);
    (ending.failure, ending.reason)
}

#[tokio::test]
async fn a_status_other_than_0_fails_with_the_last_lines() {
    let lines: String = (1..10).fold(String::new(), |mut all, n| {
        write!(all, "echo line {n}; ").unwrap();
        all
    });
    let (failure, reason) = failure(&format!("{{ run: '{lines} exit 3' }}")).await;
    assert_eq!(failure, Some(Failure::Result));
    let expected = "Deploy to development: exited with status 3\nline 5\nline 6\nline 7\nline 8\nline 9";
    assert_eq!(reason, expected);
}

#[tokio::test]
async fn a_failing_part_of_a_shell_line_and_an_unset_variable_fail_the_step() {
    let (_, reason) = failure("{ run: 'false; echo not reached' }").await;
    assert_eq!(reason, "Deploy to development: exited with status 1");
    let (_, reason) = failure("{ run: 'echo $NOT_SET; echo not reached' }").await;
    assert!(reason.contains("exited with status 2") && reason.contains("NOT_SET"), "{reason}");
}

#[tokio::test]
async fn what_is_not_there_or_is_no_program_is_named() {
    for (automation, words) in [
        ("{ run: exec ./missing.sh }", "exited with status 127 (command not found)"),
        ("{ run: [env, ./missing.sh, now] }", "exited with status 127 (command not found)"),
        ("{ run: [/etc/passwd] }", "exited with status 126 (not executable)"),
        ("{ run: 'kill -9 $$' }", "ended by signal 9 (SIGKILL, perhaps out of memory)"),
    ] {
        let (failure, reason) = failure(automation).await;
        assert_eq!(failure, Some(Failure::Result), "{automation}");
        assert!(reason.starts_with(&format!("Deploy to development: {words}")), "{automation}: {reason}");
    }
}

#[tokio::test]
async fn what_cannot_be_started_at_all_is_a_technical_failure() {
    let (failure, reason) = failure("{ run: ['-x'] }").await;
    assert_eq!(failure, Some(Failure::Technical));
    assert_eq!(reason, "Deploy to development: could not start: \"-x\" is not the name of a program");
}

#[tokio::test]
async fn a_command_that_takes_too_long_and_ignores_sigterm_is_ended_as_a_timeout() {
    let run = "trap \"\" TERM; echo $$ > \"$HOME/../../../beside/pid\"; while :; do sleep 1; done";
    let lab = one_step(&format!("{{ run: '{run}', timeout: 1s }}")).await;
    let (number, ending) = lab.deploy("1").await;
    assert_eq!(ending.failure, Some(Failure::Timeout));
    assert_eq!(ending.reason, "Deploy to development: ended because it took longer than 1 s");
    assert_eq!(lab.executions(number).await[0].outcome.as_deref(), Some("timeout"));
    let pid = std::fs::read_to_string(lab.beside("pid")).unwrap();
    assert!(!runs(&pid));
}

#[tokio::test]
async fn a_flood_is_cut_short_in_the_log_and_does_not_fail_the_step() {
    let lab = one_step("{ run: 'yes $(printf %0999d 0) | head -c 100000000; echo; echo done' }").await;
    let (number, ending) = lab.deploy("1").await;
    assert_eq!(ending.outcome, Outcome::Succeeded, "{ending:?}");
    let log = lab.log(number).await;
    assert!(log.iter().map(String::len).sum::<usize>() < 9 * 1024 * 1024);
    assert!(log.iter().any(|line| line.starts_with("More than 8388608 bytes of output")));
    assert!(log.iter().any(|line| line.ends_with("bytes of output are left out here")));
    assert_eq!(log.last().unwrap(), "done");
}

#[tokio::test]
async fn children_that_a_command_leaves_behind_are_ended() {
    let run = "sleep 1000 & echo $! > \"$HOME/../../../beside/pid\"; (setsid sleep 1000 &) ; echo done";
    let lab = one_step(&format!("{{ run: '{run}' }}")).await;
    let (number, ending) = lab.deploy("1").await;
    assert_eq!(ending.outcome, Outcome::Succeeded, "{ending:?}");
    let pid = std::fs::read_to_string(lab.beside("pid")).unwrap();
    assert!(!runs(&pid));
    assert!(
        lab.log(number).await.contains(&"2 processes that the command left behind were ended".to_owned())
    );
}

#[tokio::test]
async fn a_line_without_an_end_is_seen_while_the_command_still_runs() {
    let run = "printf \"no end\"; while [ ! -e \"$HOME/go\" ]; do sleep 0.02; done";
    let lab = one_step(&format!("{{ run: '{run}' }}")).await;
    let number = lab.request("1").await;
    lab.line(number, "no end").await;
    std::fs::write(lab.workspace(number).join("go"), "").unwrap();
    assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded);
    assert_eq!(lab.log(number).await, ["no end"]);
}

#[tokio::test]
async fn a_command_that_fails_is_tried_again_as_often_as_the_document_says() {
    let run = "echo try >> tries; test $(wc -l < tries) -ge 3";
    let lab = one_step(&format!("{{ run: '{run}', retries: 2 }}")).await;
    let (number, ending) = lab.deploy("1").await;
    assert_eq!(ending.outcome, Outcome::Succeeded, "{ending:?}");
    let tries = lab.executions(number).await;
    let outcomes: Vec<_> = tries.iter().map(|x| (x.attempt, x.outcome.as_deref().unwrap())).collect();
    assert_eq!(outcomes, [(1, "failed"), (2, "failed"), (3, "succeeded")]);
    lab.strategy(&[(DEPLOY, &format!("{{ run: '{run}', retries: 1 }}"))], &[]).await;
    let (number, ending) = lab.deploy("2").await;
    assert_eq!((ending.outcome, lab.executions(number).await.len()), (Outcome::Failed, 2));
}

#[tokio::test]
async fn one_that_takes_too_long_is_tried_again_too() {
    let run = "echo try >> tries; test $(wc -l < tries) -ge 2 || sleep 1000";
    let lab = one_step(&format!("{{ run: '{run}', retries: 1, timeout: 1s }}")).await;
    let (number, ending) = lab.deploy("1").await;
    assert_eq!(ending.outcome, Outcome::Succeeded, "{ending:?}");
    assert_eq!(lab.executions(number).await[0].outcome.as_deref(), Some("timeout"));
}

#[tokio::test]
async fn the_message_of_sudo_is_known_and_the_way_is_named() {
    let said = "sudo: The \\\"no new privileges\\\" flag is set, which prevents sudo from running as root.";
    let (_, reason) = failure(&format!("{{ run: 'echo \"{said}\" >&2; exit 1' }}")).await;
    assert!(reason.contains("polkit") && reason.contains("ssh to localhost"), "{reason}");
}
