//! SECURITY 67: a lost or foreign key stops everything, and there are two ways on.

use crate::installation::Installation;
use std::fs;

/// The recovery key as the program shows it: nine groups of eight digits.
fn recovery_key(at: &Installation) -> String {
    let shown = at.ok(&["backup", "key"]);
    let is_key = |word: &&str| word.len() == 80 && word.split('-').all(|group| group.len() == 8);
    shown.split_whitespace().find(is_key).unwrap_or_else(|| panic!("no key: {shown}")).to_owned()
}

#[test]
fn a_key_that_is_lost_comes_back_from_the_recovery_key() {
    let at = Installation::new();
    at.ok(&["user", "add", "ana", "--role", "Admin"]);
    let (own, file) = (recovery_key(&at), at.data().join("secret.key"));
    let other = Installation::new();
    other.ok(&["user", "add", "bo", "--role", "Admin"]);
    fs::remove_file(&file).unwrap();
    for command in [vec!["serve", "--listen", "127.0.0.1:0"], vec!["user", "add", "cy", "--role", "SRE"]] {
        let refused = at.run(&command);
        assert_eq!(refused.code, 1, "{command:?}");
        assert!(refused.err.contains("secret.key is missing"), "{}", refused.err);
        assert!(
            refused.err.contains("slipway key restore") && refused.err.contains("key replace"),
            "{}",
            refused.err
        );
        assert!(!file.exists(), "{command:?} made no other");
    }
    let wrong = at.run_with(&recovery_key(&other), &["key", "restore"]);
    assert!(wrong.code == 1 && wrong.err.contains("of another installation"), "{}", wrong.err);
    assert!(!file.exists());
    // Another installation's file in its place is kept, in case it is the only one.
    fs::copy(other.data().join("secret.key"), &file).unwrap();
    assert!(at.run(&["user", "add", "cy", "--role", "SRE"]).err.contains("is another installation's"));
    let back = at.run_with(&own, &["key", "restore"]);
    assert_eq!((back.code, back.err.as_str()), (0, ""));
    let kept =
        fs::read_dir(at.data()).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
    assert_eq!(kept.filter(|name| name.starts_with("secret.key.")).count(), 1);
    at.ok(&["user", "add", "cy", "--role", "SRE"]);
    assert_eq!(recovery_key(&at), own);
}

#[test]
fn who_lost_both_goes_on_with_a_new_key_knowingly() {
    let at = Installation::new();
    at.ok(&["user", "add", "ana", "--role", "Admin"]);
    let own = recovery_key(&at);
    fs::remove_file(at.data().join("secret.key")).unwrap();
    let asked = at.run_with("no\n", &["key", "replace"]);
    assert!(asked.code == 1 && asked.out.contains("have to be set up again"), "{}{}", asked.out, asked.err);
    assert!(!at.data().join("secret.key").exists());
    assert!(at.ok(&["key", "replace", "--yes"]).contains("The new key is in use"));
    assert_ne!(recovery_key(&at), own);
    at.ok(&["user", "add", "bo", "--role", "SRE"]);
    assert!(at.ok(&["audit", "verify"]).contains("is whole"));
}
