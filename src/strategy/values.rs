//! Values of YAML blocks as what is expected of them; anything else is reported at its place.

use super::nearest::did_you_mean;
use super::problem::Report;
use super::yaml::{Node, Value};
use crate::domain::text::{choice_words, clip};
use crate::domain::{time::Span, url::ExternalUrl};

/// A text that says something.
pub fn text(node: &Node, what: &str, report: &mut Report) -> Option<String> {
    match &node.value {
        Value::Text(text) if text.contains('\0') => {
            wrong(node, format!("{what}: a text without a NUL character is expected"), report)
        }
        Value::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Text(_) => wrong(node, format!("{what}: a text is expected, not an empty one"), report),
        _ => wrong(node, format!("{what}: a text is expected, not {}", node.kind()), report),
    }
}

/// A list of texts with their places; a single text is a list of one.
pub fn texts(node: &Node, what: &str, report: &mut Report) -> Option<Vec<(usize, String)>> {
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        Value::Text(_) => std::slice::from_ref(node),
        _ => return wrong(node, format!("{what}: a list of texts is expected, not {}", node.kind()), report),
    };
    Some(nodes.iter().filter_map(|n| text(n, what, report).map(|text| (n.at, text))).collect())
}

/// The texts alone, where their places do not matter.
pub fn plain_texts(node: Option<&Node>, what: &str, report: &mut Report) -> Vec<String> {
    let found = node.and_then(|node| texts(node, what, report)).unwrap_or_default();
    found.into_iter().map(|(_, text)| text).collect()
}

/// A length of time: `10s`, `24 h`, `1h30m`, `2 days`, `PT5M`.
pub fn span(node: &Node, what: &str, report: &mut Report) -> Option<Span> {
    let text = text(node, what, report)?;
    match Span::parse(&text) {
        Ok(span) => Some(span),
        Err(message) => wrong(node, format!("{what}: {message}"), report),
    }
}

/// A whole number between two bounds.
pub fn count(node: &Node, what: &str, bounds: (u32, u32), report: &mut Report) -> Option<u32> {
    let text = text(node, what, report)?;
    match text.parse() {
        Ok(count) if (bounds.0..=bounds.1).contains(&count) => Some(count),
        _ => {
            let (low, high) = bounds;
            let message =
                format!("{what}: a whole number from {low} to {high} is expected, not {:?}", clip(&text, 60));
            wrong(node, message, report)
        }
    }
}

/// One of some words, ignoring case.
pub fn choice<T: Clone>(node: &Node, what: &str, words: &[(&str, T)], report: &mut Report) -> Option<T> {
    let text = text(node, what, report)?;
    if let Some((_, meaning)) = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text)) {
        return Some(meaning.clone());
    }
    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let expected = choice_words(&words);
    let meant = did_you_mean(&text, &words);
    wrong(node, format!("{what}: {expected} is expected, not {:?}{meant}", clip(&text, 60)), report)
}

/// `true` or `false`.
pub fn truth(node: &Node, what: &str, report: &mut Report) -> Option<bool> {
    choice(node, what, &[("true", true), ("false", false)], report)
}

/// An address that a browser may follow.
pub fn web_address(node: &Node, what: &str, report: &mut Report) -> Option<String> {
    let address = text(node, what, report)?;
    match ExternalUrl::parse(&address) {
        Ok(url) => Some(url.as_str().to_owned()),
        Err(message) => wrong(node, format!("{what}: {message}"), report),
    }
}

/// Whether a name or line has at most so many characters; a longer one is reported.
pub fn fits(text: &str, most: usize, at: usize, report: &mut Report) -> bool {
    let fits = text.chars().count() <= most;
    if !fits {
        report.add(at, format!("{:?} is too long: at most {most} characters are expected", clip(text, 40)));
    }
    fits
}

fn wrong<T>(node: &Node, message: String, report: &mut Report) -> Option<T> {
    report.add(node.at, message);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T>(text: &str, with: impl Fn(&Node, &mut Report) -> Option<T>) -> Option<T> {
        let mut report = Report::default();
        let read = with(&Node { at: 0, value: Value::Text(text.to_owned()) }, &mut report);
        assert_eq!(read.is_some(), report.is_empty(), "either a value or a problem: {text:?}");
        read
    }

    #[test]
    fn whole_numbers_are_within_bounds() {
        assert_eq!(read("3", |n, r| count(n, "batch", (1, 5), r)), Some(3));
        assert_eq!(read("0", |n, r| count(n, "batch", (1, 5), r)), None);
    }

    #[test]
    fn addresses_are_of_the_web() {
        let address = |text: &str| read(text, |n, r| web_address(n, "url", r)).is_some();
        assert!(address("https://shop.example.org:8443/health?x=1"));
        for bad in ["javascript:alert(1)", "ftp://x", "http://", "//x", "/x", "https://a b"] {
            assert!(!address(bad), "{bad}");
        }
    }
}
