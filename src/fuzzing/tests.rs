//! Everything that is kept below `fuzz/corpus`: what the search begins with, and what it has found.

use std::path::{Path, PathBuf};

/// The files of a target, which it must hold its promise for.
fn replay(target: &str, promise: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let kept = std::panic::catch_unwind(|| promise(&bytes));
        assert!(kept.is_ok(), "{} breaks the promise of `{target}`", file.display());
    }
}

#[test]
fn documents_hold_what_is_promised_of_any_bytes() {
    replay("document", super::document);
}

#[test]
fn bodies_of_the_api_hold_what_is_promised_of_any_bytes() {
    replay("api", super::api);
}

#[test]
fn forms_hold_what_is_promised_of_any_bytes() {
    replay("forms", super::forms);
}

#[test]
fn logs_hold_what_is_promised_of_any_bytes() {
    replay("logs", super::logs);
}

#[test]
fn tables_hold_what_is_promised_of_any_bytes() {
    replay("csv", super::csv);
}
