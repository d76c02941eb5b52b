//! What commands leave behind when they have ended.

use super::*;

/// A command in a folder of its own, with this file in it, and nothing to wait for.
fn with_file(folder: &Path, name: &str, from: &str, text: &str) -> Command {
    std::fs::copy(from, folder.join(name)).unwrap();
    let leftovers = Leftovers { patience: Span::seconds(60), fail: false };
    let bounds = bounds(&[folder]);
    Command { directory: folder.to_owned(), bounds, leftovers, ..shell(text) }
}

#[tokio::test]
async fn a_service_that_is_left_behind_fails_the_command_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    // Perl is on every Debian system.
    let listens = "use IO::Socket::INET; $| = 1;\n\
                   my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1:0') or die;\n\
                   print \"ready\\n\"; sleep 1000;\n";
    std::fs::write(folder.join("listens.pl"), listens).unwrap();
    for (text, said) in [
        (
            "mkfifo p; perl -e \"$(cat listens.pl)\" >p & read -r _ <p; echo done",
            "“perl”, which listens on port",
        ),
        ("./own 1000 & echo done", "“own”, which runs /"),
        ("env -i setsid -f ./own 1000; echo done", "“own”, which runs /"),
        ("printf 'sleep 1000; true' >script; sh ./script & echo done", "“sh”, which runs /"),
    ] {
        let command = with_file(&folder, "own", "/bin/sleep", text);
        let (ended, lines) = run(&command).await;
        assert!(matches!(ended.outcome, Outcome::LeftBehind(_)), "{text}: {ended:?} {lines:?}");
        let words = ended.outcome.to_string();
        assert!(words.contains(said) && words.contains("service manager"), "{text}: {words}");
        let _ = std::fs::remove_file(folder.join("p"));
    }
}

#[tokio::test]
async fn a_forgotten_helper_gets_its_time_and_is_named() {
    let patient = Leftovers { patience: Span::seconds(20), fail: false };
    let text = "sh -c 'sleep 1; echo late' & echo done";
    let (ended, lines) = run(&Command { leftovers: patient, ..shell(text) }).await;
    assert_eq!((ended.outcome, ended.left_behind), (Outcome::Exited(0), vec![]));
    assert_eq!(texts(&lines, Stream::Out), ["done", "late"]);

    let text = "sleep 1000 & echo done";
    let (ended, _) = run(&shell(text)).await;
    assert_eq!(ended.outcome, Outcome::Exited(0));
    assert_eq!(ended.left_behind, [Left { name: "sleep".to_owned(), service: None }]);
    let strict = Leftovers { fail: true, ..patient };
    let (ended, _) = run(&Command { leftovers: strict, ..shell(text) }).await;
    assert_eq!(ended.outcome, Outcome::LeftBehind("“sleep”".to_owned()));
}

#[tokio::test]
async fn nothing_escapes_its_supervisor() {
    for text in [
        "env -i setsid -f sleep 1000; echo ready; sleep 1000",
        "env -i setsid -f sh -c 'env -i setsid -f sleep 1000'; echo ready; sleep 1000",
        "(env -i setsid sh -c 'trap \"\" TERM; sleep 1000; true' &) ; echo ready; exec sleep 1000",
    ] {
        let mut running = start(&shell(text));
        running.until("ready").await;
        running.stop.cancel();
        assert_eq!(running.end().await.0.outcome, Outcome::Stopped, "{text}");
        let mut running = start(&shell(text));
        running.until("ready").await;
        let left = kin::descendants_of(running.identity.pid);
        running.task.abort();
        let still = |entry: &table::Entry| {
            table::Entry::read(entry.pid).is_some_and(|now| now.alive && now.start_ticks == entry.start_ticks)
        };
        until("what it started is gone", || !left.iter().any(still)).await;
    }
}
