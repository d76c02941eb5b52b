//! The rules of one environment: its YAML block, and the defaults for what that leaves out.

use super::access_table::AccessTable;
use super::approvals::{self, Usual};
use super::mapping::Mapping;
use super::names::{Named, Names};
use super::problem::Report;
use super::values::{choice, text, texts, web_address};
use super::yaml::{Entry, Node, Value};
use crate::domain::strategy::{ApprovalRule, Approvals, EnvironmentRules, GateMode, Start};
use crate::domain::text::{Slug, clip};
use crate::domain::time::Span;

const KEYS: [&str; 11] = [
    "infrastructure",
    "configuration",
    "targets",
    "requires",
    "gates",
    "approvals",
    "start",
    "second_factor",
    "drill",
    "url",
    "freeze",
];
/// More targets than this are refused.
const MOST_TARGETS: usize = 500;

/// Whether a key belongs to the rules of an environment.
pub fn is_key(key: &str) -> bool {
    KEYS.contains(&key)
}

/// What the rules of an environment are checked against.
pub struct Around<'a> {
    /// All environments.
    pub names: &'a Names,
    /// Who may approve where.
    pub access: &'a AccessTable,
}

/// Reads the rules of an environment; without a block they are the defaults.
pub fn rules(named: &Named, block: Option<&Node>, around: &Around, report: &mut Report) -> EnvironmentRules {
    let block = block.filter(|node| node.value != Value::Nothing);
    let mapping = block.and_then(|node| Mapping::of(node, "an environment", &KEYS, report));
    let get = |key: &str| mapping.as_ref().and_then(|m| m.get(key));
    let guarded = around.names.is_guarded(named);
    let approvals = approvals(named, get("approvals"), around, report);
    let start = get("start").and_then(|n| choice(n, "start", &STARTS, report));
    let second_factor = get("second_factor").and_then(|n| choice(n, "second_factor", &SECOND_FACTOR, report));
    let gates = gates(named, get("gates"), around.names, report);
    EnvironmentRules {
        slug: named.slug.clone(),
        name: named.name.clone(),
        targets: targets(named, get("targets"), report),
        requires: requires(named, get("requires"), around.names, report),
        gates,
        drill_within: get("drill").and_then(|n| drill(n, gates, report)),
        second_factor: second_factor.unwrap_or(false),
        start: start.unwrap_or(if guarded || approvals.are_asked() {
            Start::ByHand
        } else {
            Start::WhenReady
        }),
        approvals,
        url: get("url").and_then(|n| web_address(n, "url", report)),
        freeze: get("freeze").map(|node| freeze(node, report)),
        infrastructure: get("infrastructure").map(|node| free(node, report)).unwrap_or_default(),
        configuration: get("configuration").map(|node| free(node, report)).unwrap_or_default(),
    }
}

/// A freeze can't be kept yet: it would stop every deployment for ever.
fn freeze(node: &Node, report: &mut Report) -> String {
    report.add(
        node.at,
        "freeze: Slipway can't keep freezes yet and would allow no deployment at all. Remove the line",
    );
    node.words()
}

/// Keys that are rules of the environment itself; among its free keys they are not read.
const RULES: [&str; 8] =
    ["approvals", "gates", "targets", "requires", "automation", "metrics", "second_factor", "freeze"];

/// Free keys as they are, asking about those that look like rules.
fn free(node: &Node, report: &mut Report) -> Vec<(String, String)> {
    ask_about_rules(node, report);
    flat(node)
}

fn ask_about_rules(node: &Node, report: &mut Report) {
    match &node.value {
        Value::Map(entries) => entries.iter().for_each(|entry| {
            if RULES.contains(&entry.key.as_str()) {
                let key = &entry.key;
                report.ask(
                    entry.at..entry.at + key.len(),
                    format!("`{key}` is not read here: move it out, beside `configuration`"),
                );
            }
            ask_about_rules(&entry.node, report);
        }),
        Value::List(nodes) => nodes.iter().for_each(|node| ask_about_rules(node, report)),
        Value::Text(_) | Value::Nothing => {}
    }
}

