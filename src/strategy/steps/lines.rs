//! The lines of the Deployment Steps with the phase of each, in whatever shape people write them.

use super::{LONGEST, MOST, shapes};
use crate::domain::reading::Reader;
use crate::strategy::document::Document;
use crate::strategy::outline::Item;
use crate::strategy::problem::Report;
use crate::strategy::section::Section;
use crate::strategy::values::fits;

/// A line of the list, before it is known what it means.
pub struct Line {
    /// The name of its phase.
    pub phase: String,
    /// Its words.
    pub text: String,
    /// Where they begin.
    pub at: usize,
    /// What stands nested below it.
    pub details: Vec<String>,
}

/// The lines, those dropped that say nothing or too much.
pub fn lines(document: &Document, report: &mut Report) -> Vec<Line> {
    let mut lines = match document.reader {
        Reader::First => below_numbered_phases(document, report),
        Reader::Second => shapes::lines(document, report),
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
        fits(&line.text, LONGEST, line.at, report)
    });
}

/// As the first reader takes them: the bullets below the numbered phases; what is nested deeper is prose.
fn below_numbered_phases(document: &Document, report: &mut Report) -> Vec<Line> {
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
                text: item.text.clone(),
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
pub fn phase_of(item: &Item) -> String {
    let phase = item.strong.as_ref().map_or(&item.text, |(bold, _)| bold);
    phase.trim_end_matches(':').to_owned()
}
