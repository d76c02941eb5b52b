//! The Pre-Deployment Checklist.

use super::document::Document;
use super::problem::Report;
use super::section::Section;

/// The task lines; what is nested below them is prose.
pub fn checklist(document: &Document, report: &mut Report) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (_, item) in document.outline.items_of(Section::Checklist).filter(|(_, item)| item.depth == 0) {
        if !item.task || item.text.is_empty() {
            report.add(item.at, "a checklist line such as `- [ ] Documentation updated` is expected");
        } else if lines.contains(&item.text) {
            report.add(item.at, format!("{:?} stands twice in the checklist: once is expected", item.text));
        } else if lines.len() == MOST {
            return report_too_many(lines, item.at, report);
        } else {
            lines.push(item.text.clone());
        }
    }
    if let (Some(heading), true) = (document.outline.heading(Section::Checklist), lines.is_empty())
        && report.is_empty()
    {
        report.add(heading, "the checklist has no line: such as `- [ ] Documentation updated` is expected");
    }
    lines
}

/// More lines than this are refused.
const MOST: usize = 200;

fn report_too_many(lines: Vec<String>, at: usize, report: &mut Report) -> Vec<String> {
    report.add(at, format!("at most {MOST} checklist lines are expected"));
    lines
}
