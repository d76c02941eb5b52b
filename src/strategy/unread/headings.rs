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
        asked.extend(self.bold_lines());
        asked.extend(self.again());
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

    /// `**Pre-Deployment Checklist**` on a line of its own looks like a heading and is a paragraph.
    fn bold_lines(&self) -> Vec<Asked> {
        let paragraphs = self.document.outline.paragraphs.iter().take(MOST);
        let left = paragraphs.filter(|paragraph| self.is_left(paragraph.range.start));
        let meant = left.filter_map(|paragraph| {
            let text = self.document.source.text[paragraph.range.clone()].trim().trim_end_matches(':');
            let words = ["**", "__"].iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark))?;
            (!words.contains('\n') && meant(words).is_some()).then_some((paragraph.range.start, words))
        });
        let asked = meant.map(|(at, words)| {
            let words = clip(words, 80);
            (self.line(at), format!("{words:?} is bold text and no heading: write `## {words}`"))
        });
        asked.collect()
    }

    /// Two lists of steps below two headings of the same part are one procedure to Slipway.
    fn again(&self) -> Vec<Asked> {
        let titles = self.document.outline.headings.iter().enumerate().take(MOST);
        let steps = titles.filter(|(_, title)| title.section == Some(Section::DeploymentSteps)).skip(1);
        let asked = steps.map(|(_, title)| {
            let words = clip(&title.words, 80);
            let message =
                format!("the heading {words:?} stands twice: the steps below both are read as one procedure");
            (self.line(title.at), message)
        });
        asked.collect()
    }
}

/// The part of the template that words mean.
fn known(words: &str) -> Option<Section> {
    let words = words.trim();
    exact(words).or_else(|| usual(words)).or_else(|| resembles(words))
}

/// The part of the template that a line means which is no heading. Usual titles that are everyday words don't count.
pub fn meant(words: &str) -> Option<Section> {
    const RULES: [Section; 7] = [
        Section::EnvironmentConfiguration,
        Section::Checklist,
        Section::DeploymentSteps,
        Section::KeyMetrics,
        Section::AlertConfiguration,
        Section::AccessControl,
        Section::RecoveryPlan,
    ];
    exact(words).or_else(|| usual(words).or_else(|| resembles(words)).filter(|part| RULES.contains(part)))
}
