//! The Recovery Plan: the steps of its diagram, how they are done, and its objectives.

use super::document::Document;
use super::mermaid;
use super::problem::Report;
use super::runbook::{self, MOST};
use super::section::Section;
use super::yaml::Node;
use crate::domain::runbook::Step;
use crate::domain::strategy::RecoveryPlan;
use crate::domain::time::Span;

/// Reads the plan.
pub fn plan(document: &Document, automation: Option<&Node>, report: &mut Report) -> RecoveryPlan {
    let mut steps: Vec<Step> = steps(document, report).into_iter().map(Step::manual).collect();
    if let Some(node) = automation {
        runbook::tell(node, steps.iter_mut(), report);
    }
    RecoveryPlan {
        steps,
        time_objective: objective(document, "Recovery Time Objective", report),
        point_objective: objective(document, "Recovery Point Objective", report),
        drill_every: objective(document, "Drill Every", report),
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
