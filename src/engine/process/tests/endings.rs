//! How commands end, with everything that they started, also after the death of the server.

use super::*;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[tokio::test]
async fn a_signal_is_told_from_a_status() {
    assert_eq!(run(&shell("kill -9 $$")).await.0.outcome, Outcome::Signalled(9));
    assert_eq!(run(&shell("kill -TERM $$")).await.0.outcome, Outcome::Signalled(15));
}

#[tokio::test]
async fn a_command_that_takes_too_long_is_asked_to_end() {
    let text = "trap 'echo asked; exit 0' TERM; echo ready; while :; do sleep 1000 & wait; done";
    let timeout = Span(300_000);
    let (ended, lines) = run(&Command { timeout, grace: Span::seconds(20), ..shell(text) }).await;
    assert_eq!(ended.outcome, Outcome::TimedOut(timeout));
    assert_eq!(texts(&lines, Stream::Out), ["ready", "asked"]);
}

#[tokio::test]
async fn a_command_that_will_not_end_is_killed_after_the_grace() {
    let text = "trap '' TERM; echo ready; while :; do sleep 1000; done";
    let mut running = start(&shell(text));
    running.until("ready").await;
    running.stop.cancel();
    assert_eq!(running.end().await.0.outcome, Outcome::Stopped);
}

#[tokio::test]
async fn a_command_that_is_halted_ends_too() {
    let mut running = start(&shell("echo ready; kill -STOP $$; echo not reached"));
    running.until("ready").await;
    running.stop.cancel();
    let (ended, lines) = running.end().await;
    assert_eq!((ended.outcome, texts(&lines, Stream::Out).len()), (Outcome::Stopped, 1));
}

#[tokio::test]
async fn what_is_left_behind_is_ended_and_holds_nobody_up() {
    for text in [
        "sleep 1000 & echo started",
        "setsid sleep 1000 & echo started",
        "(setsid sh -c 'sleep 1000 & :' &); echo started",
        "trap '' TERM; sleep 1000 & echo started",
        "env -i /bin/sleep 1000 & echo started",
        "set -m; env -i /bin/sleep 1000 & echo started",
    ] {
        let (ended, lines) = run(&shell(text)).await;
        assert_eq!(ended.outcome, Outcome::Exited(0), "{text}");
        assert_eq!(texts(&lines, Stream::Out), ["started"], "{text}");
        let notes = texts(&lines, Stream::Note);
        assert!(notes[0].contains("left behind"), "{text}: {notes:?}");
    }
}

#[tokio::test]
async fn a_helper_that_finishes_by_itself_is_not_cut_short() {
    let (ended, lines) = run(&argv(&["bash", "-c", "exec > >(cat); echo through the helper"])).await;
    assert_eq!((ended.outcome, texts(&lines, Stream::Out)), (Outcome::Exited(0), vec!["through the helper"]));
    assert!(texts(&lines, Stream::Note).is_empty());
}

#[tokio::test]
async fn a_family_that_hides_ends_with_a_stop() {
    let text = "trap '' TERM; setsid sh -c 'sleep 1000 & sleep 1000' & (sleep 1000 &) ; echo ready; wait";
    for _ in 0..10 {
        let mut running = start(&Command { grace: Span(20_000), ..shell(text) });
        running.until("ready").await;
        let identity = running.identity.clone();
        until("all of them run", || alive(&identity) >= 6).await;
        running.stop.cancel();
        assert_eq!(running.end().await.0.outcome, Outcome::Stopped);
    }
}

#[tokio::test]
async fn a_command_that_keeps_moving_does_not_get_away() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("move-on"), "echo here; sh \"$0\" &").unwrap();
    let text = "trap '' TERM; sh move-on; echo started";
    let (ended, lines) = run(&Command { directory: folder.path().to_owned(), ..shell(text) }).await;
    // Whoever looks at it sees the file that it runs, or that it has just moved on.
    assert!(matches!(ended.outcome, Outcome::LeftBehind(_) | Outcome::Exited(0)), "{:?}", ended.outcome);
    assert_eq!(ended.processes_left, 0);
    assert!(texts(&lines, Stream::Out).len() > 10, "it was under way");
}

