//! The machine's part of runs, against real processes.

use super::*;
use crate::access::permit::Operator;
use crate::actions::act_in_run::act_in_run;
use crate::actions::carry_out_run::standing_of;
use crate::actions::error::ActionError;
use crate::actions::publish_runbook::import_runbook;
use crate::actions::start_run::{Asked, start_run};
use crate::domain::id::{RunAttemptId, RunNumber};
use crate::domain::run::act::Act;
use crate::domain::run::{Fact, Outcome, Progress, State};
use crate::domain::runbook::Mode;
use crate::store::run_attempts::{self, RunAttempt};
use crate::store::run_events;
use crate::testing::lab::ENVIRONMENT;

mod loss;
mod restored;
mod reverse;
mod workspace;

/// Writes its process id where the test finds it, and goes on until it is told to.
const HANGS: &str = "echo $$ > \"$HOME/../../../beside/pid\"; echo hangs; \
                     while [ ! -e \"$HOME/../../../beside/go\" ]; do sleep 0.02; done; echo goes";

/// A runbook of these lines and this automation, run in this mode.
async fn run_in(lab: &Lab, mode: Mode, steps: &[&str], automation: &str) -> RunNumber {
    run_of(lab, mode, ("Come back", ""), steps, automation).await
}

/// The same, which may take a second.
async fn limited(lab: &Lab, steps: &[&str], automation: &str) -> RunNumber {
    run_of(lab, Mode::Drill, ("Come back", "- **Time Limit**: 1s\n"), steps, automation).await
}

async fn run_of(
    lab: &Lab,
    mode: Mode,
    (title, fields): (&str, &str),
    steps: &[&str],
    automation: &str,
) -> RunNumber {
    let list: String = steps.iter().enumerate().map(|(at, step)| format!("{}. {step}\n", at + 1)).collect();
    let fence = "```";
    let document = format!(
        "# {title}\n\n- **Project**: storefront\n- **Environments**: {ENVIRONMENT}\n{fields}\n{list}\n{fence}yaml\nautomation:\n{automation}{fence}\n"
    );
    let imported = import_runbook(&lab.app, &Operator::at_command_line(), &document, true).await.unwrap();
    let (runbook, project, environment) = (imported.0.as_str(), "storefront", ENVIRONMENT);
    let asked = Asked { runbook, mode, project, environment, reason: "it burns" };
    start_run(&lab.app, &lab.sre, &asked).await.unwrap()
}

async fn drill(lab: &Lab, steps: &[&str], automation: &str) -> RunNumber {
    run_in(lab, Mode::Drill, steps, automation).await
}

async fn progress(lab: &Lab, run: RunNumber) -> Progress {
    let mut read = lab.app.store.read().await.unwrap();
    standing_of(&mut read, run).await.unwrap().unwrap().progress
}

/// Waits until the run stands so.
async fn stands(lab: &Lab, run: RunNumber, state: State) -> Progress {
    let standing = async |lab: &Lab| Some(progress(lab, run).await).filter(|now| now.state() == state);
    lab.until(state.words(), standing).await
}

async fn ended(lab: &Lab, run: RunNumber) -> (Outcome, String) {
    let ended = async |lab: &Lab| progress(lab, run).await.ended;
    let (outcome, _, reason) = lab.until("the end of the run", ended).await;
    (outcome, reason)
}

async fn act(lab: &Lab, run: RunNumber, act: Act) -> Result<(), ActionError> {
    act_in_run(&lab.app, &lab.sre, run, &act).await
}

async fn attempts(lab: &Lab, run: RunNumber) -> Vec<RunAttempt> {
    run_attempts::of_run(&mut lab.app.store.read().await.unwrap(), run).await.unwrap()
}

/// How the attempts of a run came out: `1 failed`.
async fn outcomes(lab: &Lab, run: RunNumber) -> Vec<String> {
    let word = |x: &RunAttempt| x.outcome.clone().unwrap_or_else(|| "open".to_owned());
    attempts(lab, run).await.iter().map(|x| format!("{} {}", x.step, word(x))).collect()
}