const STARTS: [(&str, Start); 2] = [("by_hand", Start::ByHand), ("when_ready", Start::WhenReady)];
const SECOND_FACTOR: [(&str, bool); 2] = [("required", true), ("optional", false)];
const GATES: [(&str, GateMode); 3] =
    [("enforce", GateMode::Enforce), ("warn", GateMode::Warn), ("off", GateMode::Off)];

fn gates(named: &Named, node: Option<&Node>, names: &Names, report: &mut Report) -> GateMode {
    let default = if names.is_guarded(named) { GateMode::Enforce } else { GateMode::Off };
    node.and_then(|node| choice(node, "gates", &GATES, report)).unwrap_or(default)
}

/// `within 90d`
fn drill(node: &Node, gates: GateMode, report: &mut Report) -> Option<Span> {
    let written = text(node, "drill", report)?;
    let within = written.strip_prefix("within ").map(|span| Span::parse(span.trim()));
    match within {
        Some(Ok(within)) if within.0 > 0 => {
            if gates == GateMode::Off {
                report.add(node.at, "drill: `gates: enforce` or `gates: warn` is expected beside it");
            }
            Some(within)
        }
        _ => {
            let written = clip(&written, 60);
            report.add(node.at, format!("drill: a text such as `within 90d` is expected, not {written:?}"));
            None
        }
    }
}

fn targets(named: &Named, node: Option<&Node>, report: &mut Report) -> Vec<Slug> {
    let Some(node) = node else { return vec![named.slug.clone()] };
    let mut targets: Vec<Slug> = Vec::new();
    let written = texts(node, "targets", report).unwrap_or_default();
    if written.is_empty() || written.len() > MOST_TARGETS {
        report.add(node.at, format!("targets: a list of 1 to {MOST_TARGETS} short names is expected"));
    }
    for (at, text) in written {
        match Slug::parse(&text) {
            Err(message) => report.add(at, message),
            Ok(slug) if targets.contains(&slug) => {
                report.add(at, format!("{text:?} stands twice in targets: once is expected"));
            }
            Ok(slug) => targets.push(slug),
        }
    }
    targets
}

fn requires(named: &Named, node: Option<&Node>, names: &Names, report: &mut Report) -> Vec<Slug> {
    let own = names.order(&named.slug).unwrap_or_default();
    let Some(node) = node else { return names.required_by(named) };
    let mut requires: Vec<Slug> = Vec::new();
    for (at, text) in texts(node, "requires", report).unwrap_or_default() {
        match names.find(&text) {
            None => names.report_unknown(at, &text, report),
            Some(other) if names.order(&other.slug) >= Some(own) => {
                let text = clip(&text, 60);
                report.add(
                    at,
                    format!("{text:?} is not before {:?}: an earlier environment is expected", named.name),
                );
            }
            Some(other) if requires.contains(&other.slug) => {}
            Some(other) => requires.push(other.slug.clone()),
        }
    }
    requires
}

/// Who agrees where the document does not say otherwise.
fn approvals(named: &Named, node: Option<&Node>, around: &Around, report: &mut Report) -> Approvals {
    let guarded = around.names.is_guarded(named);
    if guarded && node.is_none() {
        around.access.ask_for_approver(named, report);
    }
    let from = around.access.usual_approvers(&named.slug);
    let usual = Usual {
        environment: &named.slug,
        rule: ApprovalRule { required: 1, from, expires: Span::hours(24) },
        is_asked: guarded,
        access: around.access,
    };
    approvals::approvals(node, &usual, report)
}

/// `resources.compute` → `8 vCPU`, for every value below; a list of plain values is one value.
fn flat(node: &Node) -> Vec<(String, String)> {
    let mut found = Vec::new();
    flatten(node, String::new(), &mut found);
    found
}

fn flatten(node: &Node, path: String, found: &mut Vec<(String, String)>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match &node.value {
        Value::Map(entries) => {
            entries.iter().for_each(|Entry { key, node, .. }| flatten(node, below(key), found));
        }
        Value::List(nodes) if nodes.iter().any(|n| matches!(n.value, Value::Map(_) | Value::List(_))) => {
            nodes.iter().enumerate().for_each(|(n, node)| flatten(node, below(&n.to_string()), found));
        }
        _ => found.push((path, node.words())),
    }
}
