//! A draft in the template's order, made out of a document of any shape: what was recognised, what has to be decided,
//! and the original text below what came from it.

mod blank;
mod parts;

use super::document::Document;
use super::outline::Fence;
use super::read::{Outcome, examine_document};
use super::section::Section;
use super::source::Source;
use super::unread::ORIGINAL;
use crate::domain::reading::Reader;
use crate::domain::strategy::Strategy;
use crate::domain::text::clip;

pub use blank::blank;

/// The headings that only hold others, with the parts below each, in the template's order.
const CHAPTERS: [(&str, &[Section]); 10] = [
    ("", &[Section::DocumentControl]),
    ("Deployment Overview", &[Section::StrategySummary]),
    ("CI/CD Pipeline", &[Section::PipelineStages]),
    ("", &[Section::EnvironmentConfiguration]),
    ("Deployment Process", &[Section::Checklist, Section::DeploymentSteps]),
    ("Monitoring & Alerts", &[Section::KeyMetrics, Section::AlertConfiguration]),
    ("Security Measures", &[Section::AccessControl, Section::SecurityProtocols]),
    ("Disaster Recovery", &[Section::BackupStrategy, Section::RecoveryPlan]),
    ("Documentation", &[Section::DeploymentDocumentation, Section::SupportDocumentation]),
    ("", &[Section::ChangeLog]),
];

/// Makes a draft out of a document. Wherever a person has to choose stands `[Decide: ... (line 367)]`, with the line of
/// the original; `check` refuses a draft in which one is left.
///
/// # Errors
/// Bytes that are no text.
pub fn draft(bytes: &[u8]) -> Result<String, super::Problem> {
    let source = Source::of(bytes)?;
    let document = Document::of(source, Reader::default());
    let outcome = examine_document(&document);
    let unread = outcome.unread.iter().map(|unread| unread.line).collect();
    let made = Draft { document: &document, decisions: decisions(&document, &outcome), unread };
    Ok(made.text(outcome.strategy.as_ref()))
}

/// Something to decide: the part of the template that it belongs to, and what is said there.
struct Decision {
    section: Option<Section>,
    text: String,
}

/// Every problem and every passage that was not read, where it stands.
fn decisions(document: &Document, outcome: &Outcome) -> Vec<Decision> {
    let problems = outcome.problems.iter().map(|problem| (problem.line, problem.message.as_str()));
    let unread = outcome.unread.iter().map(|unread| (unread.line, unread.message.as_str()));
    // The draft adds the headings that are missing, with what has to be decided below them.
    let added = |message: &str| message.starts_with("the heading ") && message.contains(" is missing: ");
    let mut all: Vec<(usize, &str)> = problems.chain(unread).filter(|(_, message)| !added(message)).collect();
    all.sort_unstable();
    let decision = |(line, message): (usize, &str)| {
        let message = clip(message, 300).replace(['[', ']'], "");
        Decision {
            section: document.section_at_line(line),
            text: format!("[Decide: {message} (line {line})]"),
        }
    };
    all.into_iter().map(decision).collect()
}

struct Draft<'a> {
    document: &'a Document<'a>,
    decisions: Vec<Decision>,
    /// The lines of what was not read.
    unread: Vec<usize>,
}

impl Draft<'_> {
    fn text(&self, strategy: Option<&Strategy>) -> String {
        let mut text = "# Deployment Strategy Document\n".to_owned();
        for (chapter, sections) in CHAPTERS {
            let parts: Vec<String> =
                sections.iter().filter_map(|section| self.part(*section, strategy)).collect();
            if !parts.is_empty() && !chapter.is_empty() {
                text.push_str(&format!("\n## {chapter}\n"));
            }
            parts.iter().for_each(|part| text.push_str(part));
        }
        text.push_str(&self.rest());
        text
    }

    /// A part of the template; none where the document says nothing of it and nothing has to be decided there.
    fn part(&self, section: Section, strategy: Option<&Strategy>) -> Option<String> {
        let own = strategy.map(|strategy| parts::of(section, strategy)).unwrap_or_default();
        let blocks: String = self.blocks(section).map(block).collect();
        let listed = section == Section::RecoveryPlan && blocks.is_empty();
        let own = own + &strategy.filter(|_| listed).map(parts::recovery_steps).unwrap_or_default();
        let decisions: String = self.decided(Some(section)).map(|text| format!("- {text}\n")).collect();
        let original = self.original(Some(section));
        if own.is_empty() && blocks.is_empty() && decisions.is_empty() && original.is_empty() {
            return None;
        }
        let level = if CHAPTERS.iter().any(|(chapter, parts)| chapter.is_empty() && parts.contains(&section))
        {
            "##"
        } else {
            "###"
        };
        let pieces: Vec<String> =
            [own, blocks, decisions, original].into_iter().filter(|piece| !piece.is_empty()).collect();
        Some(format!("\n{level} {}\n{}", section.title(), pieces.join("\n")))
    }

    fn decided(&self, section: Option<Section>) -> impl Iterator<Item = &str> {
        self.decisions
            .iter()
            .filter(move |decision| decision.section == section)
            .map(|decision| decision.text.as_str())
    }

    /// The blocks below a part that Slipway reads.
    fn blocks(&self, section: Section) -> impl Iterator<Item = &Fence> {
        let fences = self.document.outline.fences.iter();
        fences.filter(move |fence| {
            let read = match fence.language.as_str() {
                "yaml" | "yml" => !matches!(section, Section::KeyMetrics | Section::AccessControl),
                "mermaid" => section == Section::RecoveryPlan,
                _ => false,
            };
            fence.under == Some(section) && read && !self.is_unread(fence)
        })
    }

    fn is_unread(&self, fence: &Fence) -> bool {
        let lines = [fence.range.start, fence.range.end].map(|at| self.document.source.line(at));
        self.unread.iter().any(|line| (lines[0]..=lines[1]).contains(line))
    }

    /// What the original says below the headings of a part, quoted, so that it is kept and not read.
    fn original(&self, section: Option<Section>) -> String {
        let kept: Vec<&str> = self.document.texts_of(section).map(|(_, text)| text).collect();
        if kept.iter().all(|text| text.trim().is_empty()) {
            return String::new();
        }
        let lines = kept.iter().flat_map(|text| text.trim_end().lines());
        let quoted: String = lines.map(|line| format!("> {line}").trim_end().to_owned() + "\n").collect();
        format!("> {ORIGINAL}\n>\n{quoted}")
    }

    /// What belongs to no part of the template.
    fn rest(&self) -> String {
        let decisions: String = self.decided(None).map(|text| format!("- {text}\n")).collect();
        let marked =
            self.document.outline.fences.iter().filter(|fence| fence.marked && fence.under.is_none());
        let marked: String = marked.map(block).collect();
        let pieces = [decisions, marked, self.original(None)];
        let pieces: Vec<String> = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
        if pieces.is_empty() { String::new() } else { format!("\n## Also said\n{}", pieces.join("\n")) }
    }
}

/// A block as it stands, without the indentation of a list.
fn block(fence: &Fence) -> String {
    let mark = if fence.marked { " slipway" } else { "" };
    let end = if fence.text.ends_with('\n') { "" } else { "\n" };
    format!("```{}{mark}\n{}{end}```\n", fence.language, fence.text)
}

#[cfg(test)]
mod tests;