#[tokio::test]
async fn nothing_runs_before_the_release() {
    let folder = tempfile::tempdir().unwrap();
    let touch = Command { directory: folder.path().to_owned(), ..shell("touch made") };
    let waiting = touch.spawn().unwrap();
    let identity = waiting.identity().clone();
    assert_eq!(alive(&identity), 1);
    drop(waiting);
    until("the gate is gone", || alive(&identity) == 0).await;

    let waiting = touch.spawn().unwrap();
    let (lines, _batches) = mpsc::channel(1);
    let stopped = CancellationToken::new();
    stopped.cancel();
    let ended = waiting.release(lines, &stopped, Arc::new(SystemClock)).await;
    assert_eq!(ended.outcome, Outcome::Stopped);
    assert!(!folder.path().join("made").exists());
    assert!(run(&touch).await.0.outcome.succeeded());
    assert!(folder.path().join("made").exists());
}

#[tokio::test]
async fn a_command_that_nobody_waits_for_any_more_is_ended() {
    let mut running = start(&shell("setsid sleep 1000 & echo ready; sleep 1000"));
    running.until("ready").await;
    running.task.abort();
    assert!(running.task.await.unwrap_err().is_cancelled());
    until("it is gone", || alive(&running.identity) == 0).await;
}

/// What the next test starts as the server that will be killed. It tells identities, one of a command that waits at
/// the gate and one of a command that runs, and goes on for ever.
#[tokio::test]
#[ignore = "a part of the next test, which starts it"]
async fn a_server_that_will_be_killed() {
    let Ok(folder) = std::env::var("SLIPWAY_TEST_FOLDER") else { return };
    let in_folder = |text| Command { directory: folder.clone().into(), ..shell(text) };
    let waiting = in_folder("touch ran-unrecorded").spawn().unwrap();
    println!("IDENTITY {}", serde_json::to_string(waiting.identity()).unwrap());
    let text = "trap '' TERM; setsid sleep 1000 & sleep 1000 & touch running; while :; do sleep 1000; done";
    let running = start(&in_folder(text));
    println!("IDENTITY {}", serde_json::to_string(&running.identity).unwrap());
    running.end().await;
}

#[tokio::test]
async fn after_the_death_of_the_server_its_commands_are_found_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture"])
        .arg(concat!(module_path!(), "::a_server_that_will_be_killed").split_once("::").unwrap().1)
        .env("SLIPWAY_TEST_FOLDER", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let identities: Vec<Identity> = BufReader::new(server.stdout.take().unwrap())
        .lines()
        .filter_map(|line| Some(serde_json::from_str(line.unwrap().split_once("IDENTITY ")?.1).unwrap()))
        .take(2)
        .collect();
    let [waiting, running] = &identities[..] else { panic!("two identities: {identities:?}") };
    until("the command runs", || folder.path().join("running").exists() && alive(running) == 5).await;
    server.kill().unwrap();
    server.wait().unwrap();

    until("the one at the gate goes by itself", || alive(waiting) == 0).await;
    assert!(!folder.path().join("ran-unrecorded").exists());
    assert_eq!(alive(running), 5, "the running one survives the server");

    let other_boot = Identity { boot_id: "another".into(), ..running.clone() };
    assert_eq!(end_orphans(&other_boot, Span(0)).await, Ending::default());
    let recycled = Identity { start_ticks: running.start_ticks + 1, mark: mark(), ..running.clone() };
    assert_eq!(end_orphans(&recycled, Span(0)).await, Ending::default());
    assert_eq!(alive(running), 5, "neither touches anything");

    let ending = end_orphans(running, Span(200_000)).await;
    assert_eq!((ending.left, alive(running)), (0, 0));
    assert!(ending.ended >= 4);
    assert_eq!(end_orphans(running, Span(0)).await, Ending::default());
}
