//! Tests that every event reads as a sentence.

use super::*;
use crate::domain::time::Time;
use serde_json::json;

fn event(action: &str, actor: Value, details: Value) -> Event {
    Event {
        sequence: 1,
        at: Time(0),
        actor: actor.to_string(),
        action: action.to_owned(),
        subject: "#42".to_owned(),
        project: None,
        environment: None,
        deployment: None,
        details: details.to_string(),
        previous_hash: String::new(),
        hash: String::new(),
    }
}

#[test]
fn events_read_as_sentences() {
    let ada = || json!({"kind": "person", "id": 1, "name": "Ada"});
    let engine = || json!({"kind": "system", "part": "engine"});
    let token = || json!({"kind": "token", "id": 1, "name": "ci", "owner": 1, "owner_name": "Ada"});
    for (action, actor, details, sentence) in [
        ("deployment.approved", ada(), json!({"comment": "Go."}), "Ada approved: “Go.”"),
        ("deployment.approved", ada(), json!({"comment": ""}), "Ada approved"),
        (
            "deployment.requested",
            token(),
            json!({"release": "2.8.0", "kind": "deploy"}),
            "ci (token of Ada) asked for 2.8.0",
        ),
        (
            "deployment.requested",
            ada(),
            json!({"release": "2.7.3", "kind": "rollback", "immediate": true, "reason": "errors"}),
            "Ada rolled back to 2.7.3 at once: “errors”",
        ),
        ("deployment.started", engine(), json!({}), "Slipway started it"),
        ("checklist.answered", ada(), json!({"line": "Docs", "note": ""}), "Ada answered “Docs”"),
        ("target.live", engine(), json!({"target": "web-1", "release": "2.8.0"}), "web-1 serves 2.8.0"),
        ("step.failed", ada(), json!({"step": "Docs", "reason": "no"}), "Ada could not do “Docs”: no"),
        ("step.failed", engine(), json!({"step": "Docs", "reason": "exit 1"}), "“Docs” failed: exit 1"),
        ("step.waits", engine(), json!({"step": "Check logs"}), "“Check logs” waits for a person"),
        ("deployment.ended", engine(), json!({"outcome": "failed", "reason": "exit 1"}), "It failed: exit 1"),
        ("target.live", engine(), json!({"target": "web-1", "release": "2.8.0"}), "web-1 serves 2.8.0"),
        (
            "token.added",
            ada(),
            json!({"owner": "ci", "expires": "2027-02-21T09:35:31Z"}),
            "Ada made the token #42 for ci, who owns it, until 21 Feb 2027 09:35 UTC",
        ),
        (
            "attempt.refused",
            ada(),
            json!({"why": "the rules say no"}),
            "Ada was refused: the rules say no (#42)",
        ),
        ("something.new_here", ada(), json!(null), "Ada something new here"),
    ] {
        assert_eq!(of(&event(action, actor, details), &Names::default()), sentence);
    }
}

/// The program's own text, without its tests.
fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "tests" {
            sources(&path, found);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push(text.split("#[cfg(test)]").next().unwrap().to_owned());
        }
    }
}

/// Every text of the actions and the engine that looks like an action: two words with a dot between.
fn written() -> std::collections::BTreeSet<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut texts = Vec::new();
    for layer in ["actions", "backups", "engine"] {
        sources(&root.join(layer), &mut texts);
    }
    let program = texts.concat();
    let lines = program.lines().filter(|line| !line.trim_start().starts_with("//"));
    let literals = lines.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned));
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let ends =
        ["uri", "sh", "md", "db", "css", "js", "svg", "csv", "journal", "jsonl", "toml", "key", "tar", "txt"];
    let is_action = |text: &String| {
        text.split_once('.')
            .is_some_and(|(noun, verb)| is_word(noun) && is_word(verb) && !ends.contains(&verb))
    };
    literals.filter(is_action).collect()
}

#[test]
fn every_action_that_the_program_writes_has_a_sentence() {
    let written = written();
    assert!(written.len() > 25, "the actions are found: {written:?}");
    let missing: Vec<&String> = written.iter().filter(|action| vocabulary::find(action).is_none()).collect();
    assert!(missing.is_empty(), "src/web/sentence/vocabulary.rs has no sentence for {missing:?}");
    let gone: Vec<&str> = vocabulary::ACTIONS
        .iter()
        .map(|entry| entry.action)
        .filter(|a| a.contains('.') && !written.contains(*a))
        .collect();
    assert!(gone.is_empty(), "nothing writes {gone:?}");
}

#[test]
fn what_differs_is_told_as_before_and_after() {
    let change = |name: &str, before: Option<&str>, after: Option<&str>| Change {
        name: name.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    for (details, told) in [
        (json!({"before": "None", "after": "Read"}), vec![change("", Some("None"), Some("Read"))]),
        (
            json!({"before": {"level": "None", "approve": false}, "after": {"level": "Read", "approve": false}}),
            vec![change("level", Some("None"), Some("Read"))],
        ),
        (json!({"after": {"display_name": "Ana"}}), vec![change("display name", None, Some("Ana"))]),
        (json!({"before": ["a", "b"], "after": null}), vec![change("", Some("a, b"), None)]),
        (json!({"reason": "x"}), vec![]),
    ] {
        assert_eq!(changes(&details), told, "{details}");
    }
}

#[test]
fn a_sentence_turns_no_direction() {
    let event = event("person.added", json!({"kind": "person", "name": "\u{202e}nimda"}), json!({}));
    assert_eq!(of(&event, &Names::default()), "[U+202E]nimda added #42");
}
