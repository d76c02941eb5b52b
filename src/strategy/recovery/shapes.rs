//! The shapes of a Recovery Plan without a diagram: counted headings, a numbered list, bullets, a table.

use super::objectives;
use crate::domain::runbook::Step;
use crate::strategy::document::Document;
use crate::strategy::outline::{Item, one_line};
use crate::strategy::runbook;
use crate::strategy::section::Section;
use crate::strategy::synonyms::{columns, letters, phases};

const OWN: Option<Section> = Some(Section::RecoveryPlan);

/// The plan's lines as steps with their places, in the first shape that has any; objectives are none of them.
pub fn listed(document: &Document) -> Vec<(usize, Step)> {
    let own = |item: &Item| {
        item.under == OWN
            && item.depth == 0
            && !objectives::is_objective(line_of(document.source.text, item.at))
    };
    let shapes: [&dyn Fn() -> Vec<(usize, Step)>; 4] = [
        &|| headings(document),
        &|| runbook::numbered(document, own),
        &|| {
            runbook::lines(document, |item| {
                own(item) && !is_drill(item) && (item.task || !is_field(document, item))
            })
        },
        &|| rows(document),
    ];
    shapes.into_iter().map(|shape| shape()).find(|list| !list.is_empty()).unwrap_or_default()
}

/// Whether steps are headings, so that each stands below its own.
pub fn are_headings(document: &Document, list: &[(usize, Step)]) -> bool {
    list.first().is_some_and(|(at, _)| document.outline.headings.iter().any(|title| title.at == *at))
}

/// The text from an offset to the end of its line.
pub fn line_of(text: &str, at: usize) -> &str {
    text[at..].split('\n').next().unwrap_or_default()
}

/// `#### Step 1: Look` and what stands below it, where there are two such headings or more.
fn headings(document: &Document) -> Vec<(usize, Step)> {
    let outline = &document.outline;
    let below = |index: usize| outline.above(Some(index)).find_map(|title| title.section) == OWN;
    let counted = outline.headings.iter().enumerate();
    let counted = counted.filter(|(index, title)| {
        title.section.is_none() && phases::is_numbered(&title.words) && below(*index)
    });
    let steps = counted.map(|(index, title)| {
        let end = outline.headings.get(index + 1).map_or(document.source.text.len(), |next| next.at);
        let words = outline
            .paragraphs_in(title.at..end)
            .iter()
            .map(|one| one_line(&document.source.text[one.range.clone()]));
        let from = outline.items.partition_point(|item| item.range.start < title.at);
        let items = outline.items[from..]
            .iter()
            .take_while(|item| item.range.start < end)
            .map(|item| item.text.clone());
        let instructions = words.chain(items).filter(|line| !objectives::is_objective(line)).collect();
        (title.at, Step { instructions, ..Step::manual(phases::bare(&title.words)) })
    });
    let steps: Vec<(usize, Step)> = steps.collect();
    if steps.len() < 2 { Vec::new() } else { steps }
}

/// A line such as `- **Contact**: ops@example.org` says something about the plan.
fn is_field(document: &Document, item: &Item) -> bool {
    item.field(document.source.text, 0).is_some()
}

fn is_drill(item: &Item) -> bool {
    item.text.split_once(':').is_some_and(|(key, _)| letters(key) == "drillevery")
}

/// The rows of the first table with a column of steps.
fn rows(document: &Document) -> Vec<(usize, Step)> {
    let mut tables =
        document.outline.tables.iter().filter(|table| table.under == OWN && columns::says_what(table));
    let Some((table, column)) = tables.find_map(|table| Some((table, columns::what(table)?))) else {
        return Vec::new();
    };
    let rows = table.rows.iter().filter(|(_, cells)| !cells[column].text.is_empty());
    rows.map(|(_, cells)| (cells[column].at, Step::manual(&cells[column].text))).collect()
}
