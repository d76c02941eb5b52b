//! The document as it goes out: the stored bytes with Slipway's word on version, date and status.

use super::document::Document;
use super::outline::{Table, one_line};
use super::problem::Report;
use super::records::CHANGE_LOG;
use super::section::Section;
use super::source::{Source, mark_length};
use super::tables::column;
use crate::domain::reading::Reader;
use crate::domain::strategy::ChangeLogRow;
use std::ops::Range;

/// Replaces the values of Version, Last Updated and Status and adds rows to the Change Log; everything else stays
/// byte for byte. Lines that the document lacks are added below its project; bytes that are no text come back as they
/// are.
pub fn export(
    original: &[u8],
    version_number: i64,
    date: &str,
    status: &str,
    rows: &[ChangeLogRow],
) -> Vec<u8> {
    let Ok(source) = Source::of(original) else { return original.to_vec() };
    let document = Document::of(source, Reader::default());
    let version = version_number.to_string();
    let values = [("Version", version.as_str()), ("Last Updated", date), ("Status", status)];
    let mut edits: Vec<(Range<usize>, String)> =
        values.into_iter().filter_map(|(key, value)| replaced(&document, key, value)).collect();
    edits.extend(added_lines(&document, &values));
    edits.extend(added_rows(&document, rows));
    edits.sort_by_key(|(range, _)| range.start);
    let text = applied(document.source.text, &edits);
    [&original[..mark_length(original)], text.as_bytes()].concat()
}

fn applied(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut written = String::new();
    let mut from = 0;
    for (range, new) in edits {
        written.push_str(&text[from..range.start]);
        written.push_str(new);
        from = range.end;
    }
    written + &text[from..]
}

fn replaced(document: &Document, key: &str, value: &str) -> Option<(Range<usize>, String)> {
    let field = document.field(Section::DocumentControl, key, &mut Report::default())?;
    let space = if field.range.is_empty() { " " } else { "" };
    Some((field.range.clone(), format!("{space}{}", one_line(value))))
}

/// The lines that the document lacks, below the one that names the project and written like it.
fn added_lines(document: &Document, values: &[(&str, &str)]) -> Option<(Range<usize>, String)> {
    let field = |key: &str| document.field(Section::DocumentControl, key, &mut Report::default());
    let project = field("Project")?;
    let text = document.source.text;
    let start = text[..project.range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = document.source.line_end(project.range.start);
    let line = text[start..end].trim_start();
    let indent = &text[start..end - line.len()];
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let bullet = line.chars().next().filter(|c| matches!(c, '-' | '*' | '+') && !line.starts_with("**"));
    let written = |(key, value): &(&str, &str)| match bullet {
        Some(bullet) => format!("{bullet} **{key}**: {}", one_line(value)),
        None if line.starts_with('|') => format!("| {key} | {} |", cell(value)),
        None if line.starts_with("**") => format!("\\{line_end}{indent}**{key}**: {}", one_line(value)),
        None => format!("{key}: {}", one_line(value)),
    };
    let missing = values.iter().filter(|(key, _)| field(key).is_none());
    let added: String = missing
        .map(|missing| {
            let line = written(missing);
            if line.starts_with('\\') { line } else { format!("{line_end}{indent}{line}") }
        })
        .collect();
    (!added.is_empty()).then_some((end..end, added))
}

fn added_rows(document: &Document, rows: &[ChangeLogRow]) -> Option<(Range<usize>, String)> {
    let mut tables = document.outline.tables.iter();
    let table = tables.find(|table| table.under == Some(Section::ChangeLog))?;
    let text = document.source.text;
    let last = table.rows.last().map_or(&table.range, |(range, _)| range);
    let end = last.start + text[last.clone()].trim_end_matches(['\n', '\r']).len();
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let start = text[..last.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let indent: String = text[start..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let rows = rows.iter().map(|row| format!("{line_end}{indent}{}", table_row(table, row)));
    Some((end..end, rows.collect()))
}

/// A row in the order of the table's columns.
fn table_row(table: &Table, row: &ChangeLogRow) -> String {
    let values = [&row.version, &row.date, &row.changes, &row.author];
    let places = CHANGE_LOG.map(|name| column(table, name));
    let value =
        |index: usize| places.iter().position(|place| *place == Some(index)).map(|at| cell(values[at]));
    let cells = (0..table.header.len()).map(|index| value(index).unwrap_or_else(|| "-".to_owned()));
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

/// A text as a cell: one line, nothing in it is markup. An empty one is a dash, since a cell has words.
fn cell(text: &str) -> String {
    let text = one_line(text);
    if text.is_empty() {
        return "-".to_owned();
    }
    let marks = |c: char| matches!(c, '\\' | '|' | '`' | '*' | '_' | '<' | '[' | '&');
    text.chars().flat_map(|c| marks(c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests;
