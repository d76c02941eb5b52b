//! Answers that a person can give with one click to what a document leaves open: each is a small change of its text.

use super::source::{Source, mark_length};
use sha2::{Digest, Sha256};

/// One answer to a problem, or to a passage that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The line of the problem or passage that it answers, from 1.
    pub line: usize,
    /// The column there, from 1.
    pub column: usize,
    /// What the answer says, for its button.
    pub words: String,
    at: usize,
    from: String,
    to: String,
}

/// An answer as a reader notes it, by byte offsets.
#[derive(Debug)]
pub struct Noted {
    /// Where the problem or passage is reported.
    pub about: usize,
    /// What the answer says.
    pub words: String,
    /// Where the text changes.
    pub at: usize,
    /// What stands there.
    pub from: String,
    /// What takes its place.
    pub to: String,
}

impl Offer {
    /// The answer, where the text at its place is the one that its reader saw: words lose their markup while they
    /// are read.
    pub fn of(noted: Noted, source: &Source) -> Option<Self> {
        let Noted { about, words, at, from, to } = noted;
        let fits = !from.is_empty() && source.text.get(at..).is_some_and(|rest| rest.starts_with(&from));
        let place = source.problem(about, String::new());
        fits.then_some(Self { line: place.line, column: place.column, words, at, from, to })
    }

    /// Names this answer to this text: another text, or another answer, has another key.
    pub fn key(&self) -> String {
        let Self { line, column, words, at, from, to } = self;
        let whole = format!("{line}\0{column}\0{at}\0{words}\0{from}\0{to}");
        hex::encode(&Sha256::digest(whole)[..8])
    }

    /// The document with the answer written into it; the rest of it, and a byte order mark before it, stays as it is.
    pub fn apply(&self, document: &str) -> String {
        let mut changed = document.to_owned();
        let at = mark_length(document.as_bytes()) + self.at;
        changed.replace_range(at..at + self.from.len(), &self.to);
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::{Outcome, examine};

    const DOCUMENT: &str = "## Document Control\n- **Project**: Ferry\n\n### Strategy Summary\n\
        - **Environments**: development, production\n\n### Pipeline Stages\n```yaml\nquality:\n  metrics:\n    \
        coverage: 0.8\n```\n\n### Access Control\n| Role | development | production |\n|---|---|---|\n\
        | Developer | R/W | Read |\n| Operations | Full | Full |\n";

    fn outcome(document: &str) -> Outcome {
        examine(document.as_bytes(), Default::default())
    }

    fn choose(document: &str, words: &str) -> String {
        let offers = outcome(document).offers;
        let chosen = offers.iter().find(|offer| offer.words == words);
        chosen.unwrap_or_else(|| panic!("{words:?} is not offered: {offers:#?}")).apply(document)
    }

    #[test]
    fn what_is_asked_is_answered_by_a_click() {
        for (words, changed) in [
            ("Write 80%", "coverage: 80%"),
            ("Write 0.8%", "coverage: 0.8%"),
            ("Read", "| Developer | Read | Read |"),
            ("Full", "| Developer | Full | Read |"),
            ("Operations approves in production", "| Operations | Full | Full + Approve |"),
            ("Developer approves in production", "| Developer | R/W | Read + Approve |"),
        ] {
            assert!(choose(DOCUMENT, words).contains(changed), "{words}");
        }
    }

    #[test]
    fn every_offer_stands_at_what_it_answers_and_ends_it() {
        let before = outcome(DOCUMENT);
        assert!(before.offers.len() >= 8, "{:#?}", before.offers);
        for offer in &before.offers {
            let told = |outcome: &Outcome| {
                let problems = outcome.problems.iter().map(|p| (p.line, p.message.clone()));
                problems.chain(outcome.unread.iter().map(|u| (u.line, u.message.clone()))).collect::<Vec<_>>()
            };
            let (at, after) = (told(&before), told(&outcome(&offer.apply(DOCUMENT))));
            assert!(at.iter().any(|(line, _)| *line == offer.line), "{offer:?}");
            assert!(
                at.iter().any(|one| one.0 == offer.line && !after.contains(one)),
                "{offer:?}: {after:#?}"
            );
        }
    }

    #[test]
    fn a_byte_order_mark_moves_no_answer() {
        let marked = format!("\u{feff}{DOCUMENT}");
        let pairs = outcome(DOCUMENT).offers.into_iter().zip(outcome(&marked).offers);
        for (offer, of_marked) in pairs {
            assert_eq!(of_marked.apply(&marked), format!("\u{feff}{}", offer.apply(DOCUMENT)));
        }
    }

    #[test]
    fn keys_differ_and_a_text_that_reads_otherwise_is_left_alone() {
        let offers = outcome(DOCUMENT).offers;
        let keys: std::collections::BTreeSet<_> = offers.iter().map(Offer::key).collect();
        assert_eq!(keys.len(), offers.len());
        let source = Source::of("| **R/W** |".as_bytes()).unwrap();
        let noted = |at| Noted { about: 0, words: "Read".into(), at, from: "R/W".into(), to: "Read".into() };
        assert_eq!(Offer::of(noted(2), &source), None);
        assert_eq!(Offer::of(noted(4), &source).unwrap().apply(source.text), "| **Read** |");
        assert_eq!(Offer::of(noted(400), &source), None);
    }
}
