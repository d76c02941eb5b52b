//! The template with a comment at each part that says how it is read.

use crate::strategy::section::Section;

/// The bare template, as teams fill it in.
const TEMPLATE: &str = include_str!("../../../tests/documents/template.md");

/// The template. `check` names every placeholder that is left.
pub fn blank() -> String {
    let mut text = String::new();
    for line in TEMPLATE.lines() {
        text.push_str(line);
        text.push('\n');
        let title = line.trim_start_matches('#').trim();
        let section =
            Section::ALL.into_iter().find(|section| line.starts_with('#') && section.title() == title);
        if let Some(section) = section {
            text.push_str(&format!("<!-- {} -->\n", how(section)));
        }
    }
    text
}

/// How a part is read, in a sentence or two.
fn how(section: Section) -> &'static str {
    match section {
        Section::DocumentControl => {
            "Only Project is required. Slipway writes the version, the date and the status."
        }
        Section::StrategySummary => {
            "Environments are listed in order. Production and what comes after it are guarded unless their blocks say otherwise."
        }
        Section::PipelineStages => {
            "The block quality holds the gates. A release that lacks evidence does not pass."
        }
        Section::EnvironmentConfiguration => {
            "Each block may hold targets, requires, gates, approvals, start and url. infrastructure and configuration are free."
        }
        Section::Checklist => {
            "The template's four lines about tests, scan, benchmarks and approval are answered by evidence and approvals, every other line by a person. A block checklist maps lines."
        }
        Section::DeploymentSteps => {
            "Steps are manual until a block automation says how the machine does them."
        }
        Section::KeyMetrics => "The columns Metric, Warning, Critical and Action are read.",
        Section::AlertConfiguration => {
            "Each alert names a metric of the table, with threshold, window and channels."
        }
        Section::AccessControl => "None, Read, Deploy or Full in each cell, with + Approve or + Rollback.",
        Section::SecurityProtocols => "Shown as it stands.",
        Section::BackupStrategy => "A block automation here holds backup jobs.",
        Section::RecoveryPlan => {
            "The diagram's steps, or a numbered list, are a runbook. Recovery Time Objective and Recovery Point Objective are read."
        }
        Section::DeploymentDocumentation | Section::SupportDocumentation => "Shown as it stands.",
        Section::ChangeLog => "The export adds a row for each version.",
    }
}
