//! Key Metrics and Alert Rules.

use super::blocks::Blocks;
use super::channel;
use super::document::Document;
use super::mapping::{Mapping, entries};
use super::nearest::did_you_mean;
use super::outline::Cell;
use super::problem::Report;
use super::section::Section;
use super::synonyms::columns::is_usual;
use super::tables::{column, columns, table_of, words};
use super::threshold::{Threshold, contradiction};
use super::values::{span, text, texts};
use super::yaml::{Entry, Node, Value};
use crate::domain::strategy::{AlertRule, KeyMetric};
use crate::domain::text::clip;

/// The table of Key Metrics.
pub fn metrics(document: &Document, report: &mut Report) -> Vec<KeyMetric> {
    let names = ["Metric", "Warning", "Critical", "Action"];
    let table = table_of(document, Section::KeyMetrics, &names.join(", "), report);
    let Some((table, at)) =
        table.and_then(|t| Some((t, columns(t, names, ("Key Metrics", document.reader), report)?)))
    else {
        return Vec::new();
    };
    report.claim(table.range.clone());
    let mut row = |cells: &[_]| {
        let [metric, warning, critical, action] =
            [0, 1, 2, 3].map(|column| words(cells, at[column], names[column], report));
        check_thresholds(cells, [at[1], at[2]], report);
        KeyMetric { metric, warning, critical, action }
    };
    table.rows.iter().map(|(_, cells)| row(cells)).collect()
}

/// Reports thresholds that cannot be read, or that do not belong together. Empty cells were reported already.
fn check_thresholds(cells: &[Cell], at: [usize; 2], report: &mut Report) {
    let mut read = |column: usize, name: &str| {
        let cell = cells.get(column).filter(|cell| !cell.text.is_empty())?;
        let threshold = Threshold::parse(&cell.text);
        threshold.map_err(|message| report.add(cell.at, format!("{name}: {message}"))).ok()
    };
    let (warning, critical) = (read(at[0], "Warning"), read(at[1], "Critical"));
    if let Some(message) = warning.zip(critical).and_then(|(one, other)| contradiction(&one, &other)) {
        report.add(cells[at[1]].at, message);
    }
}

/// A metric that alerts can name: its words, and its critical threshold where it can be read.
struct Known {
    metric: String,
    threshold: Option<Threshold>,
}

fn known(document: &Document) -> Vec<Known> {
    let mut tables = document.outline.tables.iter().filter(|table| table.under == Some(Section::KeyMetrics));
    let Some(table) = tables.next() else { return Vec::new() };
    let cell = |cells: &[Cell], name: &str| {
        let usual = || table.header.iter().position(|cell| is_usual(&cell.text, name));
        let found = column(table, name).or_else(usual).and_then(|at| cells.get(at));
        found.map(|cell| cell.text.clone()).unwrap_or_default()
    };
    let known = table.rows.iter().map(|(_, cells)| Known {
        metric: cell(cells, "Metric"),
        threshold: Threshold::parse(&cell(cells, "Critical")).ok(),
    });
    known.filter(|known| !known.metric.is_empty()).collect()
}

/// The block `alerts`: a mapping of names to rules, a list of rules with a `name`, or either of them below `rules`.
pub fn alerts(document: &Document, blocks: &Blocks, report: &mut Report) -> Vec<AlertRule> {
    let Some(node) = blocks.fixed("alerts") else { return Vec::new() };
    let known = known(document);
    let mut names: Vec<String> = Vec::new();
    let mut rules = Vec::new();
    for (at, name, node) in named(below_rules(node), report) {
        if names.contains(&plain(&name)) {
            report.add(at, format!("the alert {:?} stands twice: once is expected", clip(&name, 60)));
        }
        names.push(plain(&name));
        let metric = metric(at, &name, &known, report);
        rules.extend(alert(at, name, node, metric, report));
    }
    rules
}

/// The rules themselves where they stand below `rules`.
fn below_rules(node: &Node) -> &Node {
    match &node.value {
        Value::Map(all) => match all.as_slice() {
            [Entry { key, node, .. }] if key == "rules" && !is_rule(node) => node,
            _ => node,
        },
        _ => node,
    }
}

fn is_rule(node: &Node) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    entries.iter().any(|entry| KEYS.contains(&entry.key.as_str()))
}

/// The rules with their names and where those stand.
fn named<'a>(node: &'a Node, report: &mut Report) -> Vec<(usize, String, &'a Node)> {
    let Value::List(rules) = &node.value else {
        let all = entries(node, "alerts", report).unwrap_or_default();
        return all.into_iter().map(|entry| (entry.at, entry.key.clone(), &entry.node)).collect();
    };
    rules.iter().filter_map(|rule| listed(rule, report)).collect()
}

/// `- name: error_rate` with its rule, or `- error_rate: {...}`
fn listed<'a>(rule: &'a Node, report: &mut Report) -> Option<(usize, String, &'a Node)> {
    let Value::Map(entries) = &rule.value else {
        let message =
            format!("an alert is a mapping with `name`, `threshold` and `window`, not {}", rule.kind());
        report.add(rule.at, message);
        return None;
    };
    if let Some(entry) = entries.iter().find(|entry| entry.key == "name") {
        return Some((entry.at, text(&entry.node, "name", report)?, rule));
    }
    match entries.as_slice() {
        [Entry { at, key, node }] if matches!(node.value, Value::Map(_)) => Some((*at, key.clone(), node)),
        _ => {
            report.add(rule.at, "the alert lacks `name`: a metric of the table \"Key Metrics\" is expected");
            None
        }
    }
}

