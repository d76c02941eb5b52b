use super::*;
use crate::strategy::tests::{STOREFRONT, lines};
use crate::strategy::{examine, read};

/// A strategy document that is unlike the template in every part.
const FREE: &str = include_str!("../../../tests/documents/free-form.md");

fn drafted(document: &str) -> String {
    draft(document.as_bytes()).unwrap()
}

#[test]
fn the_template_is_named_placeholder_by_placeholder() {
    let bare = read(include_bytes!("../../../tests/documents/template.md")).unwrap_err();
    let commented = read(blank().as_bytes()).unwrap_err();
    assert_eq!(commented.len(), bare.len());
}

#[test]
fn a_draft_of_a_document_says_the_same() {
    let made = drafted(STOREFRONT);
    let before = read(STOREFRONT.as_bytes()).unwrap();
    let after = read(made.as_bytes()).map_err(|problems| format!("{}\n{made}", lines(&problems))).unwrap();
    assert_eq!(after, before);
    let outcome = examine(made.as_bytes(), Reader::default());
    assert_eq!(outcome.unread, []);
}

/// What has to be decided is named by its line, nothing that was written is lost, and the decisions made it reads.
#[test]
fn a_free_document_becomes_a_draft_with_decisions() {
    let made = drafted(FREE);
    insta::assert_snapshot!("free_form", made);
    for line in FREE.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        assert!(made.contains(line), "{line:?} is lost");
    }
    let problems = read(made.as_bytes()).unwrap_err();
    assert!(problems.iter().any(|problem| problem.message.contains("[Decide")), "{}", lines(&problems));
    let kept: Vec<&str> = made.lines().filter(|line| !line.contains("[Decide")).collect();
    let decided =
        kept.join("\n").replace("Compare with Production figures", "Compare with the figures of last week");
    let outcome = examine(decided.as_bytes(), Reader::default());
    assert_eq!((lines(&outcome.problems).as_str(), outcome.unread.as_slice()), ("", &[][..]));
}
