//! One entry of the automation: what a machine does for a step.

use super::mapping::Mapping;
use super::names::Names;
use super::problem::Report;
use super::values::{choice, count, span, text, texts, truth, web_address};
use super::yaml::{Node, Value};
use crate::domain::strategy::{Automation, Does, Program};
use crate::domain::text::Slug;
use crate::domain::time::Span;

const ACTIONS: [&str; 6] = ["run", "http", "verify", "notify", "plan", "wait"];
const DETAILS: [&str; 5] = ["per", "batch", "timeout", "retries", "rollback"];
const KEYS: [&str; 13] = [
    "run", "http", "verify", "notify", "plan", "wait", "per", "batch", "only", "timeout", "retries",
    "deploys", "rollback",
];
/// How long a command may take where the document does not say.
const TIMEOUT: Span = Span::minutes(10);

/// What an entry tells about its step.
#[derive(Debug, Default)]
pub struct Told {
    /// The environments, in their order.
    pub only: Option<Vec<Slug>>,
    /// Whether the step puts the release in place.
    pub deploys: Option<bool>,
    /// How a machine does it; none leaves the step to a person.
    pub automation: Option<Automation>,
}

/// Reads an entry.
pub fn read(node: &Node, names: &Names, report: &mut Report) -> Told {
    let Some(mapping) = Mapping::of(node, "an automation", &KEYS, report) else { return Told::default() };
    let told = Told {
        only: mapping.get("only").and_then(|n| environments(n, names, report)),
        deploys: mapping.get("deploys").and_then(|n| truth(n, "deploys", report)),
        automation: automation(&mapping, report),
    };
    if KEYS.iter().all(|key| mapping.get(key).is_none()) {
        report.add(
            node.at,
            format!("the automation says nothing: {} or `only` are expected", ACTIONS.join(", ")),
        );
    }
    told
}

fn environments(node: &Node, names: &Names, report: &mut Report) -> Option<Vec<Slug>> {
    let written = texts(node, "only", report)?;
    if written.is_empty() {
        report.add(node.at, "only: at least one environment is expected");
    }
    let mut only = Vec::new();
    for (at, name) in written {
        match names.find(&name) {
            Some(named) => only.push(named.slug.clone()),
            None => names.report_unknown(at, &name, report),
        }
    }
    only.sort_by_key(|slug| names.order(slug));
    only.dedup();
    Some(only)
}

fn automation(mapping: &Mapping, report: &mut Report) -> Option<Automation> {
    let Some(does) = action(mapping, report) else { return check_details(mapping, report) };
    let per_target = mapping.get("per").and_then(|n| choice(n, "per", &[("target", ())], report)).is_some();
    let batch = mapping.get("batch").and_then(|n| count(n, "batch", (1, 500), report));
    let timeout = mapping.get("timeout").and_then(|n| timeout(n, report));
    let usual = if let Does::Wait(span) = does { Span(span.0.saturating_add(TIMEOUT.0)) } else { TIMEOUT };
    if let (Some(batch), None) = (mapping.entry("batch"), mapping.get("per")) {
        report.add(batch.at, "batch: `per: target` is expected beside it");
    }
    if let (Some(per), false) = (mapping.entry("per"), matches!(does, Does::Run(_) | Does::Http(_))) {
        report.add(per.at, "per: target goes with `run` or `http` only");
    }
    Some(Automation {
        does,
        per_target,
        batch: batch.unwrap_or(1),
        timeout: timeout.unwrap_or(usual),
        retries: mapping.get("retries").and_then(|n| count(n, "retries", (0, 100), report)).unwrap_or(0),
        rollback: mapping.get("rollback").and_then(|n| program(n, "rollback", report)),
    })
}

/// Details without an action would say how nothing is done.
fn check_details(mapping: &Mapping, report: &mut Report) -> Option<Automation> {
    let no_action = ACTIONS.iter().all(|key| mapping.get(key).is_none());
    for detail in DETAILS.iter().filter_map(|key| mapping.entry(key)).filter(|_| no_action) {
        let expected = ACTIONS.join(", ");
        report.add(
            detail.at,
            format!("`{}` needs something to do beside it: one of {expected} is expected", detail.key),
        );
    }
    None
}

/// The one action; a second is reported.
fn action(mapping: &Mapping, report: &mut Report) -> Option<Does> {
    let mut found = ACTIONS.iter().filter_map(|key| mapping.entry(key));
    let first = found.next()?;
    for second in found {
        let (first, second_key) = (&first.key, &second.key);
        report.add(second.at, format!("`{second_key}` stands beside `{first}`: one of the two is expected"));
    }
    let node = &first.node;
    match first.key.as_str() {
        "run" => program(node, "run", report).map(Does::Run),
        "http" => web_address(node, "http", report).map(Does::Http),
        "verify" => choice(node, "verify", &[("artifact", Does::VerifyArtifact)], report),
        "notify" => text(node, "notify", report).map(Does::Notify),
        "plan" => choice(node, "plan", &[("rollback", Does::PlanRollback)], report),
        _ => span(node, "wait", report).map(Does::Wait),
    }
}

fn timeout(node: &Node, report: &mut Report) -> Option<Span> {
    let span = span(node, "timeout", report)?;
    if span.0 == 0 {
        report.add(node.at, "timeout: more than no time is expected, such as 10s");
    }
    Some(span)
}

/// A line of shell, or a program with its arguments.
pub fn program(node: &Node, what: &str, report: &mut Report) -> Option<Program> {
    let Value::List(nodes) = &node.value else { return text(node, what, report).map(Program::Shell) };
    let argument = |node: &Node| match &node.value {
        Value::Text(text) if !text.contains('\0') => Some(text.clone()),
        _ => None,
    };
    let arguments: Vec<String> = nodes.iter().filter_map(argument).collect();
    if arguments.len() < nodes.len() || arguments.first().is_none_or(String::is_empty) {
        report.add(node.at, format!("{what}: a program and its arguments are expected, each a text"));
        return None;
    }
    Some(Program::Arguments(arguments))
}
