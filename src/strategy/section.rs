//! The headings whose contents are read; everything below other headings is prose.

use super::nearest::nearest;
use super::outline::{Outline, Title};
use super::problem::Report;
use super::synonyms::headings::{bare, exact, usual};
use super::synonyms::words;
use crate::domain::reading::Reader;
use crate::domain::text::clip;

/// A heading of the template below which something is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// `**Project**` and what export replaces.
    DocumentControl,
    /// Deployment type and environments.
    StrategySummary,
    /// `build`, `test` and `quality`.
    PipelineStages,
    /// One YAML block for each environment.
    EnvironmentConfiguration,
    /// Task lines.
    Checklist,
    /// Phases with their steps.
    DeploymentSteps,
    /// A table.
    KeyMetrics,
    /// `alerts`.
    AlertConfiguration,
    /// A table.
    AccessControl,
    /// Named lines.
    SecurityProtocols,
    /// Named lines.
    BackupStrategy,
    /// A diagram and two objectives.
    RecoveryPlan,
    /// Named lines.
    DeploymentDocumentation,
    /// Named lines.
    SupportDocumentation,
    /// A table.
    ChangeLog,
}

impl Section {
    /// All of them, in the template's order.
    pub const ALL: [Self; 15] = [
        Self::DocumentControl,
        Self::StrategySummary,
        Self::PipelineStages,
        Self::EnvironmentConfiguration,
        Self::Checklist,
        Self::DeploymentSteps,
        Self::KeyMetrics,
        Self::AlertConfiguration,
        Self::AccessControl,
        Self::SecurityProtocols,
        Self::BackupStrategy,
        Self::RecoveryPlan,
        Self::DeploymentDocumentation,
        Self::SupportDocumentation,
        Self::ChangeLog,
    ];

    /// The heading's words.
    pub fn title(self) -> &'static str {
        match self {
            Self::DocumentControl => "Document Control",
            Self::StrategySummary => "Strategy Summary",
            Self::PipelineStages => "Pipeline Stages",
            Self::EnvironmentConfiguration => "Environment Configuration",
            Self::Checklist => "Pre-Deployment Checklist",
            Self::DeploymentSteps => "Deployment Steps",
            Self::KeyMetrics => "Key Metrics",
            Self::AlertConfiguration => "Alert Configuration",
            Self::AccessControl => "Access Control",
            Self::SecurityProtocols => "Security Protocols",
            Self::BackupStrategy => "Backup Strategy",
            Self::RecoveryPlan => "Recovery Plan",
            Self::DeploymentDocumentation => "Deployment Documentation",
            Self::SupportDocumentation => "Support Documentation",
            Self::ChangeLog => "Change Log",
        }
    }

    /// The section of a heading by the template's own words, ignoring case and nothing else.
    fn of(title: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.title().eq_ignore_ascii_case(title))
    }
}

/// Decides which headings are which part of the template. The template's own words go before other usual ones, and of
/// several others the first counts: two procedures are never read as one.
pub fn assign(headings: &mut [Title], reader: Reader) {
    if reader == Reader::First {
        headings.iter_mut().for_each(|title| title.section = Section::of(&title.words));
        return;
    }
    headings.iter_mut().for_each(|title| title.section = exact(&title.words));
    for index in 0..headings.len() {
        let known = |section: &Section| headings.iter().any(|title| title.section == Some(*section));
        if let Some(section) = usual(&headings[index].words).filter(|section| !known(section)) {
            headings[index].section = headings[index].section.or(Some(section));
        }
    }
}

/// The template's headings that a document does not have.
pub fn absent(outline: &Outline) -> Vec<&'static str> {
    let missing = Section::ALL.into_iter().filter(|section| outline.heading(*section).is_none());
    missing.map(Section::title).collect()
}

/// So many unknown headings are compared; nobody writes more.
const COMPARED: usize = 1000;

/// A misspelt heading would turn rules into prose without a word: it is a problem where the right one is missing.
pub fn check_spelling(headings: &[Title], report: &mut Report) {
    let present: Vec<Section> = headings.iter().filter_map(|title| title.section).collect();
    let missing: Vec<&str> =
        Section::ALL.into_iter().filter(|s| !present.contains(s)).map(Section::title).collect();
    let others = headings.iter().filter(|title| title.section.is_none());
    for title in others.take(COMPARED) {
        if report.is_full() {
            return;
        }
        let words = bare(&title.words);
        if let Some(meant) = nearest(&words, &missing).filter(|meant| is_slip(&words, meant)) {
            let words = clip(&title.words, 80);
            report.add(title.at, format!("the heading {words:?} is not read: {meant:?} is expected"));
        }
    }
}

/// Whether each word is its counterpart with a slip or two: *Deployment Goals* is not *Deployment Steps*.
fn is_slip(written: &str, meant: &str) -> bool {
    let (written, meant) = (words(written), words(meant));
    let near =
        |one: &String, other: &String| strsim::osa_distance(one, other) <= other.chars().count().div_ceil(5);
    written.len() != meant.len() || written.iter().zip(&meant).all(|(one, other)| near(one, other))
}

/// Whether a title holds all words of a part's title, among others: `Pre-Deployment Checklist - Database`.
pub fn resembles(title: &str) -> Option<Section> {
    let title = words(title);
    let holds = |section: &Section| words(section.title()).iter().all(|word| title.contains(word));
    Section::ALL.into_iter().find(holds)
}
