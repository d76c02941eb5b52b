//! Passages of a strategy document that were not read: each is acknowledged before the document comes into force.

use super::reading::Unread;
use super::text::count_of;
use std::collections::BTreeSet;

/// Which passages a person acknowledges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Accepted {
    /// None.
    #[default]
    None,
    /// All, whatever they are.
    All,
    /// Those that begin at these lines.
    Lines(BTreeSet<usize>),
    /// Those with these hashes.
    Passages(BTreeSet<String>),
}

impl Accepted {
    /// Whether the passage is among them.
    pub fn holds(&self, passage: &Unread) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Lines(lines) => lines.contains(&passage.line),
            Self::Passages(hashes) => hashes.contains(&passage.hash),
        }
    }
}

/// A document's passages that were not read, by what became of each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settled {
    /// Acknowledged now.
    pub now: Vec<Unread>,
    /// Acknowledged in the version before, by the passage's hash.
    pub carried: Vec<Unread>,
    /// Still to be acknowledged.
    pub open: Vec<Unread>,
}

/// Sorts passages by what became of them. `before` are the hashes of those that were acknowledged in the version before.
pub fn settle(unread: &[Unread], accepted: &Accepted, before: &BTreeSet<String>) -> Settled {
    let mut settled = Settled::default();
    for passage in unread {
        let list = match (before.contains(&passage.hash), accepted.holds(passage)) {
            (true, _) => &mut settled.carried,
            (false, true) => &mut settled.now,
            (false, false) => &mut settled.open,
        };
        list.push(passage.clone());
    }
    settled
}

/// Says which passages keep a document from coming into force.
pub fn refusal(open: &[Unread]) -> String {
    let count = count_of(open.len(), "passage");
    let lines: Vec<String> =
        open.iter().map(|passage| format!("\nLine {}: {}", passage.line, passage.message)).collect();
    format!(
        "{count} of the document look like rules and were not read. Change or acknowledge each:{}",
        lines.concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(line: usize, hash: &str) -> Unread {
        Unread { line, message: "a table".into(), hash: hash.into() }
    }

    #[test]
    fn a_passage_is_carried_over_acknowledged_or_open() {
        let unread = [passage(3, "a"), passage(8, "b"), passage(9, "c")];
        let before = BTreeSet::from(["a".to_owned()]);
        let lines = |of: &[Unread]| of.iter().map(|passage| passage.line).collect::<Vec<_>>();
        for (accepted, now, open) in [
            (Accepted::None, vec![], vec![8, 9]),
            (Accepted::All, vec![8, 9], vec![]),
            (Accepted::Lines([9, 3].into()), vec![9], vec![8]),
            (Accepted::Passages(["b".to_owned()].into()), vec![8], vec![9]),
        ] {
            let settled = settle(&unread, &accepted, &before);
            assert_eq!(
                (lines(&settled.carried), lines(&settled.now), lines(&settled.open)),
                (vec![3], now, open)
            );
        }
        assert!(refusal(&unread).contains("\nLine 8: a table\nLine 9: a table"));
    }
}
