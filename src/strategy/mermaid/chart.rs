//! The nodes, arrows and groups of a flow chart, collected statement by statement.

use super::label;
use super::link::link;
use super::node::{self, node};
use super::statements::Statement;
use crate::domain::text::clip;

/// More arrows than this are not followed.
pub const MOST_ARROWS: usize = 2000;

/// A node or a group that an arrow names.
#[derive(Debug, Clone)]
pub struct Named {
    /// What arrows call it.
    pub id: String,
    /// The offset at which it is named first.
    pub at: usize,
    /// Its words, where they are written anywhere.
    pub label: Option<String>,
    /// Whether its shape is the one for questions.
    pub decides: bool,
    /// The index of the innermost group that it stands in.
    pub group: Option<usize>,
}

/// An arrow between the indices of two nodes.
#[derive(Debug, Clone)]
pub struct Arrow {
    /// Where its statement begins.
    pub at: usize,
    /// The node that it begins at.
    pub from: usize,
    /// The node that it leads to.
    pub to: usize,
    /// The words at it; may be empty.
    pub label: String,
}

/// A `subgraph`.
#[derive(Debug, Clone)]
pub struct Group {
    /// What arrows call it.
    pub id: String,
    /// The index of the group around it.
    pub outer: Option<usize>,
}

/// What was collected so far.
#[derive(Debug, Default)]
pub struct Chart {
    most: usize,
    /// By first appearance.
    pub nodes: Vec<Named>,
    /// In the order in which they are written.
    pub arrows: Vec<Arrow>,
    /// In the order in which they begin.
    pub groups: Vec<Group>,
    /// What was not understood, with its offset.
    pub problems: Vec<(usize, String)>,
    open: Vec<usize>,
}

/// Statements about the look of a chart.
const LOOKS: [&str; 8] =
    ["style", "classDef", "class", "click", "linkStyle", "direction", "accTitle", "accTitle:"];

impl Chart {
    /// A chart of which no more than `most` nodes and one are collected.
    pub fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// Reads `A[One] --> B{Two} -->|yes| C & D`, or another statement.
    pub fn read(&mut self, statement: &Statement) {
        let word = statement.text.split_whitespace().next().unwrap_or_default();
        match word {
            "end" => drop(self.open.pop()),
            "subgraph" if self.groups.len() > self.most => {
                self.problems.push((statement.at, "the diagram has too many groups".to_owned()));
            }
            "subgraph" => self.begin_group(&statement.text[word.len()..]),
            _ if LOOKS.contains(&word) || word.starts_with("accDescr") => {}
            _ => self.chain(statement),
        }
    }

    fn chain(&mut self, statement: &Statement) {
        let mut rest = statement.text;
        let mut before: Option<(Vec<usize>, super::link::Link)> = None;
        while self.nodes.len() <= self.most {
            let Some((group, after)) = self.together(statement, rest) else {
                return self.not_understood(statement, rest);
            };
            if let Some((from, link)) = before.take() {
                self.connect(statement.at, &from, &group, &link);
            }
            let after = after.trim_start();
            if after.is_empty() {
                return;
            }
            let Some((link, next)) = link(after) else { return self.not_understood(statement, after) };
            before = Some((group, link));
            rest = next;
        }
    }

    fn not_understood(&mut self, statement: &Statement, rest: &str) {
        let shown = if rest.trim().is_empty() { statement.text } else { rest.trim() };
        let at = statement.at + statement.text.len() - rest.trim_start().len().min(statement.text.len());
        let at = if rest.trim().is_empty() { statement.at } else { at };
        let message = format!(
            "{:?} is not understood: arrows such as `A[Notify] --> B[Recover]` are expected",
            clip(shown, 60)
        );
        self.problems.push((at, message));
    }

    fn connect(&mut self, at: usize, from: &[usize], to: &[usize], link: &super::link::Link) {
        let pairs = from.iter().flat_map(|from| to.iter().map(|to| (*from, *to)));
        for (from, to) in pairs.filter(|_| !link.invisible) {
            if self.arrows.len() >= MOST_ARROWS {
                return;
            }
            self.arrows.push(Arrow { at, from, to, label: link.label.clone() });
            if link.back {
                self.arrows.push(Arrow { at, from: to, to: from, label: link.label.clone() });
            }
        }
    }

    /// Reads `A & B`.
    fn together<'a>(&mut self, statement: &Statement<'a>, text: &'a str) -> Option<(Vec<usize>, &'a str)> {
        let (first, mut rest) = self.node(statement, text)?;
        let mut group: Vec<usize> = first.into_iter().collect();
        while let Some(more) = rest.trim_start().strip_prefix('&') {
            let (node, after) = self.node(statement, more)?;
            group.extend(node.filter(|node| !group.contains(node)));
            rest = after;
        }
        Some((group, rest))
    }

    fn node<'a>(&mut self, statement: &Statement<'a>, text: &'a str) -> Option<(Option<usize>, &'a str)> {
        let (node, rest) = node(text)?;
        if node.of_arrow {
            return Some((None, rest));
        }
        let at = statement.at + statement.text.len() - text.trim_start().len();
        let known = self.nodes.iter().position(|known| known.id == node.id);
        if known.is_none() && self.nodes.len() > self.most {
            return Some((None, rest));
        }
        let index = known.unwrap_or_else(|| {
            let id = node.id.to_owned();
            self.nodes.push(Named { id, at, label: None, decides: false, group: None });
            self.nodes.len() - 1
        });
        let named = &mut self.nodes[index];
        named.label = named.label.take().or(node.label);
        named.decides |= node.decides;
        named.group = named.group.or(self.open.last().copied());
        Some((Some(index), rest))
    }

    /// `subgraph id`, `subgraph id [Title]`, `subgraph Some title`
    fn begin_group(&mut self, text: &str) {
        let text = text.trim();
        let length = node::id_length(text);
        let rest = text[length..].trim_start();
        let is_id = length > 0 && (rest.is_empty() || node::shape(rest).is_some());
        let id = if is_id { text[..length].to_owned() } else { label::words(text) };
        self.groups.push(Group { id, outer: self.open.last().copied() });
        self.open.push(self.groups.len() - 1);
    }
}
