//! What is shown as it is: named lines and the Change Log.

use super::document::Document;
use super::problem::Report;
use super::section::Section;
use super::tables::{columns, table_of, words};
use crate::domain::strategy::{ChangeLogRow, Note};

/// The columns of the Change Log.
pub const CHANGE_LOG: [&str; 4] = ["Version", "Date", "Changes", "Author"];

/// The named lines of Security Protocols, Backup Strategy and Documentation.
pub fn notes(document: &Document, report: &mut Report) -> Vec<Note> {
    let sections = [
        Section::SecurityProtocols,
        Section::BackupStrategy,
        Section::DeploymentDocumentation,
        Section::SupportDocumentation,
    ];
    let mut notes = Vec::new();
    for field in &document.fields {
        let Some(section) = field.under.filter(|section| sections.contains(section)) else { continue };
        if field.value.is_empty() {
            report.add(field.range.start, format!("**{}** has no value: a text is expected", field.key));
        }
        let section = section.title().to_owned();
        notes.push(Note { section, key: field.key.clone(), value: field.value.clone() });
    }
    notes
}

/// The rows of the Change Log.
pub fn change_log(document: &Document, report: &mut Report) -> Vec<ChangeLogRow> {
    let table = table_of(document, Section::ChangeLog, &CHANGE_LOG.join(", "), report);
    let Some((table, at)) =
        table.and_then(|t| Some((t, columns(t, CHANGE_LOG, ("Change Log", document.reader), report)?)))
    else {
        return Vec::new();
    };
    let mut row = |cells: &[_]| {
        let [version, date, changes, author] =
            [0, 1, 2, 3].map(|column| words(cells, at[column], CHANGE_LOG[column], report));
        ChangeLogRow { version, date, changes, author }
    };
    table.rows.iter().map(|(_, cells)| row(cells)).collect()
}
