//! The built program, as people and scripts start it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

#[path = "command_line/backup.rs"]
mod backup;
#[path = "command_line/demo.rs"]
mod demo;
#[path = "command_line/installation.rs"]
mod installation;
#[path = "command_line/key.rs"]
mod key;
#[path = "command_line/restore.rs"]
mod restore;
#[path = "command_line/server.rs"]
mod server;

use installation::{DOCUMENT, Installation, TEMPLATE};
use serde_json::Value;
use std::fs;

#[test]
fn a_document_is_checked_without_a_database() {
    let at = Installation::new();
    let good = at.file("good.md", DOCUMENT);
    let bad = at.file("bad.md", TEMPLATE);
    let checked = at.run(&["strategy", "check", &good]);
    assert_eq!(checked.code, 0);
    assert!(checked.out.starts_with(&format!("{good}: no problem\n\ndevelopment: ")), "{}", checked.out);
    assert!(checked.out.contains("\nproduction: Guarded\n") && checked.out.contains("2 of Stakeholder"));
    let checked = at.run(&["strategy", "check", &good, &bad]);
    assert_eq!(checked.code, 1);
    let first = format!("{bad}:4:16: [Project name] is still the template's placeholder");
    assert!(checked.out.lines().any(|line| line.starts_with(&first)), "{}", checked.out);
    let list = at.run(&["strategy", "check", "--json", &bad]).json();
    let first = &list[0]["problems"][0];
    assert_eq!((&first["line"], &first["column"]), (&Value::from(4), &Value::from(16)));
    assert_eq!(list[0]["file"], Value::from(bad.as_str()));
    let read = at.run(&["strategy", "check", "--json", &good]).json();
    assert_eq!(read[0]["problems"], serde_json::json!([]));
    let production = &read[0]["reading"]["environments"][2];
    let rule = &production["approvals"][0];
    assert_eq!((&rule["required"], &rule["from"]), (&Value::from(2), &serde_json::json!(["Stakeholder"])));
    assert_eq!(production["steps"][0]["kind"], Value::from("check"));
    at.file("empty/readme", "");
    let missing = at.run(&["strategy", "check", &good, "--files", &at.path("empty")]);
    assert_eq!(missing.code, 1);
    assert!(
        missing.out.starts_with(&format!("{good}:171:33: The command file ./deploy.sh was not given")),
        "{}",
        missing.out
    );
    assert_eq!(at.run(&["strategy", "check", &good, "--files", &at.scripts()]).code, 0);
    assert!(!at.data().exists(), "check makes no data folder");
    let missing = at.run(&["strategy", "check", "nowhere.md"]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.starts_with("error: nowhere.md: No such file"), "{}", missing.err);
}

#[test]
fn a_document_is_imported_with_its_files_and_exported() {
    let at = Installation::new();
    let document = at.file("sources/strategy.md", DOCUMENT);
    at.file("sources/deploy.sh", "true");
    let refused = at.fails(&["strategy", "import", &document, "--files", &at.path("sources"), "--approve"]);
    assert!(refused.contains("./smoke.sh was not given") && !refused.contains("./deploy.sh"), "{refused}");
    at.file("sources/smoke.sh", "true");
    let folder = at.path("sources");
    let arguments = ["strategy", "import", &document, "--files", &folder, "--approve"];
    let imported = at.ok(&arguments);
    assert!(
        imported.starts_with(
            "Storefront: imported as version 1, in force.\n\
             New environments: development, staging and production.\n"
        ),
        "{imported}"
    );
    assert!(imported.contains("\nproduction: Guarded. 5 gates, 2 approvals, after staging"), "{imported}");
    let again = at.run(&[&arguments[..], &["--json"]].concat()).json();
    assert_eq!((&again["new"], &again["version"]), (&Value::from(false), &Value::from(1)));
    assert_eq!(at.ok(&["strategy", "export", "storefront", "--original"]), DOCUMENT);
    let exported = at.ok(&["strategy", "export", "storefront"]);
    assert!(exported.contains("- **Version**: 1\n- **Last Updated**: 20"), "{exported}");
    assert!(at.fails(&["strategy", "export", "nowhere"]).contains("no project \"nowhere\""));
}

#[test]
fn a_document_that_does_not_read_imports_nothing() {
    let at = Installation::new();
    let document = at.file("bad.md", TEMPLATE);
    let said = at.fails(&["strategy", "import", &document, "--approve"]);
    assert!(said.contains(&format!("{document}:4:16: [Project name]")), "{said}");
    assert!(!at.data().exists());
}

