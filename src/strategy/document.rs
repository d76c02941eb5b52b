//! A document on the way from text to strategy: its outline, its named lines, its YAML blocks.

use super::outline::{self, Field, Outline};
use super::problem::Report;
use super::section::Section;
use super::source::Source;
use crate::domain::reading::Reader;

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
        let outline = outline::scan(source.text);
        let fields = outline.fields(source.text);
        Self { source, outline, fields, reader }
    }

    /// The field of a key below a heading, ignoring case; a second one is reported.
    pub fn field(&self, section: Section, key: &str, report: &mut Report) -> Option<&Field> {
        let mut found = self
            .fields
            .iter()
            .filter(|field| field.under == Some(section) && field.key.eq_ignore_ascii_case(key));
        let first = found.next()?;
        for again in found {
            let line = self.source.line(first.range.start);
            report
                .add(again.range.start, format!("**{key}** stands already in line {line}: once is expected"));
        }
        Some(first)
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
        let heading = self.outline.heading(section)?;
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

    /// Reports a heading that is missing, with what it should hold.
    pub fn require_heading(&self, section: Section, holds: &str, report: &mut Report) {
        if self.outline.heading(section).is_none() {
            let title = section.title();
            report.add(0, format!("the heading {title:?} is missing: it holds {holds}"));
        }
    }
}
