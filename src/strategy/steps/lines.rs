//! The lines of the Deployment Steps with the phase of each, in whatever shape people write them.

use super::{LONGEST, MOST};
use crate::domain::reading::Reader;
use crate::strategy::document::Document;
use crate::strategy::outline::Item;
use crate::strategy::problem::Report;
use crate::strategy::section::Section;
use crate::strategy::synonyms::phases;
use crate::strategy::values::fits;

/// The phase of steps that stand in none.
const EXECUTION: &str = "Execution";

/// A line of the list, before it is known what it means.
pub struct Line<'a> {
    /// The name of its phase.
    pub phase: String,
    /// Its words.
    pub text: &'a str,
    /// Where they begin.
    pub at: usize,
    /// What stands nested below it.
    pub details: Vec<String>,
}

/// The lines, those dropped that say nothing or too much.
pub fn lines<'a>(document: &'a Document, report: &mut Report) -> Vec<Line<'a>> {
    let mut lines = match document.reader {
        Reader::First => below_numbered_phases(document, report),
        Reader::Second => in_any_shape(document, report),
    };
    check(&mut lines, report);
    lines
}

fn check(lines: &mut Vec<Line>, report: &mut Report) {
    if let Some(line) = lines.get(MOST) {
        report.add(line.at, format!("at most {MOST} steps are expected"));
        lines.truncate(MOST);
    }
    lines.retain(|line| {
        if line.text.is_empty() || line.phase.is_empty() {
            report.add(line.at, "a step's words are expected, below a phase with a name");
        }
        fits(line.text, LONGEST, line.at, report)
    });
}

/// As the first reader takes them: the bullets below the numbered phases; what is nested deeper is prose.
fn below_numbered_phases<'a>(document: &'a Document, report: &mut Report) -> Vec<Line<'a>> {
    let items = &document.outline.items;
    let is_phase = |index: usize| items[index].depth == 0 && items[index].numbered;
    let mut lines = Vec::new();
    let mut phases = 0;
    for (index, item) in document.outline.items_of(Section::DeploymentSteps) {
        if is_phase(index) {
            phases += 1;
        } else if let Some(parent) = item.parent.filter(|parent| is_phase(*parent)) {
            lines.push(Line {
                phase: phase_of(&items[parent]),
                text: &item.text,
                at: item.at,
                details: Vec::new(),
            });
        }
    }
    let first = document.outline.items_of(Section::DeploymentSteps).next();
    if let (Some((_, first)), 0) = (first, phases) {
        report.add(
            first.at,
            "a numbered phase such as `1. **Execution**` is expected, with its steps as bullets below",
        );
    }
    lines
}

/// The bold words of an item, or all of them, without a colon.
fn phase_of(item: &Item) -> String {
    let phase = item.strong.as_ref().map_or(&item.text, |(bold, _)| bold);
    phase.trim_end_matches(':').to_owned()
}

/// Lists below phase headings, lists of phases, and flat lists, which are Execution.
fn in_any_shape<'a>(document: &'a Document, report: &mut Report) -> Vec<Line<'a>> {
    let outline = &document.outline;
    let own = outline.headings.iter().position(|title| title.section == Some(Section::DeploymentSteps));
    let outermost: Vec<(usize, &Item)> =
        outline.items_of(Section::DeploymentSteps).filter(|(_, item)| item.depth == 0).collect();
    let mut lines = Vec::new();
    for list in outermost.chunk_by(|(_, one), (_, next)| one.heading == next.heading) {
        let heading = list.first().and_then(|(_, item)| item.heading).filter(|heading| Some(*heading) != own);
        let heading = heading.map(|index| phases::bare(&outline.headings[index].words));
        let phases_inside = heading.is_none() && is_list_of_phases(document, list);
        for (index, item) in list {
            report.claim(item.range.clone());
            if phases_inside {
                phase(document, *index, item, &mut lines, report);
            } else {
                lines.push(line(document, *index, heading.as_deref().unwrap_or(EXECUTION)));
            }
        }
    }
    lines
}

/// Whether the outermost items are phases with their steps below: bold or named like phases, or each with a list.
fn is_list_of_phases(document: &Document, list: &[(usize, &Item)]) -> bool {
    let has_list = |index: usize| document.outline.children(index).next().is_some();
    let named = |item: &Item| item.strong.is_some() || phases::is_phase(&item.text);
    let with_list = list.iter().filter(|(index, _)| has_list(*index)).count();
    with_list == list.len() && with_list > 0
        || list.iter().any(|(index, item)| named(item) && (has_list(*index) || item.strong.is_some()))
}

/// The steps below a phase. A phase without steps may be a step itself, so it is asked about unless it is named like one.
fn phase<'a>(
    document: &'a Document,
    index: usize,
    item: &'a Item,
    lines: &mut Vec<Line<'a>>,
    report: &mut Report,
) {
    let name = phase_of(item);
    let before = lines.len();
    for (child, _) in document.outline.children(index) {
        lines.push(line(document, child, &name));
    }
    if lines.len() > before {
        return;
    }
    for paragraph in document.outline.paragraphs_in(item.range.clone()) {
        report.ask(
            paragraph.range.clone(),
            "this paragraph is not read: write each step as a bullet below the phase",
        );
    }
    if item.strong.is_none() && !phases::is_phase(&item.text) {
        lines.push(line(document, index, EXECUTION));
    }
}

/// An item as a step of a phase, with everything that stands below it.
fn line<'a>(document: &'a Document, index: usize, phase: &str) -> Line<'a> {
    let outline = &document.outline;
    let item = &outline.items[index];
    let inside = |at: usize| item.range.contains(&at);
    let nested =
        outline.items.iter().skip(index + 1).take_while(|one| inside(one.at)).map(|one| one.text.clone());
    let paragraphs = outline.paragraphs_in(item.range.clone()).iter();
    let words =
        paragraphs.map(|one| crate::strategy::outline::one_line(&document.source.text[one.range.clone()]));
    Line { phase: phase.to_owned(), text: &item.text, at: item.at, details: nested.chain(words).collect() }
}
