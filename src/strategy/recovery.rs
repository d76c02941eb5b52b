//! The Recovery Plan: the steps of its diagram and its two objectives.

use super::document::Document;
use super::mermaid;
use super::problem::Report;
use super::section::Section;
use crate::domain::strategy::RecoveryPlan;
use crate::domain::time::Span;

/// More steps than this are refused.
const MOST: usize = 200;

/// Reads the plan.
pub fn plan(document: &Document, report: &mut Report) -> RecoveryPlan {
    RecoveryPlan {
        steps: steps(document, report),
        time_objective: objective(document, "Recovery Time Objective", report),
        point_objective: objective(document, "Recovery Point Objective", report),
    }
}

fn steps(document: &Document, report: &mut Report) -> Vec<String> {
    let section = Section::RecoveryPlan;
    let Some(heading) = document.outline.heading(section) else { return Vec::new() };
    let mut fences = document.outline.fences.iter().filter(|f| f.under == Some(section));
    let Some(fence) = fences.find(|fence| fence.language == "mermaid") else {
        report.add(heading, "\"Recovery Plan\" has no diagram: a mermaid block with its steps is expected");
        return Vec::new();
    };
    let steps = mermaid::labels(&fence.text, MOST);
    if steps.is_empty() {
        report
            .add(fence.at, "the diagram has no steps: nodes such as `A[Notify] --> B[Recover]` are expected");
    } else if steps.len() > MOST {
        report.add(fence.at, format!("the diagram has too many steps: at most {MOST} are expected"));
    }
    steps
}

fn objective(document: &Document, key: &str, report: &mut Report) -> Option<Span> {
    let field = document.field(Section::RecoveryPlan, key, report)?;
    let span = Span::parse(&field.value);
    if let Err(message) = &span {
        report.add(field.range.start, format!("**{key}**: {message}"));
    }
    span.ok()
}