#[test]
fn a_person_a_token_and_a_release_are_added() {
    let at = Installation::with_storefront();
    let add = ["user", "add", "ana", "--role", "DevOps", "--role", "Stakeholder@storefront"];
    let ana = at.run_with("harbour lantern fog\n", &[&add[..], &["--password-stdin", "--json"]].concat());
    assert_eq!(ana.json()["password"], Value::from(true));
    assert!(at.fails(&add).contains("The sign-in name ana is taken"));
    let token =
        at.ok(&["token", "add", "ci", "--project", "storefront", "--role", "DevOps", "--owner", "ana"]);
    assert!(token.starts_with("slw_") && token.trim().len() == 52, "{token}");
    let facts = at.file("facts.json", r#"{"coverage": {"percent": 83.4}}"#);
    let changes =
        at.file("changes.json", r#"[{"sha": "4be1c0de", "subject": "Round prices", "author": "Ana"}]"#);
    let sha256 = "a".repeat(64);
    let release =
        ["release", "add", "storefront", "2.8.0", "--commit", "4be1c0de", "--artifact", "file:///x"];
    let more = ["--sha256", &sha256, "--facts", &facts, "--changes", &changes, "--irreversible", "no"];
    let all = [&release[..], &more[..]].concat();
    assert_eq!(at.ok(&all), "Registered storefront 2.8.0.\n");
    assert_eq!(at.run(&[&all[..], &["--json"]].concat()).json()["created"], Value::from(false));
    let other = at.fails(&[&release[..], &["--sha256", &sha256]].concat());
    assert!(
        other.contains("already exists with different content (changes, irreversible and facts)"),
        "{other}"
    );
}

#[test]
fn what_does_not_fit_is_one_sentence() {
    let at = Installation::with_storefront();
    let sha256 = "a".repeat(64);
    let release = |project: &'static str| {
        ["release", "add", project, "1", "--commit", "4be1c0de", "--artifact", "x", "--sha256", &sha256]
            .map(str::to_owned)
            .to_vec()
    };
    let unknown = at.fails(&release("nowhere"));
    assert_eq!(unknown, "error: there is no project \"nowhere\"\n");
    let facts = at.file("facts.json", r#"{"coverage": {"percent": 83.4}, "speed": 3}"#);
    let mut with_facts = release("storefront");
    with_facts.extend(["--facts".to_owned(), facts.clone()]);
    let said = at.fails(&with_facts);
    assert!(said.contains(&facts) && said.contains("unknown field `speed`"), "{said}");
    for (arguments, words) in [
        (&["user", "add", "ana", "--role", "Wizard"][..], "no role \"Wizard\""),
        (&["user", "add", "a b", "--role", "SRE"], "sign-in name"),
        (
            &["token", "add", "ci", "--project", "storefront", "--role", "SRE", "--owner", "nobody"],
            "no person \"nobody\"",
        ),
    ] {
        let said = at.fails(arguments);
        assert!(said.contains(words) && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn a_mistake_in_the_arguments_is_status_2() {
    let at = Installation::new();
    for arguments in [
        &["deploy"][..],
        &["user", "add", "ana"],
        &["user", "add", "ana", "--role", "@storefront"],
        &[
            "release",
            "add",
            "storefront",
            "not a version",
            "--commit",
            "a",
            "--artifact",
            "b",
            "--sha256",
            "c",
        ],
        &["serve", "--listen", "nowhere"],
    ] {
        assert_eq!(at.run(arguments).code, 2, "{arguments:?}");
    }
}

#[test]
fn a_folder_without_an_installation_is_said_so() {
    let at = Installation::new();
    for arguments in [&["audit", "verify"][..], &["strategy", "export", "storefront"]] {
        assert!(at.fails(arguments).contains("holds no installation; name its folder with --data"));
    }
    assert!(!at.data().exists());
}

#[test]
fn what_is_written_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let at = Installation::with_storefront();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(&at.data()), 0);
    assert_eq!(mode(&at.data().join("slipway.db")), 0);
}

#[test]
fn the_audit_log_is_walked_and_an_edit_is_named() {
    let at = Installation::with_storefront();
    assert!(at.ok(&["audit", "verify"]).starts_with("The audit log is whole: 7 events"));
    assert_eq!(at.run(&["audit", "verify", "--json"]).json()["events"], Value::from(7));
    at.sql("DROP TRIGGER events_are_never_changed");
    at.sql("UPDATE events SET subject = 'another' WHERE sequence = 4");
    let said = at.fails(&["audit", "verify"]);
    assert_eq!(said, "error: the audit log is broken at event 4: its content is not what was hashed\n");
    let verified = at.run(&["audit", "verify", "--json"]);
    assert_eq!((verified.code, &verified.json()["sequence"]), (1, &Value::from(4)));
}
