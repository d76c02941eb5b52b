//! Passages in which Slipway reads nothing: quotations, HTML with its comments, and blocks of text. A line there that
//! would be a rule elsewhere is asked about.

use super::headings::meant;
use super::rules::{is_key_line, states_rule};
use super::{Asked, Left, MOST};
use crate::strategy::outline::{Paragraph, one_line, without_tick};
use crate::strategy::section::Section;
use crate::strategy::unread::tables::has_rule_head;

/// The first line of a quotation that a draft makes of the original text: what it says was decided already.
pub const ORIGINAL: &str = "The original text:";
/// Languages of blocks that hold plain text or Markdown.
const TEXT: [&str; 7] = ["", "text", "txt", "plain", "markdown", "md", "indented"];
/// Parts whose lists are rules, whatever they say.
const LISTS: [Section; 5] = [
    Section::Checklist,
    Section::DeploymentSteps,
    Section::AccessControl,
    Section::KeyMetrics,
    Section::RecoveryPlan,
];

/// A line without what encloses it.
struct Inner {
    at: usize,
    length: usize,
    words: String,
    /// Whether it is an item of a list, or a row of a table.
    listed: bool,
    /// Whether it has a box.
    task: bool,
    /// Whether it is a heading.
    heading: bool,
}

impl Left<'_> {
    /// Rules in quotations.
    pub fn quotations(&self) -> Vec<Asked> {
        let quotations = self.document.outline.quotations.iter().take(MOST);
        let own = |passage: &&Paragraph| !self.lines_of(passage, unquoted).any(|line| line.words == ORIGINAL);
        let message =
            |what: &str| format!("{what} stands in a quotation, so it is not read: remove the `>` before it");
        quotations.filter(own).flat_map(|passage| self.rules_in(passage, unquoted, message)).collect()
    }

    /// Rules in HTML and its comments.
    pub fn html(&self) -> Vec<Asked> {
        let blocks = self.document.outline.html.iter().take(MOST);
        blocks
            .flat_map(|block| {
                let comment = self.document.source.text[block.range.clone()].trim_start().starts_with("<!--");
                let how = match comment {
                    true => "stands in a comment, so it is not read: move it out, or remove it",
                    false => {
                        "stands inside HTML, so it is not read: write it in Markdown, after an empty line"
                    }
                };
                self.rules_in(block, untagged, move |what| format!("{what} {how}"))
            })
            .collect()
    }

    /// Boxes and headings in blocks of plain text.
    pub fn text_blocks(&self) -> Vec<Asked> {
        let fences = self.document.outline.fences.iter().take(MOST);
        let text = fences.filter(|fence| self.is_left(fence.at) && TEXT.contains(&fence.language.as_str()));
        let lines = text.flat_map(|fence| self.document.lines(fence.range.clone()));
        let looks = lines.filter(|(_, line)| {
            let inner = bare(line);
            inner.task || inner.heading && meant(&inner.words).is_some()
        });
        let message = "this stands in a block of text, so it is not read: write it outside of the block";
        looks.map(|(at, line)| (at..at + line.len(), message.to_owned())).collect()
    }

    fn rules_in(
        &self,
        passage: &Paragraph,
        strip: impl Fn(&str) -> Inner,
        message: impl Fn(&str) -> String,
    ) -> Vec<Asked> {
        let lists = passage.under.is_some_and(|part| LISTS.contains(&part))
            || self.is_about_releases(passage.heading);
        let lines = self.lines_of(passage, strip).take(MOST);
        let kinds = lines.filter_map(|line| Some((what(&line, lists)?, line)));
        kinds.map(|(what, line)| (line.at..line.at + line.length, message(what))).collect()
    }

    fn lines_of(&self, passage: &Paragraph, strip: impl Fn(&str) -> Inner) -> impl Iterator<Item = Inner> {
        let lines = self.document.lines(passage.range.clone());
        lines.map(move |(at, line)| Inner { at, length: line.len(), ..strip(line) })
    }
}

/// What a line looks like; none for prose.
fn what(line: &Inner, lists: bool) -> Option<&'static str> {
    match () {
        () if line.words.is_empty() => None,
        () if line.task => Some("this checklist line"),
        () if line.heading && meant(&line.words).is_some() => Some("this heading"),
        () if is_key_line(&line.words) || states_rule(&line.words) => Some("this rule"),
        () if line.listed && (lists || has_rule_head(&line.words)) => Some("this line"),
        () => None,
    }
}

/// A line of Markdown without the marks at its beginning.
fn bare(line: &str) -> Inner {
    let line = line.trim();
    let words = line.trim_start_matches(['-', '*', '+']).trim_start();
    let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < words.len() && digits.starts_with(['.', ')']);
    let words = if numbered { digits[1..].trim_start() } else { words };
    let bullet = words.len() < line.len() && !line.starts_with("--") && !line.starts_with("**");
    let row = line.starts_with('|') && line.chars().any(char::is_alphanumeric);
    let ticked = without_tick(words);
    Inner {
        at: 0,
        length: 0,
        heading: line.starts_with('#'),
        listed: bullet || numbered || row,
        task: ticked.is_some_and(|words| words.chars().any(char::is_alphanumeric))
            && (bullet
                || numbered
                || ["[ ]", "[x]", "[X]"].iter().any(|tick| words.starts_with(tick))
                || !words.starts_with(['[', '('])),
        words: one_line(ticked.unwrap_or(words).trim_start_matches('#')),
    }
}

fn unquoted(line: &str) -> Inner {
    bare(line.trim_start_matches(|c: char| c == '>' || c.is_whitespace()))
}

/// A line of HTML without its tags.
fn untagged(line: &str) -> Inner {
    let lower = line.to_lowercase();
    let line = line.replace("<!--", " ").replace("-->", " ");
    let mut words = String::new();
    let mut inside = false;
    for c in line.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                words.push(' ');
            }
            _ if !inside => words.push(c),
            _ => {}
        }
    }
    let inner = bare(&words);
    let has = |tag: &str| lower.contains(tag);
    Inner {
        task: inner.task || has("type=\"checkbox\"") || has("type=checkbox") || has("type='checkbox'"),
        heading: inner.heading || (1..=6).any(|level| has(&format!("<h{level}"))),
        listed: inner.listed || has("<li") || has("<td") || has("<th"),
        ..inner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_seen_through_what_encloses_it() {
        for (line, task, words) in [
            ("> - [ ] Lights on", true, "Lights on"),
            (">> * [x] Lights on", true, "Lights on"),
            ("> ☐ Lights on", true, "Lights on"),
            ("> 1. [ ] Lights on", true, "Lights on"),
            ("> (a) Lights on", false, "(a) Lights on"),
            ("> Prose", false, "Prose"),
        ] {
            let inner = unquoted(line);
            assert_eq!((inner.task, inner.words.as_str()), (task, words), "{line}");
        }
        let inner = untagged("<li><input type=\"checkbox\"> Lights on</li>");
        assert!(inner.task && inner.listed && inner.words == "Lights on");
        assert!(untagged("<h3>Pre-Deployment Checklist</h3>").heading);
        assert!(untagged("<!-- - [ ] Lights on -->").task);
    }
}
