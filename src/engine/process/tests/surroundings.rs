//! What a command finds around it, and what comes of its output.

use super::*;

#[tokio::test]
async fn a_command_says_lines_on_two_streams_and_ends_with_a_status() {
    for (text, status) in
        [("true", 0), ("exit 3", 3), ("false; echo not reached", 1), ("no-such-command", 127)]
    {
        let (ended, lines) = run(&shell(text)).await;
        assert_eq!(ended.outcome, Outcome::Exited(status), "{text}: {lines:?}");
        assert!(texts(&lines, Stream::Out).is_empty());
    }
    let (ended, lines) = run(&shell("echo one; echo two >&2; printf three")).await;
    assert_eq!(texts(&lines, Stream::Out), ["one", "three"]);
    assert_eq!(texts(&lines, Stream::Err), ["two"]);
    assert_eq!((ended.last_lines.len(), ended.left_out_bytes), (3, 0));
}

#[tokio::test]
async fn an_unset_variable_is_an_error_in_a_shell_text() {
    let (ended, lines) = run(&shell("echo \"$NOT_SET\"")).await;
    assert_eq!(ended.outcome, Outcome::Exited(2));
    assert!(texts(&lines, Stream::Err)[0].contains("NOT_SET"));
}

#[tokio::test]
async fn arguments_arrive_as_they_are() {
    let odd = ["a b", "$HOME", "; touch x", "`id`", "", "new\nline", "-n", "ü"];
    let (ended, lines) = run(&argv(&[&["printf", "<%s>\\n"], &odd[..]].concat())).await;
    assert!(ended.outcome.succeeded());
    let expected: String = odd.iter().map(|word| format!("<{word}>\n")).collect();
    assert_eq!(texts(&lines, Stream::Out), expected.lines().collect::<Vec<_>>());
}

#[tokio::test]
async fn what_cannot_be_run_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plain.txt");
    std::fs::write(&file, "text").unwrap();
    for (program, status) in
        [(file.to_str().unwrap(), 126), ("/no/such/program", 127), ("no-such-program", 127)]
    {
        let (ended, lines) = run(&argv(&[program])).await;
        assert_eq!(ended.outcome, Outcome::Exited(status), "{lines:?}");
        assert!(texts(&lines, Stream::Err)[0].contains(program), "{lines:?}");
    }
    let nowhere = Command { directory: folder.path().join("gone"), ..shell("true") };
    assert!(nowhere.spawn().unwrap_err().contains("there is no folder"));
    assert!(argv(&[]).spawn().unwrap_err().contains("empty"));
    assert!(argv(&["-x"]).spawn().unwrap_err().contains("-x"));
    assert!(argv(&["echo", "a\0b"]).spawn().unwrap_err().contains("nul"));
    assert!(shell(&"x".repeat(1 << 20)).spawn().unwrap_err().contains("too long"));
    let bad_name = Command { environment: vec![("A=B".into(), String::new())], ..shell("true") };
    assert!(bad_name.spawn().unwrap_err().contains("A=B"));
}

#[tokio::test]
async fn the_environment_is_what_was_given_and_the_mark() {
    let given = [("PATH", "/usr/bin:/bin"), ("HOME", "/workspace"), ("EMPTY", ""), ("TEXT", "two\twords ü")];
    let environment = given.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let command = Command { environment, ..argv(&["env"]) };
    let (_, lines) = run(&command).await;
    let mut found = texts(&lines, Stream::Out);
    found.sort_unstable();
    let mut expected: Vec<String> = given.iter().map(|(name, value)| format!("{name}={value}")).collect();
    expected.push(format!("SLIPWAY_MARK={}", command.mark.as_str()));
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn input_is_empty_files_are_readable_and_nothing_else_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let text = "cat; echo end; umask; pwd; touch made; stat -c %a made; ulimit -c";
    let (_, lines) = run(&Command { directory: folder.path().to_owned(), ..shell(text) }).await;
    let here = folder.path().canonicalize().unwrap();
    assert_eq!(texts(&lines, Stream::Out), ["end", "0022", here.to_str().unwrap(), "644", "0"]);
    let (_, lines) = run(&shell("ls /proc/$$/fd; readlink /proc/$$/fd/0")).await;
    assert_eq!(texts(&lines, Stream::Out), ["0", "1", "2", "/dev/null"]);
}

