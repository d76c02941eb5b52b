//! A document on the way from text to strategy: its outline, its named lines, its YAML blocks.

use super::fields;
use super::outline::{self, Field, Outline};
use super::problem::Report;
use super::section::Section;
use super::source::Source;
use crate::domain::reading::Reader;
use std::ops::Range;

/// What the readers of the single parts look at.
pub struct Document<'a> {
    /// The text and its places.
    pub source: Source<'a>,
    /// Lists, tables and fenced blocks.
    pub outline: Outline,
    /// The `**Key**: value` lines.
    pub fields: Vec<Field>,
    /// By which rules it is read.
    pub reader: Reader,
}

impl<'a> Document<'a> {
    /// Reads the outline of a text.
    pub fn of(source: Source<'a>, reader: Reader) -> Self {
        let outline = outline::scan(source.text, reader);
        let mut fields = outline.fields(source.text);
        if reader > Reader::First {
            fields.extend(fields::others(&outline, source.text));
            fields.sort_by_key(|field| field.range.start);
        }
        Self { source, outline, fields, reader }
    }

    /// The field of a key below a heading, ignoring case; a second one is reported.
    pub fn field(&self, section: Section, key: &str, report: &mut Report) -> Option<&Field> {
        let below = |field: &&Field| field.under == Some(section);
        let is_own = |field: &&Field| fields::is_own(&field.key, key, self.reader);
        let mut found = self.fields.iter().filter(below).filter(is_own);
        let usual = |field: &&Field| fields::is_usual(&field.key, key, self.reader);
        let Some(first) = found.next() else {
            let first = self.fields.iter().filter(below).find(usual)?;
            report.claim(first.line.clone());
            return Some(first);
        };
        report.claim(first.line.clone());
        for again in found {
            let line = self.source.line(first.range.start);
            report
                .add(again.range.start, format!("**{key}** stands already in line {line}: once is expected"));
        }
        Some(first)
    }

    /// The one field of a key that stands below another heading than its own, where its own place has none: people list
    /// their environments where they speak of them.
    pub fn elsewhere(&self, section: Section, key: &str) -> Option<&Field> {
        let is_key = |field: &&Field| {
            fields::is_own(&field.key, key, self.reader) || fields::is_usual(&field.key, key, self.reader)
        };
        let mut found = self.fields.iter().filter(is_key).filter(|field| !field.value.is_empty());
        let first =
            found.next().filter(|first| first.under != Some(section) && self.reader > Reader::First)?;
        found.next().is_none().then_some(first)
    }

    /// The part of the template that a line, from 1, stands below.
    pub fn section_at_line(&self, line: usize) -> Option<Section> {
        let headings = &self.outline.headings;
        let after = headings.partition_point(|title| self.source.line(title.at) <= line);
        let nearest = after.checked_sub(1)?;
        self.outline.above(Some(nearest)).find_map(|title| title.section)
    }

    /// The text from each heading of a part to the next heading, with its offset; of none, what stands below no part.
    pub fn texts_of(&self, section: Option<Section>) -> impl Iterator<Item = (usize, &'a str)> {
        let headings = &self.outline.headings;
        let end = move |index: usize| headings.get(index).map_or(self.source.text.len(), |title| title.at);
        let before = (0..end(0), None);
        let below = (0..headings.len()).map(move |index| {
            let title = &headings[index];
            let own = self.outline.above(Some(index)).find_map(|title| title.section);
            (title.at..end(index + 1), own)
        });
        let texts = std::iter::once(before).chain(below);
        texts
            .filter(move |(_, own)| *own == section)
            .map(|(range, _)| (range.start, &self.source.text[range]))
    }

    /// The lines of a range, each with its offset and without its end.
    pub fn lines(&self, range: Range<usize>) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
        let mut at = range.start;
        self.source.text[range].split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line.trim_end_matches(['\n', '\r']))
        })
    }

    /// The field of a key that must be there and have a value; `expected` names the value.
    ///
    /// Nothing is reported where the whole heading is missing: that is one problem, not one for each line.
    pub fn required(
        &self,
        section: Section,
        key: &str,
        expected: &str,
        report: &mut Report,
    ) -> Option<&Field> {
        if !self.speaks_of(section) {
            return None;
        }
        let heading = self.outline.heading(section).unwrap_or_default();
        let Some(field) = self.field(section, key, report) else {
            let title = section.title();
            report
                .add(heading, format!("{title:?} lacks the line `- **{key}**: ...`: {expected} is expected"));
            return None;
        };
        if field.value.is_empty() {
            report.add(field.range.start, format!("**{key}** has no value: {expected} is expected"));
            return None;
        }
        (!report.is_placeholder(field.range.start)).then_some(field)
    }

    /// The field of a key that may be left out. A line without a value is reported.
    pub fn optional(&self, section: Section, key: &str, report: &mut Report) -> Option<&Field> {
        let field = self.field(section, key, report)?;
        if field.value.is_empty() {
            report.add(
                field.range.start,
                format!("**{key}** has no value. Give it one, or leave the line out"),
            );
            return None;
        }
        (!report.is_placeholder(field.range.start)).then_some(field)
    }

    /// Whether anything below a heading can be read: it is there, or the front matter speaks for it.
    pub fn speaks_of(&self, section: Section) -> bool {
        self.outline.heading(section).is_some()
            || self.fields.iter().any(|field| field.under == Some(section))
    }

    /// Reports a heading that is missing, with what it should hold.
    pub fn require_heading(&self, section: Section, holds: &str, report: &mut Report) {
        if !self.speaks_of(section) {
            let title = section.title();
            report.add(0, format!("the heading {title:?} is missing: it holds {holds}"));
        }
    }
}
