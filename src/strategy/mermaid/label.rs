//! The words of a label without its markup.

use crate::strategy::outline::one_line;

/// Characters that a label writes by name, after `#` or `&`.
const NAMED: [(&str, &str); 6] =
    [("quot", "\""), ("amp", "&"), ("lt", "<"), ("gt", ">"), ("nbsp", " "), ("apos", "'")];

/// The words of a label: without quotes, tags, icons and the marks of a Markdown string, on one line.
pub fn words(written: &str) -> String {
    let written = written.trim();
    let inner = written.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(written).trim();
    let text = match inner.strip_prefix('`').and_then(|text| text.strip_suffix('`')) {
        Some(markdown) => without_marks(markdown),
        None => inner.to_owned(),
    };
    let text = decoded(&without_tags(&text)).replace("\\n", " ");
    one_line(&text.split_whitespace().filter(|word| !is_icon(word)).collect::<Vec<_>>().join(" "))
}

fn without_marks(markdown: &str) -> String {
    markdown.replace("**", "").replace("__", "").replace('*', "")
}

/// `fa:fa-ban`
fn is_icon(word: &str) -> bool {
    word.split_once(":fa-").is_some_and(|(set, _)| set.starts_with("fa") && set.len() <= 3)
}

/// `<br/>` becomes a blank; so does every other tag.
fn without_tags(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let end =
            after.find('>').filter(|_| after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        kept.push_str(before);
        match end {
            Some(end) => {
                if after.to_ascii_lowercase().starts_with("br") {
                    kept.push(' ');
                }
                rest = &after[end + 1..];
            }
            None => {
                kept.push('<');
                rest = after;
            }
        }
    }
    kept + rest
}

/// `#quot;`, `#35;` and `&amp;` become what they stand for.
fn decoded(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['#', '&']) {
        decoded.push_str(&rest[..at]);
        let name = rest[at + 1..].split_once(';').and_then(|(name, after)| Some((character(name)?, after)));
        match name {
            Some((character, after)) => {
                decoded.push_str(&character);
                rest = after;
            }
            None => {
                decoded.push_str(&rest[at..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    decoded + rest
}

fn character(name: &str) -> Option<String> {
    let name = name.trim_start_matches('#');
    let named = NAMED.iter().find(|(known, _)| *known == name).map(|(_, character)| (*character).to_owned());
    named.or_else(|| name.parse().ok().and_then(char::from_u32).filter(|c| !c.is_control()).map(String::from))
}
