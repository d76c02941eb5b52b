//! Mermaid flow charts as steps: in the order of their arrows, and where a question leads for each answer.

mod chart;
mod label;
mod link;
mod node;
mod order;
mod statements;

use chart::Chart;
use statements::{Statement, statements};

/// A flow chart as it was read.
#[derive(Debug, Default)]
pub struct Flow {
    /// The steps, each after those whose arrows lead to it. There is at most one more than was asked for.
    pub steps: Vec<FlowStep>,
    /// What is wrong, each with its offset in the diagram's text.
    pub problems: Vec<(usize, String)>,
}

/// A node of a flow chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowStep {
    /// The offset in the diagram's text at which it is named first.
    pub at: usize,
    /// Its words.
    pub label: String,
    /// Whether a person decides which one of its arrows is followed. Else all of them are.
    pub asks: bool,
    /// Its arrows: the words at each, which may be empty, and the index of the step that it leads to.
    pub arrows: Vec<(String, usize)>,
}

/// The diagrams of today's Mermaid that are no flow charts.
const OTHER_KINDS: [&str; 32] = [
    "sequenceDiagram",
    "classDiagram",
    "classDiagram-v2",
    "stateDiagram",
    "stateDiagram-v2",
    "erDiagram",
    "gantt",
    "journey",
    "pie",
    "quadrantChart",
    "requirementDiagram",
    "requirement",
    "gitGraph",
    "mindmap",
    "timeline",
    "zenuml",
    "sankey",
    "sankey-beta",
    "xychart",
    "xychart-beta",
    "block",
    "block-beta",
    "packet",
    "packet-beta",
    "kanban",
    "architecture",
    "architecture-beta",
    "radar-beta",
    "treemap",
    "C4Context",
    "C4Container",
    "info",
];

/// Reads a flow chart. Reading stops once there are more than `most` steps.
pub fn read(text: &str, most: usize) -> Flow {
    let mut statements = statements(text);
    if let Some(first) = statements.first() {
        if let Some(problem) = other_kind(first) {
            return Flow { problems: vec![problem], ..Flow::default() };
        }
        if is_flowchart(first) {
            statements.remove(0);
        }
    }
    let mut chart = Chart::new(most);
    statements.iter().for_each(|statement| chart.read(statement));
    order::flow(chart)
}

fn first_word<'a>(statement: &Statement<'a>) -> &'a str {
    statement.text.split_whitespace().next().unwrap_or_default()
}

fn is_flowchart(statement: &Statement) -> bool {
    matches!(first_word(statement), "graph" | "flowchart" | "flowchart-elk")
}

/// The problem where the first statement begins another diagram: one of the known kinds, or a lone word.
fn other_kind(first: &Statement) -> Option<(usize, String)> {
    let word = first_word(first);
    let known = OTHER_KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(word.trim_end_matches(':')));
    let lone = word == first.text && word.chars().all(|c| c.is_alphanumeric() || c == '-');
    (!is_flowchart(first) && (known || lone && !word.is_empty())).then(|| {
        let shown = crate::domain::text::clip(word, 40);
        let message = format!(
            "a diagram of the kind {shown:?} is not read: draw the steps as a flow chart, such as `graph TD` and below it \
             `A[Assess impact] --> B[Restore the backup]`, or write them as a numbered list"
        );
        (first.at, message)
    })
}

#[cfg(test)]
mod tests;
