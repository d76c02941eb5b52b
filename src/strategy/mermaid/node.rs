//! One node of a flow chart in every shape: `A`, `A[Words]`, `A{Question?}`, `A@{ shape: diamond, label: "Question?" }`.

use super::label;

/// A node where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Node<'a> {
    /// What arrows call it.
    pub id: &'a str,
    /// Its words, where they are written here.
    pub label: Option<String>,
    /// Whether its shape is the one for questions.
    pub decides: bool,
    /// Whether it is about an arrow of this name instead.
    pub of_arrow: bool,
}

/// How a shape opens and how it may close, longest first.
const SHAPES: [(&str, &[&str]); 14] = [
    ("(((", &[")))"]),
    ("((", &["))"]),
    ("([", &["])"]),
    ("(-", &["-)"]),
    ("[[", &["]]"]),
    ("[(", &[")]"]),
    ("[/", &["/]", "\\]"]),
    ("[\\", &["\\]", "/]"]),
    ("[|", &["|]"]),
    ("{{", &["}}"]),
    ("(", &[")"]),
    ("[", &["]"]),
    ("{", &["}"]),
    (">", &["]"]),
];
/// The names of the shape for questions.
const QUESTIONS: [&str; 4] = ["diam", "diamond", "decision", "question"];
/// What can be said about an arrow, and not about a node.
const OF_ARROWS: [&str; 3] = ["animate", "animation", "curve"];

/// The node at the beginning of a text, and what follows it.
pub fn node(text: &str) -> Option<(Node<'_>, &str)> {
    let text = text.trim_start();
    let (id, rest) = text.split_at(id_length(text));
    if id.is_empty() {
        return None;
    }
    let (mut node, rest) = match rest.strip_prefix("@{") {
        Some(about) => described(id, about)?,
        None => drawn(id, rest),
    };
    let class = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    node.label = node.label.filter(|label| !label.is_empty());
    Some((node, rest.strip_prefix(":::").map_or(rest, |rest| rest.trim_start_matches(class))))
}

/// A minus belongs to a name unless it begins an arrow.
pub fn id_length(text: &str) -> usize {
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|(_, next)| *next);
        let inside = match c {
            '-' => at > 0 && !matches!(next, None | Some('-' | '>' | '.' | ' ')),
            '.' => at > 0 && !matches!(next, Some('-' | '.')),
            '=' => at > 0 && !matches!(next, None | Some('=' | '>')),
            c => c.is_alphanumeric() || matches!(c, '_' | '!' | '#' | '$' | '\'' | '*' | '+' | '?' | '/'),
        };
        if !inside {
            return at;
        }
    }
    text.len()
}

fn drawn<'a>(id: &'a str, rest: &'a str) -> (Node<'a>, &'a str) {
    let (label, opened, rest) = match shape(rest) {
        Some((label, opened, rest)) => (Some(label), opened, rest),
        None => (None, "", rest),
    };
    (Node { id, label, decides: opened == "{", of_arrow: false }, rest)
}

/// The label within brackets, how they open, and what follows them.
pub fn shape(text: &str) -> Option<(String, &'static str, &str)> {
    SHAPES.iter().filter(|(open, _)| text.starts_with(open)).find_map(|(open, closes)| {
        let inside = &text[open.len()..];
        let (end, close) = end_of(inside, closes)?;
        Some((label::words(&inside[..end]), *open, &inside[end + close.len()..]))
    })
}

/// Where a shape closes: outside quotes, and outside brackets of the label's own where they are closed too.
fn end_of(text: &str, closes: &[&'static str]) -> Option<(usize, &'static str)> {
    let (mut depth, mut quoted, mut first) = (0_usize, false, None);
    for (at, c) in text.char_indices() {
        let close = closes.iter().find(|close| !quoted && text[at..].starts_with(**close));
        if let Some(close) = close {
            if depth == 0 {
                return Some((at, *close));
            }
            first = first.or(Some((at, *close)));
        }
        match c {
            '"' => quoted = !quoted,
            '[' | '(' | '{' if !quoted => depth += 1,
            ']' | ')' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    first
}

/// `@{ shape: diamond, label: "Data lost?" }`
fn described<'a>(id: &'a str, about: &'a str) -> Option<(Node<'a>, &'a str)> {
    let (end, close) = end_of(about, &["}"])?;
    let mut node = Node { id, label: None, decides: false, of_arrow: false };
    let pairs = pairs(&about[..end]);
    node.of_arrow = !pairs.is_empty() && pairs.iter().all(|(key, _)| OF_ARROWS.contains(key));
    for (key, value) in pairs {
        match key {
            "label" => node.label = Some(label::words(value.trim_matches('\''))),
            "shape" => node.decides = QUESTIONS.contains(&value.trim_matches(['"', '\''])),
            _ => {}
        }
    }
    Some((node, &about[end + close.len()..]))
}

/// `key: value`, separated by commas or lines outside quotes.
fn pairs(text: &str) -> Vec<(&str, &str)> {
    let mut quoted = false;
    let parts = text.split(|c: char| {
        quoted ^= c == '"';
        !quoted && matches!(c, ',' | '\n')
    });
    parts.filter_map(|part| part.split_once(':')).map(|(key, value)| (key.trim(), value.trim())).collect()
}
