//! Document Control and Strategy Summary.

use super::document::Document;
use super::nearest::did_you_mean;
use super::outline::Field;
use super::problem::Report;
use super::section::Section;
use super::synonyms::{letters, status::status};
use super::values::fits;
use crate::domain::reading::Reader;
use crate::domain::strategy::DeploymentType;
use crate::domain::text::{Slug, clip};

/// What a document is about: its project.
pub struct Project {
    /// Its name, as written.
    pub name: String,
    /// Its short name.
    pub slug: Slug,
}

impl Project {
    /// Stands for the project of a document that names none; its problems keep it from coming into force.
    pub fn unnamed() -> Self {
        Self { name: String::new(), slug: Slug::parse("unnamed").expect("it is made of letters") }
    }
}

/// The project. Checks the other lines of Document Control on the way: only **Project** is required, the rest is added
/// by the export.
pub fn project(document: &Document, report: &mut Report) -> Option<Project> {
    let section = Section::DocumentControl;
    document.require_heading(section, "the line `- **Project**: ...`", report);
    document.optional(section, "Version", report);
    document.optional(section, "Last Updated", report);
    check_status(document, report);
    let field = document.required(section, "Project", "the project's name", report)?;
    if !fits(&field.value, 80, field.range.start, report) {
        return None;
    }
    let own = document.optional(section, "Slug", report).filter(|_| document.reader > Reader::First);
    let slug = match own {
        Some(own) => Slug::parse(own.value.trim_matches('`'))
            .map_err(|message| report.add(own.range.start, message))
            .ok(),
        None => of_name(field, document.reader, report),
    };
    Some(Project { name: field.value.clone(), slug: slug? })
}

fn of_name(field: &Field, reader: Reader, report: &mut Report) -> Option<Slug> {
    let slug = if reader == Reader::First {
        Slug::of_name_before(&field.value)
    } else {
        Slug::of_name(&field.value)
    };
    if slug.is_none() {
        let name = clip(&field.value, 60);
        report.add(
            field.range.start,
            format!(
                "{name:?} gives no short name. Use a letter or a digit, or add the line `- **Slug**: shop`"
            ),
        );
    }
    slug
}

fn check_status(document: &Document, report: &mut Report) {
    let Some(field) = document.optional(Section::DocumentControl, "Status", report) else { return };
    if status(without_note(&field.value)).or_else(|| status(&field.value)).is_none() {
        let message = format!(
            "{:?} is not a status: Draft, Review, Approved or Superseded is expected{}",
            clip(&field.value, 60),
            did_you_mean(&field.value, &["Draft", "Review", "Approved", "Superseded"])
        );
        report.add(field.range.start, message);
    }
}

/// How a release is put out.
pub fn deployment_type(document: &Document, report: &mut Report) -> Option<DeploymentType> {
    let all = [DeploymentType::Rolling, DeploymentType::BlueGreen, DeploymentType::Canary];
    let expected = "Rolling, Blue-Green or Canary";
    let section = Section::StrategySummary;
    let is_absent = document.reader > Reader::First
        && document.field(section, "Deployment Type", &mut Report::default()).is_none();
    if is_absent {
        // One target after the other is what Slipway does, so a document need not say it.
        return Some(DeploymentType::Rolling);
    }
    let field = document.required(section, "Deployment Type", expected, report)?;
    let found = all.into_iter().find(|kind| names_type(&field.value, kind.word()));
    if let Some(kind @ (DeploymentType::BlueGreen | DeploymentType::Canary)) = found {
        let word = kind.word();
        report.add(
            field.range.start,
            format!(
                "Slipway can't carry out {word} deployments yet, so nothing could be deployed: write Rolling"
            ),
        );
    }
    if found.is_none() {
        let meant = did_you_mean(&field.value, &all.map(DeploymentType::word));
        let value = clip(&field.value, 60);
        report.add(
            field.range.start,
            format!("{value:?} is not a deployment type: {expected} is expected{meant}"),
        );
    }
    found
}

/// A value without what is explained in parentheses at its end.
fn without_note(value: &str) -> &str {
    let value = value.trim();
    value.strip_suffix(')').and_then(|value| Some(value.split_once('(')?.0)).unwrap_or(value).trim()
}

/// Whether a value names a type: `Blue/Green`, `rolling update`, `Canary Release`.
fn names_type(value: &str, word: &str) -> bool {
    let (value, word) = (letters(without_note(value)), letters(word));
    let rest = value.strip_prefix(&word);
    rest.is_some_and(|rest| {
        matches!(
            rest,
            "" | "update"
                | "updates"
                | "upgrade"
                | "upgrades"
                | "deployment"
                | "deployments"
                | "release"
                | "releases"
                | "rollout"
                | "rollouts"
                | "strategy"
        )
    })
}

/// The release schedule and the rollback approach, in the team's words; both may be left out.
pub fn summary(document: &Document, report: &mut Report) -> (String, String) {
    let section = Section::StrategySummary;
    if document.elsewhere(section, "Environments").is_none() {
        document.require_heading(section, "**Deployment Type** and **Environments**", report);
    }
    let mut words = |key| document.optional(section, key, report).map(|field| field.value.clone());
    (words("Release Frequency").unwrap_or_default(), words("Rollback Strategy").unwrap_or_default())
}
