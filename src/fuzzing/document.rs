//! Documents: strategies and runbooks.

use crate::domain::reading::Reader;
use crate::strategy::draft::draft;
use crate::strategy::{self, Outcome, Problem, examine, export, headings, runbook};
use crate::web::pages::document_form::Written;
use std::fmt::Debug;

/// Any bytes are read the same each time, and everything that is said of them has a place in them; what is made of them
/// (a draft, an export, an answer written in) is a text that is read again without surprise.
pub fn document(bytes: &[u8]) {
    let outcome = examine(bytes, Reader::default());
    same(&outcome, &examine(bytes, Reader::default()));
    let text = Text::of(bytes);
    told(&outcome, &text);
    told(&examine(bytes, Reader::First), &text);
    is_readable(bytes, &outcome);
    exported(bytes, &outcome);
    drafted(bytes);
    match runbook::read(bytes) {
        Ok(written) => assert!(!written.runbook.title.is_empty() && !written.slug.as_str().is_empty()),
        Err(problems) => text.holds(&problems),
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        headings(text).iter().for_each(|heading| assert!(text.is_char_boundary(heading.at)));
        answered(text, &outcome);
    }
}

fn same(one: &impl Debug, other: &impl Debug) {
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
}

/// The widths of a document's lines, in characters. LF, CR LF and CR end a line.
struct Text(Vec<usize>);

impl Text {
    fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Self(text.split('\n').map(|line| line.chars().count()).collect())
    }

    /// There are problems, in their order, each at a place of the text.
    fn holds(&self, problems: &[Problem]) {
        assert!(!problems.is_empty());
        assert!(problems.is_sorted_by_key(|problem| (problem.line, problem.column)), "{problems:?}");
        for problem in problems {
            let width = self.0.get(problem.line.wrapping_sub(1));
            let inside = width.is_some_and(|width| (1..=width + 1).contains(&problem.column));
            assert!(inside && !problem.message.is_empty(), "{problem}");
        }
    }
}

fn told(outcome: &Outcome, text: &Text) {
    if !outcome.problems.is_empty() {
        text.holds(&outcome.problems);
    }
    let lines = 1..=text.0.len();
    assert!(outcome.unread.iter().all(|unread| lines.contains(&unread.line) && unread.hash.len() == 64));
    assert!(outcome.offers.iter().all(|offer| lines.contains(&offer.line) && !offer.words.is_empty()));
    same(&outcome.reading(), &outcome.reading());
}

fn is_readable(bytes: &[u8], outcome: &Outcome) {
    match strategy::read(bytes) {
        Ok(strategy) => {
            assert!(outcome.problems.is_empty());
            assert!(!strategy.environments.is_empty() && !strategy.slug.as_str().is_empty());
        }
        Err(problems) => assert!(!problems.is_empty() && problems == outcome.problems),
    }
}

/// What goes out reads as what came in, and going out twice changes nothing more.
fn exported(bytes: &[u8], outcome: &Outcome) {
    let once = export(bytes, 7, "2026-11-23", "Approved", &[]);
    let twice = export(&once, 7, "2026-11-23", "Approved", &[]);
    assert_eq!(String::from_utf8_lossy(&once), String::from_utf8_lossy(&twice));
    if outcome.problems.is_empty() {
        assert_eq!(strategy::read(&once).as_ref(), Ok(outcome.strategy.as_ref().expect("a strategy")));
    }
}

fn drafted(bytes: &[u8]) {
    let Ok(text) = draft(bytes) else { return };
    assert_eq!(draft(bytes).as_ref(), Ok(&text));
    told(&examine(text.as_bytes(), Reader::default()), &Text::of(text.as_bytes()));
}

/// Every answer can be written in, as a form sends it, into a document with or without a byte order mark.
fn answered(text: &str, outcome: &Outcome) {
    for offer in outcome.offers.iter().take(3) {
        let choose = |document: String| {
            let act = format!("choose:{}", offer.key());
            let fields = vec![("document".to_owned(), document), ("act".to_owned(), act)];
            Written::take(fields, Vec::new(), None).0
        };
        let plain = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        if plain != text.replace("\r\n", "\n") {
            continue;
        }
        let written = choose(plain.clone());
        let marked = choose(format!("\u{feff}{plain}"));
        assert_eq!(marked.document.trim_start_matches('\u{feff}'), written.document);
    }
}
