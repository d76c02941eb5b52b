//! The Pre-Deployment Checklist: its lines, in whatever shape people write them.

mod shapes;

use super::document::Document;
use super::problem::Report;
use super::section::Section;
use super::values::fits;
use crate::domain::reading::Reader;
use crate::domain::text::clip;

/// More lines than this are refused.
const MOST: usize = 200;
/// The longest line, in characters.
const LONGEST: usize = 300;

/// The lines with their places, each once.
pub fn checklist(document: &Document, report: &mut Report) -> Vec<(usize, String)> {
    let Some(heading) = document.outline.heading(Section::Checklist) else { return Vec::new() };
    let found = match document.reader {
        Reader::First => shapes::task_items(document, report),
        Reader::Second => shapes::lines(document, report),
    };
    if found.is_empty() {
        report.ask(
            heading..document.source.line_end(heading),
            "the checklist has no line: such as `- [ ] Documentation updated` is expected",
        );
    }
    if let Some((at, _)) = found.get(MOST) {
        report.add(*at, format!("at most {MOST} checklist lines are expected"));
    }
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (at, text) in found.into_iter().take(MOST) {
        if lines.iter().any(|(_, line)| *line == text) {
            report.add(at, format!("{:?} stands twice in the checklist: once is expected", clip(&text, 60)));
        } else if fits(&text, LONGEST, at, report) {
            lines.push((at, text));
        }
    }
    lines
}
