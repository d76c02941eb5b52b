//! Key Metrics and Alert Rules.

use super::blocks::Blocks;
use super::document::Document;
use super::mapping::{Mapping, entries};
use super::problem::Report;
use super::section::Section;
use super::tables::{columns, table_of, words};
use super::values::{plain_texts, span, text};
use super::yaml::Entry;
use crate::domain::strategy::{AlertRule, KeyMetric};

/// The table of Key Metrics.
pub fn metrics(document: &Document, report: &mut Report) -> Vec<KeyMetric> {
    let names = ["Metric", "Warning", "Critical", "Action"];
    let table = table_of(document, Section::KeyMetrics, &names.join(", "), report);
    let Some((table, at)) = table.and_then(|t| Some((t, columns(t, names, "Key Metrics", report)?))) else {
        return Vec::new();
    };
    let mut row = |cells: &[_]| {
        let [metric, warning, critical, action] =
            [0, 1, 2, 3].map(|column| words(cells, at[column], names[column], report));
        KeyMetric { metric, warning, critical, action }
    };
    table.rows.iter().map(|(_, cells)| row(cells)).collect()
}

/// The block `alerts`.
pub fn alerts(blocks: &Blocks, report: &mut Report) -> Vec<AlertRule> {
    let node = blocks.fixed("alerts");
    let all = node.and_then(|node| entries(node, "alerts", report)).unwrap_or_default();
    all.into_iter().filter_map(|entry| alert(entry, report)).collect()
}

fn alert(entry: &Entry, report: &mut Report) -> Option<AlertRule> {
    let alert = Mapping::of(&entry.node, "an alert", &["threshold", "window", "channels"], report)?;
    for key in ["threshold", "window"].into_iter().filter(|key| alert.get(key).is_none()) {
        report.add(entry.at, format!("the alert {:?} lacks `{key}`", entry.key));
    }
    let window = alert.get("window");
    window.and_then(|node| span(node, "window", report));
    Some(AlertRule {
        name: entry.key.clone(),
        threshold: text(alert.get("threshold")?, "threshold", report)?,
        window: window?.words(),
        channels: plain_texts(alert.get("channels"), "channels", report),
    })
}