/// The metric that an alert is about, by its name. Without a table there is nothing to compare with.
fn metric<'a>(at: usize, name: &str, known: &'a [Known], report: &mut Report) -> Option<&'a Known> {
    let named = plain(name);
    let exact = known.iter().find(|known| plain(&known.metric) == named);
    let within = |known: &&Known| format!(" {named} ").contains(&format!(" {} ", plain(&known.metric)));
    let found = exact.or_else(|| known.iter().filter(within).max_by_key(|known| known.metric.len()));
    if found.is_none() && !known.is_empty() && !report.is_full() {
        let metrics: Vec<&str> = known.iter().map(|known| known.metric.as_str()).collect();
        let meant = did_you_mean(&named, &metrics);
        let name = clip(name, 60);
        report.add(at, format!("the alert {name:?} names no metric of the table \"Key Metrics\"{meant}"));
    }
    found
}

/// `error_rate`, `error-rate`, `ErrorRate` and `Error Rate` are one name.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            plain.push(' ');
        }
        before = c;
        let c = if c.is_alphanumeric() { c } else { ' ' };
        plain.extend(c.to_lowercase());
    }
    super::outline::one_line(&plain)
}

/// The keys of an alert; in a list it has a name beside them.
const KEYS: [&str; 4] = ["name", "threshold", "window", "channels"];
/// What other tools call the keys of an alert, and what Slipway expects instead.
const MEANT: [(&str, &str, &str); 17] = [
    ("condition", "threshold", "5%"),
    ("expr", "threshold", "5%"),
    ("expression", "threshold", "5%"),
    ("query", "threshold", "5%"),
    ("when", "threshold", "5%"),
    ("limit", "threshold", "5%"),
    ("value", "threshold", "5%"),
    ("duration", "window", "5m"),
    ("for", "window", "5m"),
    ("period", "window", "5m"),
    ("interval", "window", "5m"),
    ("evaluation", "window", "5m"),
    ("channel", "channels", "[slack]"),
    ("notify", "channels", "[slack]"),
    ("notifications", "channels", "[slack]"),
    ("receivers", "channels", "[slack]"),
    ("receiver", "channels", "[slack]"),
];

fn alert(
    at: usize,
    name: String,
    node: &Node,
    metric: Option<&Known>,
    report: &mut Report,
) -> Option<AlertRule> {
    let alert = mapping(node, &name, report)?;
    for key in ["threshold", "window"].into_iter().filter(|key| alert.get(key).is_none()) {
        if !is_meant(node, key) {
            report.add(at, format!("the alert {:?} lacks `{key}`", clip(&name, 60)));
        }
    }
    let window = alert.get("window");
    window.and_then(|node| span(node, "window", report));
    let channels = alert.get("channels").and_then(|node| texts(node, "channels", report)).unwrap_or_default();
    for (at, channel) in &channels {
        if let Err(message) = channel::check(channel) {
            report.add(*at, message);
        }
    }
    let threshold = alert.get("threshold")?;
    check_threshold(threshold, metric, report);
    Some(AlertRule {
        name,
        threshold: text(threshold, "threshold", report)?,
        window: window?.words(),
        channels: channels.into_iter().map(|(_, channel)| channel).collect(),
    })
}

/// Takes the rule as a mapping; a key of another tool is reported with the one that is expected.
fn mapping<'a>(node: &'a Node, name: &str, report: &mut Report) -> Option<Mapping<'a>> {
    if let Value::Map(entries) = &node.value {
        for entry in entries {
            if let Some((key, expected, such)) = MEANT.iter().find(|(key, ..)| *key == entry.key) {
                report.add(entry.at, format!("`{key}` is not read: write `{expected}: {such}` instead"));
            }
        }
    }
    let keys = if has_name(node, name) { &KEYS[..] } else { &KEYS[1..] };
    Mapping::among(node, "an alert", keys, &MEANT.map(|(key, ..)| key), report)
}

/// Whether the alert is one of a list, which has its name among its keys.
fn has_name(node: &Node, name: &str) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    entries.iter().any(|entry| entry.key == "name" && entry.node.words().trim() == name)
}

/// Whether a key is written under another tool's name, which was reported.
fn is_meant(node: &Node, key: &str) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    entries.iter().any(|entry| MEANT.iter().any(|(other, meant, _)| *other == entry.key && *meant == key))
}

fn check_threshold(node: &Node, metric: Option<&Known>, report: &mut Report) {
    let Value::Text(written) = &node.value else { return };
    if written.trim().is_empty() {
        return;
    }
    match (Threshold::parse(written), metric.and_then(|metric| metric.threshold.as_ref())) {
        (Err(message), _) => report.add(node.at, format!("threshold: {message}")),
        (Ok(threshold), Some(known)) if threshold.unit != known.unit => {
            let (found, expected) = (threshold.unit.words(), known.unit.words());
            report.add(
                node.at,
                format!("threshold: {expected} is expected as in the table \"Key Metrics\", not {found}"),
            );
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
