//! `approvals` of an environment: one rule, a list of rules, or `none`.

use super::access_table::AccessTable;
use super::mapping::Mapping;
use super::problem::Report;
use super::values::{count, span, texts};
use super::yaml::{Node, Value};
use crate::domain::strategy::{ApprovalRule, Approvals};
use crate::domain::text::{Slug, clip};
use crate::domain::time::Span;

/// More rules than this are refused.
const MOST_RULES: usize = 20;
/// More people than this are refused in one rule.
const MOST_PEOPLE: u32 = 100;

/// What holds where the document says nothing, or leaves parts of a rule out.
pub struct Usual<'a> {
    /// The environment.
    pub environment: &'a Slug,
    /// The rule; it also gives what a written rule leaves out.
    pub rule: ApprovalRule,
    /// Whether it is asked where `approvals` is not written at all.
    pub is_asked: bool,
    /// Who may approve where.
    pub access: &'a AccessTable,
}

/// Reads who must agree. In one rule several roles are a choice; of several rules each is asked. `none`, and a rule
/// that requires 0, ask for no approval.
pub fn approvals(node: Option<&Node>, usual: &Usual, report: &mut Report) -> Approvals {
    let Some(node) = node else {
        return Approvals::of(usual.is_asked.then(|| usual.rule.clone()));
    };
    match &node.value {
        Value::Text(text) if text.trim().eq_ignore_ascii_case("none") => Approvals::none(),
        Value::Map(_) => Approvals::of([rule(node, usual, report)]),
        Value::List(nodes) if (1..=MOST_RULES).contains(&nodes.len()) => {
            Approvals::of(nodes.iter().map(|node| rule(node, usual, report)))
        }
        _ => {
            let found = match &node.value {
                Value::Text(text) => format!("{:?}", clip(text, 60)),
                Value::List(nodes) => format!("a list of {}", nodes.len()),
                _ => node.kind().to_owned(),
            };
            let people = match &node.value {
                Value::Text(text) => text.trim().parse().unwrap_or(usual.rule.required),
                _ => usual.rule.required,
            };
            let from = usual.rule.from.join(", ");
            let expected = format!("a rule such as `{{ required: {people}, from: [{from}] }}`");
            report.add(
                node.at,
                format!("approvals: {expected}, a list of 1 to {MOST_RULES} rules, or `none` is expected, not {found}"),
            );
            usual_rule(usual)
        }
    }
}

/// What cannot be read leaves nothing more open than what is usual.
fn usual_rule(usual: &Usual) -> Approvals {
    Approvals::of([usual.rule.clone()])
}

/// One rule; what cannot be read of it is as usual.
fn rule(node: &Node, usual: &Usual, report: &mut Report) -> ApprovalRule {
    let Some(mapping) = Mapping::of(node, "approvals", &["required", "from", "expires"], report) else {
        return usual.rule.clone();
    };
    let required = mapping.get("required").and_then(|n| count(n, "required", (0, MOST_PEOPLE), report));
    let required = required.unwrap_or(usual.rule.required);
    let from = mapping.get("from").map(|n| approvers(n, usual, report));
    ApprovalRule {
        required,
        from: from.unwrap_or_else(|| usual.rule.from.clone()),
        expires: mapping.get("expires").and_then(|n| expiry(n, report)).unwrap_or(usual.rule.expires),
    }
}

fn expiry(node: &Node, report: &mut Report) -> Option<Span> {
    let span = span(node, "expires", report)?;
    if span.0 == 0 {
        report.add(node.at, "expires: an approval must count for some time, such as 24h");
    }
    Some(span)
}

fn approvers(node: &Node, usual: &Usual, report: &mut Report) -> Vec<String> {
    let mut from: Vec<String> = Vec::new();
    let written = texts(node, "from", report).unwrap_or_default();
    if written.is_empty() {
        report.add(node.at, "from: at least one role is expected");
    }
    for (at, role) in written {
        match usual.access.approver(&role, usual.environment) {
            Err(message) => report.add(at, message),
            Ok(role) if from.contains(&role) => {}
            Ok(role) => from.push(role),
        }
    }
    from
}
