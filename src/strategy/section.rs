//! The headings whose contents are read; everything below other headings is prose.

use super::{nearest::nearest, outline::Outline, problem::Report};

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

    /// The section of a heading, ignoring case.
    pub fn of(title: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.title().eq_ignore_ascii_case(title))
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
pub fn check_spelling(headings: &[(usize, String)], report: &mut Report) {
    let present: Vec<Section> = headings.iter().filter_map(|(_, title)| Section::of(title)).collect();
    let missing: Vec<&str> =
        Section::ALL.into_iter().filter(|s| !present.contains(s)).map(Section::title).collect();
    let others = headings.iter().filter(|(_, title)| Section::of(title).is_none());
    for (at, title) in others.take(COMPARED) {
        if report.is_full() {
            return;
        }
        if let Some(meant) = nearest(title, &missing) {
            report.add(*at, format!("the heading {title:?} is not read: {meant:?} is expected"));
        }
    }
}
