//! What answers each line of the checklist, and where it is asked: the `checklist` block maps lines to rules.

use super::access_table::AccessTable;
use super::mapping::{Mapping, entries};
use super::names::Names;
use super::nearest::{did_you_mean, nearest};
use super::problem::Report;
use super::values::{text, texts};
use super::yaml::{Entry, Node};
use crate::domain::checklist::{AnsweredBy, EVIDENCE, folded};
use crate::domain::strategy::ChecklistRule;
use crate::domain::text::{Slug, choice_words, clip};
use std::collections::BTreeMap;

/// What a rule is read against.
struct Around<'a> {
    names: &'a Names,
    access: &'a AccessTable,
}

/// The lines with what answers them and where they are asked. A key of the block names a line, ignoring case, white
/// space and a full stop at the end; its rule holds `evidence` or `by`, and perhaps `only`.
pub fn rules(
    lines: Vec<(usize, String)>,
    block: Option<&Node>,
    names: &Names,
    access: &AccessTable,
    report: &mut Report,
) -> Vec<ChecklistRule> {
    let mut rules: Vec<ChecklistRule> = lines.into_iter().map(|(_, text)| ChecklistRule::of(text)).collect();
    let mut mapped: BTreeMap<usize, &Entry> = BTreeMap::new();
    for entry in block.and_then(|node| entries(node, "the checklist", report)).unwrap_or_default() {
        match find(&rules, &entry.key) {
            None => report_unknown(&rules, entry, report),
            Some(index) if mapped.contains_key(&index) => {
                let line = clip(&rules[index].text, 60);
                report
                    .add(entry.at, format!("{line:?} stands twice in the checklist block: once is expected"));
            }
            Some(index) => drop(mapped.insert(index, entry)),
        }
    }
    for (index, entry) in mapped {
        apply(&mut rules[index], &entry.node, &Around { names, access }, report);
    }
    rules
}

/// The lines as the first reader took them: no block, and answered by their words.
pub fn rules_by_first(lines: Vec<(usize, String)>) -> Vec<ChecklistRule> {
    lines.into_iter().map(|(_, text)| ChecklistRule::of_first(text)).collect()
}

fn find(rules: &[ChecklistRule], key: &str) -> Option<usize> {
    let key = folded(key);
    rules.iter().position(|rule| folded(&rule.text) == key)
}

fn report_unknown(rules: &[ChecklistRule], entry: &Entry, report: &mut Report) {
    if report.is_full() {
        return;
    }
    let lines: Vec<&str> = rules.iter().map(|rule| rule.text.as_str()).collect();
    let meant = nearest(&entry.key, &lines);
    let meant = meant.map(|line| format!("; did you mean {:?}?", clip(line, 100))).unwrap_or_default();
    let key = clip(&entry.key, 60);
    report.add(
        entry.at,
        format!("{key:?} is not a line of the checklist: its lines are expected, word for word{meant}"),
    );
}

fn apply(rule: &mut ChecklistRule, node: &Node, around: &Around, report: &mut Report) {
    let Some(mapping) = Mapping::of(node, "a checklist line", &["evidence", "by", "only"], report) else {
        return;
    };
    let get = |key| mapping.get(key);
    if get("evidence").is_some() && get("by").is_some() {
        report.add(node.at, "either `evidence` or `by` is expected, not both: one of them answers the line");
    }
    if ["evidence", "by", "only"].into_iter().all(|key| get(key).is_none()) {
        report.add(node.at, "`evidence`, `by` or `only` is expected, such as `{ by: SRE }`");
    }
    rule.only = get("only").map(|node| only(node, around.names, report));
    let by = get("by").and_then(|node| by(node, rule.only.as_deref(), around, report));
    let answered = get("evidence").and_then(|node| evidence(node, report)).or(by);
    if let Some(answered) = answered {
        rule.by = answered;
    }
}

/// A kind of evidence that says yes or no.
fn evidence(node: &Node, report: &mut Report) -> Option<AnsweredBy> {
    let written = text(node, "evidence", report)?;
    if let Some((_, by)) = EVIDENCE.iter().find(|(kind, _)| kind.eq_ignore_ascii_case(&written)) {
        return Some(by.clone());
    }
    let kinds = EVIDENCE.map(|(kind, _)| kind);
    let why = match written.to_lowercase().as_str() {
        "coverage" | "duplication" | "complexity" => "; a gate judges that by its threshold".to_owned(),
        _ => did_you_mean(&written, &kinds),
    };
    let (expected, written) = (choice_words(&kinds), clip(&written, 60));
    report.add(node.at, format!("evidence: {expected} is expected, not {written:?}{why}"));
    None
}

/// `approvals`, `person`, or a role that can see the environments that ask the line.
fn by(node: &Node, only: Option<&[Slug]>, around: &Around, report: &mut Report) -> Option<AnsweredBy> {
    let written = text(node, "by", report)?;
    match written.to_lowercase().as_str() {
        "approvals" => return Some(AnsweredBy::Approvals),
        "person" => return Some(AnsweredBy::Person),
        _ => {}
    }
    match around.access.answerer(&written, only.unwrap_or_default()) {
        Ok(role) => Some(AnsweredBy::Role(role)),
        Err(message) => {
            report.add(node.at, format!("by: {message}"));
            None
        }
    }
}

fn only(node: &Node, names: &Names, report: &mut Report) -> Vec<Slug> {
    let mut only: Vec<Slug> = Vec::new();
    let written = texts(node, "only", report).unwrap_or_default();
    if written.is_empty() {
        report.add(node.at, "only: at least one environment is expected");
    }
    for (at, name) in written {
        match names.find(&name) {
            None => names.report_unknown(at, &name, report),
            Some(named) if only.contains(&named.slug) => {}
            Some(named) => only.push(named.slug.clone()),
        }
    }
    only
}