async fn facts(lab: &Lab, run: RunNumber) -> Vec<Fact> {
    let mut read = lab.app.store.read().await.unwrap();
    run_events::of_run(&mut read, run).await.unwrap().into_iter().map(|event| event.fact).collect()
}

async fn log(lab: &Lab, run: RunNumber) -> Vec<(RunAttemptId, String)> {
    let mut read = lab.app.store.read().await.unwrap();
    let lines = run_attempts::lines_after(&mut read, run, 0, i64::MAX).await.unwrap();
    lines.into_iter().map(|line| (line.attempt, line.text)).collect()
}

async fn texts(lab: &Lab, run: RunNumber) -> Vec<String> {
    log(lab, run).await.into_iter().map(|(_, text)| text).collect()
}

async fn line(lab: &Lab, run: RunNumber, text: &str) {
    lab.until(text, async |lab| texts(lab, run).await.iter().any(|line| line == text).then_some(())).await;
}

fn workspaces(lab: &Lab, name: &str) -> std::path::PathBuf {
    lab.app.settings.data.canonicalize().unwrap().join("workspaces").join(name)
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[tokio::test]
async fn a_command_a_check_and_a_message_are_done_one_after_the_other() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let automation = "  Restore: { run: 'echo restored > \"$SLIPWAY_TARGET_ROOTS/one/data\"; echo done' }\n  \
                      Look: { kind: check, run: 'grep restored \"$SLIPWAY_TARGET_ROOTS/one/data\"' }\n  \
                      Tell: { notify: everybody }\n";
    let run = drill(&lab, &["Restore", "Look", "Tell"], automation).await;
    assert_eq!(ended(&lab, run).await.0, Outcome::Succeeded);
    assert_eq!(outcomes(&lab, run).await, ["1 passed", "2 passed"]);
    assert_eq!(texts(&lab, run).await, ["done", "restored"]);
    let told = facts(&lab, run).await.into_iter().find_map(|fact| match fact {
        Fact::Sent { audience, text, .. } => Some((audience, text)),
        _ => None,
    });
    let (audience, text) = told.unwrap();
    assert_eq!(audience, "everybody");
    assert_eq!(text, format!("DRILL {ENVIRONMENT}: Tell (run 1, Come back, Storefront, {ENVIRONMENT})"));
    let gone = async {
        while workspaces(&lab, "run-1").exists() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), gone).await.expect("the workspace goes");
}

#[tokio::test]
async fn a_command_finds_its_own_place_and_nothing_of_the_server_or_of_another() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let run = drill(&lab, &["Look"], "  Look: { run: 'env | sort; ls -a' }\n").await;
    assert_eq!(ended(&lab, run).await.0, Outcome::Succeeded);
    let lines = texts(&lab, run).await;
    let names: Vec<&str> =
        lines.iter().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
    let expected = [
        "HOME",
        "LANG",
        "PATH",
        "PWD",
        "SLIPWAY_ENVIRONMENT",
        "SLIPWAY_MARK",
        "SLIPWAY_MODE",
        "SLIPWAY_PROJECT",
        "SLIPWAY_RUN",
        "SLIPWAY_TARGET",
        "SLIPWAY_TARGETS",
        "SLIPWAY_TARGET_ROOT",
        "SLIPWAY_TARGET_ROOTS",
        "TMPDIR",
    ];
    assert_eq!(names, expected, "{lines:?}");
    for line in ["SLIPWAY_MODE=drill", "SLIPWAY_RUN=1", "SLIPWAY_TARGETS=one two three", "SLIPWAY_TARGET="] {
        assert!(lines.iter().any(|one| one == line), "{line}: {lines:?}");
    }
    assert!(!lines.iter().any(|line| line.contains("staging") || line.contains("production")), "{lines:?}");
}

