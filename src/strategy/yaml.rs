//! YAML blocks as a tree in which every value knows its place in the document.
//!
//! A tree instead of typed structures, so that one block can have many problems and all are told at once.

mod raw;

use super::outline::Fence;
use serde_saphyr::{MessageFormatter, UserMessageFormatter};

/// A value and where it stands in the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The byte offset in the document.
    pub at: usize,
    /// The value.
    pub value: Value,
}

/// A value as written: what a number or a yes means is decided where it is expected.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing, as after `key:`.
    Nothing,
    /// A text, number or truth value, as written.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in its order.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the key stands.
    pub at: usize,
    /// The key.
    pub key: String,
    /// The value.
    pub node: Node,
}

/// Reads a block. The error is the place in the document and what was not understood.
pub fn parse(fence: &Fence) -> Result<Node, (usize, String)> {
    match serde_saphyr::from_str_with_options::<raw::Raw>(&fence.text, raw::options()) {
        Ok(raw) => Ok(raw.into_node(fence)),
        Err(error) => {
            let at = error.location().map_or(fence.at, |place| {
                fence.place(offset_of(&fence.text, place.line() as usize, place.column() as usize))
            });
            let message = UserMessageFormatter.format_message(error.without_snippet()).into_owned();
            Err((at, format!("the YAML block cannot be read: {message}")))
        }
    }
}

/// The byte offset of a line and column, both from 1.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = text[start..].chars().take(column.saturating_sub(1));
    start + rest.map(char::len_utf8).sum::<usize>()
}

/// The top-level keys of a block as far as they can be seen without reading it as YAML.
pub fn visible_keys(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with([' ', '\t', '#', '-'])).filter_map(|line| {
        let (key, rest) = line.split_once(':')?;
        (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| key.trim().trim_matches(['"', '\'']))
    })
}

impl Node {
    /// What kind of value this is, for messages.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Nothing => "nothing",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// The value in one line: `a, b` for a list, `key: value` for a mapping.
    pub fn words(&self) -> String {
        match &self.value {
            Value::Nothing => String::new(),
            Value::Text(text) => text.clone(),
            Value::List(nodes) => nodes.iter().map(Self::words).collect::<Vec<_>>().join(", "),
            Value::Map(entries) => {
                let words = entries.iter().map(|e| format!("{}: {}", e.key, e.node.words()));
                words.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

#[cfg(test)]
mod tests;