#[tokio::test]
async fn a_command_leads_a_group_and_a_session_without_a_terminal() {
    let mut running = start(&shell("cut -d' ' -f1,5,6,7 /proc/$$/stat; echo ready; sleep 1000"));
    running.until("ready").await;
    let pid = running.seen[0].text.split(' ').next().unwrap();
    assert_eq!(running.seen[0].text, format!("{pid} {pid} {pid} 0"));
    assert_ne!(pid, running.identity.pid.to_string(), "its supervisor is another");
    running.stop.cancel();
    assert_eq!(running.end().await.0.outcome, Outcome::Stopped);
}

#[tokio::test]
async fn the_first_line_comes_while_the_command_runs() {
    let mut running = start(&shell("echo first; sleep 1000"));
    running.until("first").await;
    assert!(alive(&running.identity) > 0);
    running.stop.cancel();
    running.end().await;
}

#[tokio::test]
async fn text_without_a_line_end_is_seen_while_the_command_waits() {
    let mut running = start(&shell("printf 'Password: '; sleep 1000"));
    running.until("Password: ").await;
    running.stop.cancel();
    let (ended, lines) = running.end().await;
    assert_eq!((texts(&lines, Stream::Out), ended.last_lines.len()), (vec!["Password: "], 1));
}

#[tokio::test]
async fn odd_bytes_and_long_lines_arrive() {
    let text = r"printf 'a\377b\000c\r\n'; head -c 20000 /dev/zero | tr '\0' x; printf '\344'";
    let (_, lines) = run(&shell(text)).await;
    let found = texts(&lines, Stream::Out);
    assert_eq!(found[0], "a\u{FFFD}b\u{FFFD}c");
    assert_eq!(found[1..].concat(), "x".repeat(20_000) + "\u{FFFD}");
    assert!(found.iter().all(|text| text.len() <= lines::LONGEST_BYTES + 3));
}

#[tokio::test]
async fn a_flood_of_100_megabytes_is_cut_and_does_not_block() {
    for text in
        ["yes flood | head -c 100000000; echo; echo last", "head -c 100000000 /dev/zero; echo; echo last"]
    {
        let command = Command { max_output_bytes: 100_000, ..shell(text) };
        let (ended, lines) = run(&command).await;
        assert_eq!(ended.outcome, Outcome::Exited(0));
        assert!(lines.len() < 3000 && ended.left_out_bytes > 99_000_000);
        assert_eq!(ended.last_lines.last().map(|line| line.text.as_str()), Some("last"));
        assert_eq!(lines.last().map(|line| line.text.as_str()), Some("last"));
        let note = format!("{} bytes of output are left out here", ended.left_out_bytes);
        assert!(texts(&lines, Stream::Note).contains(&note.as_str()));
    }
}

#[tokio::test]
async fn a_busy_receiver_makes_the_command_wait_and_loses_nothing() {
    let mut running = start(&shell("seq 100000; echo done >&2"));
    running.until("1").await;
    until("nothing more fits", || running.batches.len() == running.batches.max_capacity()).await;
    let (ended, lines) = running.end().await;
    assert!(ended.outcome.succeeded());
    let expected: Vec<String> = (1..=100_000).map(|n| n.to_string()).collect();
    assert_eq!(texts(&lines, Stream::Out), expected);
}

#[tokio::test]
async fn a_receiver_that_left_does_not_hold_the_command() {
    let mut running = start(&shell("yes | head -c 1000000"));
    running.batches.close();
    assert!(running.end().await.0.outcome.succeeded());
}

#[tokio::test]
async fn a_link_in_place_of_a_folder_of_its_own_opens_nothing_up() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    std::fs::create_dir(folder.join("own")).unwrap();
    std::fs::create_dir(folder.join("secret")).unwrap();
    std::os::unix::fs::symlink(folder.join("secret"), folder.join("link")).unwrap();
    let own = folder.join("own");
    for place in ["link", "link/below"] {
        let bounds = bounds(&[&own, &folder.join(place)]);
        std::fs::create_dir_all(folder.join("secret/below")).unwrap();
        let (ended, _) =
            run(&Command { directory: own.clone(), bounds, ..shell("touch ../secret/made") }).await;
        let Outcome::CouldNotStart(why) = ended.outcome else { panic!("{ended:?}") };
        assert!(why.contains("is not what it was made as"), "{why}");
    }
    assert!(!folder.join("secret/made").exists());
}
