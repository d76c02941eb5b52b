//! The Pre-Deployment Checklist.

use super::document::Document;
use super::outline::Item;
use super::problem::Report;
use super::section::Section;
use super::values::fits;
use crate::domain::text::clip;

/// More lines than this are refused.
const MOST: usize = 200;
/// The longest line, in characters.
const LONGEST: usize = 300;

/// The task lines with their places; what is nested below them is prose.
pub fn checklist(document: &Document, report: &mut Report) -> Vec<(usize, String)> {
    let Some(heading) = document.outline.heading(Section::Checklist) else { return Vec::new() };
    let items = document.outline.items_of(Section::Checklist);
    let items: Vec<&Item> = items.map(|(_, item)| item).filter(|item| item.depth == 0).collect();
    if items.is_empty() {
        report.add(heading, "the checklist has no line: such as `- [ ] Documentation updated` is expected");
    }
    if let Some(item) = items.get(MOST) {
        report.add(item.at, format!("at most {MOST} checklist lines are expected"));
    }
    let mut lines: Vec<(usize, String)> = Vec::new();
    for item in items.into_iter().take(MOST) {
        if !item.task || item.text.is_empty() {
            report.add(item.at, "a checklist line such as `- [ ] Documentation updated` is expected");
        } else if lines.iter().any(|(_, line)| *line == item.text) {
            report.add(
                item.at,
                format!("{:?} stands twice in the checklist: once is expected", clip(&item.text, 60)),
            );
        } else if fits(&item.text, LONGEST, item.at, report) {
            lines.push((item.at, item.text.clone()));
        }
    }
    lines
}
