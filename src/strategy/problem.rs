//! What is wrong with a document, and where.

use super::offer::{Noted, Offer};
use super::outline::one_line;
use super::source::Source;
use crate::domain::reading::Unread;
use crate::domain::text::clip;
use std::ops::Range;

/// How many problems are shown; what lies beyond is counted.
const SHOWN: usize = 500;
/// The longest message in characters: a document may quote itself at any length.
const MESSAGE: usize = 400;

/// One thing that is wrong with a document. Written as `LINE:COLUMN: message`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What was found and what was expected.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// Collects problems by their byte offset while a document is read.
///
/// Nothing further is said about a place that still holds a placeholder: the placeholder is the reason.
#[derive(Debug, Default)]
pub struct Report {
    problems: Vec<(usize, String)>,
    placeholders: Vec<Range<usize>>,
    beyond: usize,
    unread: Vec<(Range<usize>, String)>,
    read: Vec<Range<usize>>,
    offers: Vec<Noted>,
}

impl Report {
    /// Notes a problem at a byte offset of the text.
    pub fn add(&mut self, at: usize, message: impl Into<String>) {
        if self.is_placeholder(at) {
            return;
        }
        if self.problems.len() < SHOWN {
            self.problems.push((at, clip(&message.into(), MESSAGE)));
        } else {
            self.beyond += 1;
        }
    }

    /// Notes a passage that looks like a rule and is not read: it is asked about, and a person has to acknowledge it.
    ///
    /// The range is the passage's; its text decides whether an acknowledgement carries over to the next version.
    pub fn ask(&mut self, range: Range<usize>, message: impl Into<String>) {
        if self.unread.len() < SHOWN {
            self.unread.push((range, clip(&message.into(), MESSAGE)));
        } else {
            self.add(range.start, message);
        }
    }

    /// Notes an answer to what is reported at a place: a person can give it with one click.
    pub fn offer(&mut self, noted: Noted) {
        if self.offers.len() < SHOWN {
            self.offers.push(noted);
        }
    }

    /// The answers that fit the text, in the order in which they were noted.
    pub fn offers(&mut self, source: &Source) -> Vec<Offer> {
        let offers = std::mem::take(&mut self.offers).into_iter();
        offers.filter_map(|noted| Offer::of(noted, source)).collect()
    }

    /// Notes that a passage was read: what no reader notes is looked at again for what looks like a rule.
    pub fn claim(&mut self, range: Range<usize>) {
        self.read.push(range);
    }

    /// The passages that were read or are asked about.
    pub fn claims(&self) -> Claims {
        let asked = self.unread.iter().map(|(range, _)| range);
        Claims::of(self.read.iter().chain(asked).cloned().collect())
    }

    /// The passages that were not read, by place, each once.
    pub fn unread(&self, source: &Source) -> Vec<Unread> {
        let mut unread: Vec<Unread> = self
            .unread
            .iter()
            .map(|(range, message)| {
                let text = source.text.get(range.clone()).unwrap_or_default();
                Unread { line: source.line(range.start), message: message.clone(), hash: hash(text) }
            })
            .collect();
        unread.sort();
        unread.dedup();
        unread
    }

    /// Notes a placeholder of the template that is left.
    pub fn add_placeholder(&mut self, range: Range<usize>, message: String) {
        self.add(range.start, message);
        self.placeholders.push(range);
    }

    /// Whether the offset lies in a placeholder, or right before one as an opening quote does.
    pub fn is_placeholder(&self, at: usize) -> bool {
        let after = self.placeholders.partition_point(|p| p.start <= at + 1);
        after > 0 && at < self.placeholders[after - 1].end
    }

    /// Whether nothing was found so far.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether so much was found that guesses at what was meant are not worth their time.
    pub fn is_full(&self) -> bool {
        self.problems.len() >= SHOWN
    }

    /// The problems by place, each once.
    pub fn finish(mut self, source: &Source) -> Vec<Problem> {
        self.problems.sort();
        self.problems.dedup();
        let mut problems: Vec<Problem> =
            self.problems.into_iter().map(|(at, message)| source.problem(at, message)).collect();
        if self.beyond > 0 {
            let message = format!("{} more problems are not shown", self.beyond);
            problems.push(source.problem(source.text.len(), message));
        }
        problems
    }
}

/// Passages that somebody has read, or asks about.
pub struct Claims(Vec<Range<usize>>);

impl Claims {
    /// Sorted, and joined where they overlap.
    fn of(mut ranges: Vec<Range<usize>>) -> Self {
        ranges.sort_by_key(|range| range.start);
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            let end = range.end.max(range.start + 1);
            match joined.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(end),
                _ => joined.push(range.start..end),
            }
        }
        Self(joined)
    }

    /// Whether a place lies in one of them.
    pub fn covers(&self, at: usize) -> bool {
        let after = self.0.partition_point(|range| range.start <= at);
        after > 0 && at < self.0[after - 1].end
    }
}

/// SHA-256 (hex) of a passage with its white space folded, so that moving or indenting it changes nothing.
fn hash(text: &str) -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(one_line(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_come_by_place_and_once() {
        let source = Source::of(b"one\ntwo").unwrap();
        let mut report = Report::default();
        for (at, message) in [(4, "later"), (0, "first"), (4, "later")] {
            report.add(at, message);
        }
        let lines: Vec<String> = report.finish(&source).iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["1:1: first", "2:1: later"]);
    }

    #[test]
    fn a_placeholder_is_the_only_thing_said_about_its_place() {
        let source = Source::of(b"a: [Region] b").unwrap();
        let mut report = Report::default();
        report.add_placeholder(3..11, "still [Region]".to_owned());
        report.add(4, "not a region");
        report.add(12, "b");
        assert_eq!(report.finish(&source).len(), 2);
    }

    #[test]
    fn the_list_has_an_end() {
        let source = Source::of(b"x").unwrap();
        let mut report = Report::default();
        (0..600).for_each(|n| report.add(0, format!("{n}")));
        assert_eq!(report.finish(&source).last().unwrap().message, "100 more problems are not shown");
    }
}
