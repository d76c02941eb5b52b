//! Headings that resemble one of the template's, and lines that were meant as headings.

use super::{Asked, Left, MOST};
use crate::domain::text::clip;
use crate::strategy::section::{Section, resembles};
use crate::strategy::synonyms::headings::{exact, usual};

impl Left<'_> {
    /// Headings that are not read though they look like it.
    pub fn headings(&self) -> Vec<Asked> {
        let mut asked = self.resembling();
        asked.extend(self.in_lists());
        asked.extend(self.without_blank());
        asked
    }

    /// Headings with all words of one of the template's, or with usual words that another heading took, where something
    /// below them is left.
    fn resembling(&self) -> Vec<Asked> {
        let titles = self.document.outline.headings.iter().enumerate().take(MOST);
        let others = titles.filter(|(_, title)| title.section.is_none());
        let meant = others.filter_map(|(index, title)| {
            let section = resembles(&title.words).or_else(|| usual(&title.words))?;
            self.has_left_below(index).then_some((index, title, section))
        });
        meant
            .map(|(index, title, section)| (self.below(index), self.not_read(&title.words, section)))
            .collect()
    }

    /// A heading with everything to the next one.
    fn below(&self, heading: usize) -> std::ops::Range<usize> {
        let headings = &self.document.outline.headings;
        let end = headings.get(heading + 1).map_or(self.document.source.text.len(), |next| next.at);
        headings[heading].at..end
    }

    fn not_read(&self, words: &str, section: Section) -> String {
        let (words, own) = (clip(words, 80), section.title());
        format!("what stands below the heading {words:?} is not read: Slipway reads it below {own:?} only")
    }

    /// Whether a list, table or block right below a heading was not read.
    fn has_left_below(&self, heading: usize) -> bool {
        let outline = &self.document.outline;
        let below = |of: Option<usize>| of == Some(heading);
        outline.items.iter().any(|item| below(item.heading) && self.is_left(item.at))
            || outline.tables.iter().any(|table| below(table.heading) && self.is_left(table.range.start))
            || outline.fences.iter().any(|fence| below(fence.heading) && self.is_left(fence.at))
    }

    /// Inside a list item a heading is part of the item.
    fn in_lists(&self) -> Vec<Asked> {
        let stray = self.document.outline.stray.iter().take(MOST);
        let meant = stray.filter_map(|(at, words)| Some((*at, words, known(words)?)));
        let asked = meant.map(|(at, words, _)| {
            let words = clip(words, 80);
            let message = format!("the heading {words:?} stands inside a list, so nothing is read below it: begin its line at the margin");
            (self.line(at), message)
        });
        asked.collect()
    }

    /// `###Title` is a paragraph to Markdown.
    fn without_blank(&self) -> Vec<Asked> {
        let paragraphs = self.document.outline.paragraphs.iter().take(MOST);
        let lines = paragraphs.flat_map(|paragraph| self.document.lines(paragraph.range.clone()));
        let meant = lines.filter_map(|(at, line)| {
            let words = line.trim_start().strip_prefix('#')?.trim_start_matches('#');
            known(words).map(|_| (at, words.trim()))
        });
        let asked = meant.map(|(at, words)| {
            let message = format!("{:?} is no heading: write a blank after the #", clip(words, 80));
            (self.line(at), message)
        });
        asked.collect()
    }

    /// Lines of HTML that would be headings or task items without it.
    pub fn html(&self) -> Vec<Asked> {
        let blocks = self.document.outline.html.iter().take(MOST);
        let text = self.document.source.text;
        let blocks = blocks.filter(|range| !text[(*range).clone()].trim_start().starts_with("<!--"));
        let lines = blocks.flat_map(|range| self.document.lines(range.clone()));
        let looks = |line: &str| {
            let line = line.trim_start();
            let heading = line.starts_with('#') && known(line.trim_start_matches('#')).is_some();
            heading
                || ["- [ ]", "- [x]", "* [ ]", "* [x]"]
                    .iter()
                    .any(|tick| line.to_lowercase().starts_with(tick))
        };
        let meant = lines.filter(|(_, line)| looks(line));
        let message = "this stands inside HTML, so it is not read: leave an empty line after the tag";
        meant.map(|(at, _)| (self.line(at), message.to_owned())).collect()
    }
}

/// The part of the template that words mean.
fn known(words: &str) -> Option<Section> {
    let words = words.trim();
    exact(words).or_else(|| usual(words)).or_else(|| resembles(words))
}