#[tokio::test]
async fn after_a_failure_the_step_is_retried_and_both_attempts_stay_to_be_seen() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let run = "echo tries; test -e \"$HOME/../../../beside/mended\"";
    let run = drill(&lab, &["Restore"], &format!("  Restore: {{ run: '{run}' }}\n")).await;
    let failed = stands(&lab, run, State::PausedOnFailure).await;
    assert_eq!(failed.steps[0].failed.as_deref(), Some("exited with status 1\ntries"));
    let refused = act(&lab, run, Act::Claim(1)).await.unwrap_err().to_string();
    assert!(refused.contains("retry it, skip it"), "{refused}");

    std::fs::write(lab.beside("mended"), "").unwrap();
    // Two people press at once: one attempt.
    let retry = Act::Retry(1, text("mended"));
    let (one, two) = tokio::join!(
        act_in_run(&lab.app, &lab.sre, run, &retry),
        act_in_run(&lab.app, &lab.other, run, &retry)
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert_eq!(ended(&lab, run).await.0, Outcome::Succeeded);
    assert_eq!(outcomes(&lab, run).await, ["1 failed", "1 passed"]);
    let lines = log(&lab, run).await;
    assert!(lines.len() == 2 && lines[0].0 != lines[1].0, "{lines:?}");
    assert_eq!(progress(&lab, run).await.steps[0].failures, 1);
}

#[tokio::test]
async fn a_failure_is_skipped_or_ends_the_run() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let run = drill(&lab, &["Restore"], "  Restore: { run: 'exit 3', skip: allowed }\n").await;
    stands(&lab, run, State::PausedOnFailure).await;
    act(&lab, run, Act::Skip(1, text("by hand instead"))).await.unwrap();
    assert_eq!(ended(&lab, run).await.0, Outcome::SucceededWithExceptions);
    let run = drill(&lab, &["Restore"], "  Restore: { run: 'exit 3' }\n").await;
    stands(&lab, run, State::PausedOnFailure).await;
    act(&lab, run, Act::Fail(text("it does not work"))).await.unwrap();
    assert_eq!(ended(&lab, run).await, (Outcome::Failed, text("it does not work")));
}

#[tokio::test]
async fn a_check_is_tried_until_it_passes_or_its_time_is_over() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let third = "echo x >> ../../../beside/count; test $(wc -l < ../../../beside/count) -ge 3 || exit 75";
    let automation = format!(
        "  Verify it: {{ kind: check, run: '{third}', within: 30s, every: 1s }}\n  \
           Verify more: {{ kind: check, run: 'exit 75', within: 2s, every: 1s }}\n  \
           Verify all: {{ kind: check, run: 'exit 2', within: 2s, every: 1s, skip: allowed }}\n"
    );
    let run = drill(&lab, &["Verify it", "Verify more", "Verify all"], &automation).await;
    stands(&lab, run, State::Verifying).await;
    let unclear = stands(&lab, run, State::PausedOnFailure).await;
    assert_eq!(unclear.steps[0].end.as_ref().unwrap().note, "after 3 tries");
    let why = unclear.steps[1].failed.clone().unwrap();
    assert!(why.contains("0 failed") && why.contains("exited with status 75"), "{why}");
    assert!(facts(&lab, run).await.iter().any(|fact| matches!(fact, Fact::Inconclusive { step: 2, .. })));
    act(&lab, run, Act::Skip(2, text("x"))).await.unwrap();
    act_in_run(&lab.app, &lab.other, run, &Act::Skip(2, String::new())).await.unwrap();
    let failed = async |lab: &Lab| progress(lab, run).await.steps[2].failed.clone();
    let why = lab.until("the failure", failed).await;
    assert!(why.contains("0 said nothing") && why.contains("exited with status 2"), "{why}");
    assert_eq!(outcomes(&lab, run).await[..3], ["1 inconclusive", "1 inconclusive", "1 passed"]);
}

