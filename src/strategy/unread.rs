//! What looks like a rule and was read by nobody. Each passage is asked about, so that nothing is dropped in silence.

mod blocks;
mod enclosed;
mod headings;
mod lists;
mod rules;
mod tables;

use super::document::Document;
use super::problem::{Claims, Report};
use crate::domain::strategy::Strategy;
use std::ops::Range;

/// So many passages of a kind are looked at; a document with more has other troubles.
const MOST: usize = 2000;

/// Asks about every passage that looks like a rule and was not read.
pub fn find(document: &Document, strategy: &Strategy, report: &mut Report) {
    let claims = report.claims();
    let left = Left { document, strategy, claims: &claims };
    let mut asked = left.headings();
    asked.extend(left.task_items());
    asked.extend(left.numbered_lists());
    asked.extend(left.rule_lines());
    asked.extend(left.tables());
    asked.extend(left.blocks());
    asked.extend(left.sentences());
    asked.extend(left.limits());
    asked.extend(left.html());
    asked.extend(left.quotations());
    asked.extend(left.text_blocks());
    asked.extend(left.step_blocks());
    asked.sort_by_key(|(range, _)| range.start);
    // Of several reasons to ask about one line, the first is enough.
    asked.dedup_by_key(|(range, _)| document.source.line(range.start));
    asked.into_iter().for_each(|(range, message)| report.ask(range, message));
}

/// A passage to ask about, and what is said of it.
type Asked = (Range<usize>, String);

pub use enclosed::ORIGINAL;

/// What is left of a document after everything that was read.
struct Left<'a> {
    document: &'a Document<'a>,
    /// What was read, so that its roles and environments are known elsewhere.
    strategy: &'a Strategy,
    claims: &'a Claims,
}

impl Left<'_> {
    fn is_left(&self, at: usize) -> bool {
        !self.claims.covers(at)
    }

    fn line(&self, at: usize) -> Range<usize> {
        at..self.document.source.line_end(at)
    }
}
