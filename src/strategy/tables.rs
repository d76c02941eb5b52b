//! Tables by the names of their columns.

use super::document::Document;
use super::outline::{Cell, Table};
use super::problem::Report;
use super::section::Section;
use super::synonyms::columns::is_usual;
use crate::domain::reading::Reader;

/// The one table below a heading. Reported: a heading without its table, and a second table of the same columns.
pub fn table_of<'a>(
    document: &'a Document,
    section: Section,
    columns: &str,
    report: &mut Report,
) -> Option<&'a Table> {
    let heading = document.outline.heading(section)?;
    let mut tables = document.outline.tables.iter().filter(|t| t.under == Some(section));
    let Some(table) = tables.next() else {
        let title = section.title();
        if document.reader > Reader::First {
            ask_for_table(document, section, heading, columns, report);
            return None;
        }
        report.add(heading, format!("{title:?} has no table: a header with the columns {columns} is expected, and below it a line of dashes with as many cells"));
        return None;
    };
    report.claim(table.range.clone());
    for second in tables {
        let title = section.title();
        report.add(second.range.start, format!("{title:?} has a second table: one is expected"));
    }
    Some(table)
}

/// A heading without its table: what stands there in other forms is not read. A change log may be a list.
fn ask_for_table(document: &Document, section: Section, at: usize, columns: &str, report: &mut Report) {
    if section == Section::ChangeLog {
        return;
    }
    let title = section.title();
    let next = document.outline.headings.iter().map(|title| title.at).find(|start| *start > at);
    report.ask(
        at..next.unwrap_or(document.source.text.len()),
        format!("{title:?} has no table, so nothing is read below this heading. A table with the columns {columns} is read"),
    );
}

/// The indices of these columns, ignoring case; missing ones are reported at the header.
pub fn columns<const N: usize>(
    table: &Table,
    names: [&str; N],
    (title, reader): (&str, Reader),
    report: &mut Report,
) -> Option<[usize; N]> {
    let usual = |name: &str| table.header.iter().position(|cell| is_usual(&cell.text, name));
    let usual = |name: &str| usual(name).filter(|_| reader > Reader::First);
    let found = names.map(|name| column(table, name).or_else(|| usual(name)));
    for (name, _) in names.iter().zip(found).filter(|(_, found)| found.is_none()) {
        let expected = names.join(", ");
        report.add(
            table.range.start,
            format!("the table {title:?} lacks the column {name:?}: {expected} are expected"),
        );
    }
    found.iter().all(Option::is_some).then(|| found.map(Option::unwrap_or_default))
}

/// The index of one column, ignoring case.
pub fn column(table: &Table, name: &str) -> Option<usize> {
    table.header.iter().position(|cell| cell.text.eq_ignore_ascii_case(name))
}

/// The words of a cell; an empty one is reported by its column's name.
pub fn words(cells: &[Cell], column: usize, name: &str, report: &mut Report) -> String {
    let cell = cells.get(column).cloned().unwrap_or_default();
    if cell.text.is_empty() {
        report.add(cell.at, format!("the cell of the column {name:?} is missing or empty"));
    }
    cell.text
}