#[tokio::test]
async fn abort_stops_what_runs_with_everything_that_it_started() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let hangs = "sleep 1000 & echo $! > \"$HOME/../../../beside/child\"; echo $$ > \"$HOME/../../../beside/pid\"; echo hangs; wait";
    let run = drill(&lab, &["Restore", "After"], &format!("  Restore: {{ run: '{hangs}' }}\n")).await;
    line(&lab, run, "hangs").await;
    act(&lab, run, Act::Abort(text("the wrong place"))).await.unwrap();
    assert!(act(&lab, run, Act::Fail(text("again"))).await.is_err(), "it is being ended already");
    assert_eq!(ended(&lab, run).await, (Outcome::Aborted, text("the wrong place")));
    assert_eq!(outcomes(&lab, run).await, ["1 stopped"]);
    for name in ["pid", "child"] {
        assert!(!runs(&std::fs::read_to_string(lab.beside(name)).unwrap()), "{name}");
    }
}

#[tokio::test]
async fn a_pause_takes_effect_when_what_runs_has_ended() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let automation = format!("  Restore: {{ run: '{HANGS}' }}\n  More: {{ run: 'echo more' }}\n");
    let run = drill(&lab, &["Restore", "More"], &automation).await;
    line(&lab, run, "hangs").await;
    act(&lab, run, Act::Pause(text("lunch"))).await.unwrap();
    assert_eq!(progress(&lab, run).await.state(), State::Running);
    std::fs::write(lab.beside("go"), "").unwrap();
    stands(&lab, run, State::Paused).await;
    assert_eq!(outcomes(&lab, run).await, ["1 passed"]);
    act(&lab, run, Act::Resume).await.unwrap();
    assert_eq!(ended(&lab, run).await.0, Outcome::Succeeded);
    assert_eq!(texts(&lab, run).await, ["hangs", "goes", "more"]);
}

#[tokio::test]
async fn a_check_rests_while_the_run_is_paused() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let check = "{ kind: check, run: 'echo tried; test -e ../../../beside/go', within: 10m, every: 1s }";
    let run = drill(&lab, &["Look"], &format!("  Look: {check}\n")).await;
    line(&lab, run, "tried").await;
    act(&lab, run, Act::Pause(text("lunch"))).await.unwrap();
    stands(&lab, run, State::Paused).await;
    std::fs::write(lab.beside("go"), "").unwrap();
    act(&lab, run, Act::Resume).await.unwrap();
    assert_eq!(ended(&lab, run).await.0, Outcome::Succeeded);
}

#[tokio::test]
async fn a_tabletop_executes_nothing() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let run =
        run_in(&lab, Mode::Tabletop, &["Restore"], "  Restore: { run: 'touch ../../../beside/ran' }\n").await;
    for it in [Act::Claim(1), Act::Done(1, text("we would"), String::new(), None)] {
        act(&lab, run, it).await.unwrap();
    }
    assert_eq!(ended(&lab, run).await.0, Outcome::Succeeded);
    assert!(attempts(&lab, run).await.is_empty() && !lab.beside("ran").exists());
}

#[tokio::test]
async fn a_run_of_the_recovery_plan_finds_the_files_of_its_strategy() {
    let lab = Lab::new(&[(DEPLOY, "")], &[]).await;
    let automation =
        "```yaml\nautomation:\n  Disaster Event: { run: ./restore.sh }\n```\n\n- **Recovery Time";
    let document = crate::testing::app::DOCUMENT.replacen("- **Recovery Time", automation, 1);
    let mut files = crate::testing::app::command_files(crate::testing::app::DOCUMENT);
    files.push((text("restore.sh"), b"#!/bin/sh\necho from the file\n".to_vec()));
    let operator = Operator::at_command_line();
    let import = crate::actions::import_strategy::import_strategy;
    import(&lab.app, &operator, document.as_bytes(), files, true).await.unwrap();
    let (runbook, project, environment) = ("storefront-recovery-plan", "storefront", ENVIRONMENT);
    let asked = Asked { runbook, mode: Mode::Drill, project, environment, reason: "" };
    let run = start_run(&lab.app, &lab.sre, &asked).await.unwrap();
    line(&lab, run, "from the file").await;
    stands(&lab, run, State::WaitingForPerson).await;
}
