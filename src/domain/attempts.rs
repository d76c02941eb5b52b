//! Attempts that were refused, counted by who made them, so that a flood of them leaves few rows.

use super::id::{PersonId, TokenId};
use super::time::{Span, Time};
use std::collections::HashMap;

/// Who tried.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Who {
    /// A person who is signed in.
    Person(PersonId),
    /// A token that is good.
    Token(TokenId),
    /// Somebody unknown, by their address where it is known.
    Address(String),
}

/// So many rows are written in a minute for one.
pub const ROWS_EACH: u64 = 10;
/// So many addresses are told apart in a minute; the others are counted together.
const MOST_ADDRESSES: usize = 50;

/// The attempts of the current minute.
#[derive(Debug, Default)]
pub struct Ledger {
    minute: i64,
    seen: HashMap<Who, u64>,
}

impl Ledger {
    /// Counts an attempt: whether it gets a row of its own, and those of the last minute that did not, which get one
    /// together.
    pub fn note(&mut self, who: Who, now: Time) -> (bool, Vec<(Who, u64)>) {
        let over = self.close(now);
        let who = self.told_apart(who);
        let count = self.seen.entry(who).or_default();
        *count += 1;
        (*count <= ROWS_EACH, over)
    }

    /// The attempts without a row of their own, of a minute that is over.
    pub fn close(&mut self, now: Time) -> Vec<(Who, u64)> {
        let minute = now.0.div_euclid(Span::minutes(1).0);
        if minute == self.minute {
            return Vec::new();
        }
        self.minute = minute;
        self.end()
    }

    /// The attempts without a row of their own, also where the minute is not over.
    pub fn end(&mut self) -> Vec<(Who, u64)> {
        let more = self.seen.drain().filter(|(_, count)| *count > ROWS_EACH);
        let mut more: Vec<_> = more.map(|(who, count)| (who, count - ROWS_EACH)).collect();
        more.sort_unstable();
        more
    }

    fn told_apart(&self, who: Who) -> Who {
        let is_known = self.seen.contains_key(&who);
        if is_known || !matches!(who, Who::Address(_)) || self.seen.len() < MOST_ADDRESSES {
            return who;
        }
        Who::Address(String::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: Who = Who::Person(PersonId(1));

    #[test]
    fn a_flood_leaves_a_few_rows_and_a_count() {
        let mut ledger = Ledger::default();
        let now = Time(60_000_000 * 100);
        let rows = (0..1_000).filter(|_| ledger.note(ANA, now).0).count();
        assert_eq!(rows, 10);
        assert!(ledger.note(Who::Token(TokenId(1)), now).0, "others are counted for themselves");
        let (row, over) = ledger.note(ANA, now + Span::minutes(1));
        assert_eq!((row, over), (true, vec![(ANA, 990)]));
        assert!(ledger.close(now + Span::minutes(2)).is_empty());
    }

    #[test]
    fn addresses_that_change_all_the_time_are_counted_together() {
        let mut ledger = Ledger::default();
        let rows = (0..10_000).filter(|n| ledger.note(Who::Address(format!("{n}")), Time(0)).0).count();
        assert!(rows <= MOST_ADDRESSES + 10, "{rows}");
        assert!(ledger.seen.len() <= MOST_ADDRESSES + 1);
        assert_eq!(ledger.end().iter().map(|(_, count)| count).sum::<u64>(), 10_000 - 50 - 10);
    }
}
