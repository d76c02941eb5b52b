//! The shapes of a checklist: lists with and without boxes, nested ones, paragraphs with ticks, tables.

use crate::strategy::document::Document;
use crate::strategy::outline::{Item, Table, without_tick};
use crate::strategy::problem::Report;
use crate::strategy::section::Section;
use crate::strategy::synonyms::columns;

/// A line and where its words begin.
pub type Line = (usize, String);

/// The outermost task items, as the first reader takes them; other items are problems.
pub fn task_items(document: &Document, report: &mut Report) -> Vec<Line> {
    let items = document.outline.items_of(Section::Checklist);
    let (lines, others): (Vec<&Item>, Vec<&Item>) = items
        .map(|(_, item)| item)
        .filter(|item| item.depth == 0)
        .partition(|item| item.task && !item.text.is_empty());
    others.iter().for_each(|item| {
        report.add(item.at, "a checklist line such as `- [ ] Documentation updated` is expected");
    });
    lines.into_iter().map(|item| (item.at, item.text.clone())).collect()
}

/// Every line of every shape, in the document's order.
pub fn lines(document: &Document, report: &mut Report) -> Vec<Line> {
    let mut lines = listed(document, report);
    lines.extend(ticked(document, report));
    let tables = document.outline.tables.iter().filter(|table| table.under == Some(Section::Checklist));
    for table in tables {
        if let Some(column) = columns::what(table) {
            report.claim(table.range.clone());
            lines.extend(rows(table, column));
        }
    }
    lines.sort();
    lines
}

/// The items with a box, however deep; outermost items without one too, unless they only head a group.
fn listed(document: &Document, report: &mut Report) -> Vec<Line> {
    let outline = &document.outline;
    let heads_group = |index: usize| outline.children(index).any(|(_, child)| child.task);
    let mut lines = Vec::new();
    for (index, item) in outline.items_of(Section::Checklist) {
        report.claim(item.range.clone());
        let is_line = item.task || item.depth == 0 && !heads_group(index);
        if item.text.is_empty() {
            report.add(
                item.at,
                "the checklist line has no words: such as `- [ ] Documentation updated` is expected",
            );
        } else if is_line {
            lines.push((item.at, item.text.clone()));
        }
    }
    lines
}

/// Lines of paragraphs that begin with a tick.
fn ticked(document: &Document, report: &mut Report) -> Vec<Line> {
    let paragraphs = document.outline.paragraphs.iter().filter(|p| p.under == Some(Section::Checklist));
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        let mut at = paragraph.range.start;
        for line in document.source.text[paragraph.range.clone()].split_inclusive('\n') {
            if let Some(words) = without_tick(line).map(str::trim).filter(|words| !words.is_empty()) {
                report.claim(at..at + line.len());
                lines.push((at, words.to_owned()));
            }
            at += line.len();
        }
    }
    lines
}

fn rows(table: &Table, column: usize) -> impl Iterator<Item = Line> + '_ {
    let cells = table.rows.iter().filter_map(move |(_, cells)| cells.get(column));
    cells
        .map(|cell| (cell.at, without_tick(&cell.text).unwrap_or(&cell.text).trim().to_owned()))
        .filter(|(_, words)| !words.is_empty())
}
