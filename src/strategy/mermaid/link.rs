//! One link of a flow chart: `-->`, `---`, `-.->`, `==>`, `--o`, `<-->`, `~~~`, `-->|words|`, `-- words -->`, `e1@-->`.

use super::label;
use super::node::id_length;

/// A link between two nodes.
#[derive(Debug, PartialEq, Eq)]
pub struct Link {
    /// The words at it; may be empty.
    pub label: String,
    /// Whether it is only there for the layout.
    pub invisible: bool,
    /// Whether it has a head at its beginning.
    pub back: bool,
}

/// The link at the beginning of a text, and what follows it.
pub fn link(text: &str) -> Option<(Link, &str)> {
    let text = without_name(text.trim_start());
    if text.starts_with("~~~") {
        return Some((
            Link { label: String::new(), invisible: true, back: false },
            text.trim_start_matches('~'),
        ));
    }
    let back = text.starts_with(['<', 'x', 'o']);
    let line = if back { &text[1..] } else { text };
    let (words, rest) = match line_length(line) {
        Some(length) => piped(&line[length..]),
        None => around(line)?,
    };
    Some((Link { label: label::words(words), invisible: false, back: back && text.starts_with('<') }, rest))
}

/// Without `e1@`.
fn without_name(text: &str) -> &str {
    let length = id_length(text);
    match text[length..].strip_prefix('@') {
        Some(rest) if length > 0 && !rest.starts_with('{') => rest,
        _ => text,
    }
}

/// How long a whole line is, with the head at its end.
fn line_length(text: &str) -> Option<usize> {
    let head = |length: usize| length + usize::from(text[length..].starts_with(['>', 'x', 'o']));
    let run = |from: usize, ink: char| text[from..].len() - text[from..].trim_start_matches(ink).len();
    let whole = |ink: char| {
        let ink_length = run(0, ink);
        let length = head(ink_length);
        (ink_length >= 2 && length >= 3).then_some(length)
    };
    if text.starts_with("--") {
        return whole('-');
    }
    if text.starts_with("==") {
        return whole('=');
    }
    let lead = usize::from(text.starts_with('-'));
    let dots = run(lead, '.');
    (dots > 0 && text[lead + dots..].starts_with('-')).then(|| head(lead + dots + 1))
}

/// `|words|` after a line.
fn piped(text: &str) -> (&str, &str) {
    let rest = text.trim_start();
    let Some(inside) = rest.strip_prefix('|') else { return ("", text) };
    let from = inside.strip_prefix('"').and_then(|quoted| quoted.find('"')).map_or(0, |end| end + 2);
    match inside[from..].find('|') {
        Some(end) => (&inside[..from + end], &inside[from + end + 1..]),
        None => ("", text),
    }
}

/// `-- words -->`, `== words ==>`, `-. words .->`
fn around(text: &str) -> Option<(&str, &str)> {
    let (open, ink) =
        [("--", "--"), ("==", "=="), ("-.", ".-")].into_iter().find(|(open, _)| text.starts_with(open))?;
    let inside = &text[open.len()..];
    let from = inside.trim_start().strip_prefix('"').and_then(|quoted| quoted.find('"')).unwrap_or(0);
    let mut ends = inside.match_indices(ink).map(|(at, _)| at).filter(|at| *at >= from);
    ends.find_map(|at| Some((at, line_length(&inside[at..])?)))
        .map(|(at, length)| (inside[..at].trim(), &inside[at + length..]))
}
