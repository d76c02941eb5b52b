//! The Recovery Plan: the steps of its diagram or of its list, how they are done, and its objectives.

mod objectives;
mod shapes;

use super::document::Document;
use super::mermaid::{self, Flow, FlowStep};
use super::outline::Fence;
use super::problem::Report;
use super::runbook::{self, MOST};
use super::section::Section;
use super::yaml::{Node, Value};
use crate::domain::reading::Reader;
use crate::domain::runbook::{Step, Way, Work};
use crate::domain::strategy::RecoveryPlan;
use crate::domain::text::clip;
use crate::domain::time::Span;
use std::ops::Range;

/// Reads the plan.
pub fn plan(document: &Document, automation: Option<&Node>, report: &mut Report) -> RecoveryPlan {
    let mut steps = steps(document, report);
    if let Some(node) = automation {
        runbook::tell(node, steps.iter_mut(), report);
        check_questions(node, &mut steps, report);
    }
    let objectives = objectives::read(document, report);
    RecoveryPlan {
        steps,
        time_objective: objectives.time,
        point_objective: objectives.point,
        drill_every: drill_every(document, report),
    }
}

fn steps(document: &Document, report: &mut Report) -> Vec<Step> {
    let section = Section::RecoveryPlan;
    let Some(heading) = document.outline.heading(section) else { return Vec::new() };
    let fences = document.outline.fences.iter().filter(|f| f.under == Some(section));
    let mut diagrams = fences.filter(|fence| fence.language == "mermaid");
    let list = shapes::listed(document);
    let Some(diagram) = diagrams.next() else {
        if list.is_empty() {
            without_steps(document, heading, report);
        }
        return from_list(document, list, report);
    };
    for second in diagrams {
        report.ask(
            range_of(second),
            "a second diagram below \"Recovery Plan\" is not read: the first one holds the steps",
        );
    }
    if let Some(range) = spanned(document, &list) {
        let message = "the steps of the diagram are read, not this list: keep one of the two";
        report.ask(range, message);
    }
    from_diagram(diagram, report)
}

/// What stands below the heading of a plan without steps is asked about: it may say them in a way that is not read.
fn without_steps(document: &Document, heading: usize, report: &mut Report) {
    let expected = "a mermaid block with its steps, or a numbered list, is expected";
    let message = format!("\"Recovery Plan\" has no steps: {expected}");
    match document.reader {
        Reader::First => report.add(heading, message),
        Reader::Second => {
            let next = document.outline.headings.iter().map(|title| title.at).find(|start| *start > heading);
            report.ask(heading..next.unwrap_or(document.source.text.len()), message);
        }
    }
}

/// The whole fenced block, as far as it has text.
fn range_of(fence: &Fence) -> Range<usize> {
    fence.at..fence.place(fence.text.len()).max(fence.at)
}

/// From the first line of a list to the end of its last.
fn spanned(document: &Document, list: &[(usize, Step)]) -> Option<Range<usize>> {
    let ((first, _), (last, _)) = (list.first()?, list.last()?);
    Some(*first..last + shapes::line_of(document.source.text, *last).len())
}

/// The steps of a numbered list. Lists below different headings are not one: the later ones are asked about.
fn from_list(document: &Document, list: Vec<(usize, Step)>, report: &mut Report) -> Vec<Step> {
    let heading = |at: usize| document.outline.headings.partition_point(|title| title.at <= at);
    let counted = shapes::are_headings(document, &list);
    let first = list.first().map(|(at, _)| heading(*at));
    let (mut steps, others): (Vec<_>, Vec<_>) =
        list.into_iter().partition(|(at, _)| counted || Some(heading(*at)) == first);
    if let Some(range) = spanned(document, &others) {
        report.ask(
            range,
            "a second numbered list below \"Recovery Plan\" is not read: the first one holds the steps",
        );
    }
    runbook::check(&mut steps, document, report);
    if let Some(range) = spanned(document, &steps) {
        let headings = document.outline.headings.iter().map(|title| title.at);
        let next = headings.filter(|at| counted && *at >= range.end).min();
        let end = if counted { next.unwrap_or(document.source.text.len()) } else { range.end };
        report.claim(range.start..end);
    }
    steps.into_iter().map(|(_, step)| step).collect()
}

fn from_diagram(fence: &Fence, report: &mut Report) -> Vec<Step> {
    report.claim(range_of(fence));
    let Flow { steps, problems } = mermaid::read(&fence.text, MOST);
    if steps.is_empty() && problems.is_empty() {
        report
            .add(fence.at, "the diagram has no steps: nodes such as `A[Notify] --> B[Recover]` are expected");
    } else if steps.len() > MOST {
        report.add(fence.at, format!("the diagram has too many steps: at most {MOST} are expected"));
    }
    problems.into_iter().for_each(|(at, message)| report.add(fence.place(at), message));
    let branches = steps.iter().any(|step| step.asks);
    steps.into_iter().map(|step| step_of(step, branches)).collect()
}

/// Where its arrows lead is kept only in a diagram that asks.
fn step_of(step: FlowStep, branches: bool) -> Step {
    let usual = Step::manual(step.label);
    let arrows = step.arrows.into_iter().map(|(label, to)| Way { label, to: to + 1 });
    match (branches, step.asks) {
        (false, _) => usual,
        (true, true) => Step { ways: arrows.collect(), ..usual },
        (true, false) => Step { then: arrows.map(|way| way.to).collect(), ..usual },
    }
}

/// A person chooses an answer: a machine's step cannot ask.
fn check_questions(node: &Node, steps: &mut [Step], report: &mut Report) {
    for step in steps.iter_mut().filter(|step| !step.ways.is_empty()) {
        let says_more = step.restores || step.cleans_up;
        if step.work != Work::Manual || says_more {
            let at = entry_of(node, &step.text).unwrap_or(node.at);
            let text = clip(&step.text, 60);
            report.add(
                at,
                format!("{text:?} asks which way to go: a person answers it, so it has no work of its own"),
            );
            step.then = std::mem::take(&mut step.ways).into_iter().map(|way| way.to).collect();
        }
    }
}

/// Where a step's automation stands.
fn entry_of(node: &Node, text: &str) -> Option<usize> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(text)).map(|entry| entry.at)
}

fn drill_every(document: &Document, report: &mut Report) -> Option<Span> {
    let key = "Drill Every";
    let field = document.field(Section::RecoveryPlan, key, report)?;
    let span = Span::parse(&field.value);
    if let Err(message) = &span {
        report.add(field.range.start, format!("**{key}**: {message}"));
    }
    span.ok()
}

#[cfg(test)]
mod tests;
