//! Document Control and Strategy Summary.

use super::document::Document;
use super::nearest::did_you_mean;
use super::outline::Field;
use super::problem::Report;
use super::section::Section;
use super::values::fits;
use crate::domain::strategy::DeploymentType;
use crate::domain::text::{Slug, clip};

/// The words that a document's status may have.
const STATUS: [&str; 4] = ["Draft", "Review", "Approved", "Superseded"];

/// The project's name and slug. Checks the other lines of Document Control on the way.
pub fn project(document: &Document, report: &mut Report) -> Option<(String, Slug)> {
    let section = Section::DocumentControl;
    document.require_heading(section, "**Project**, **Version**, **Last Updated** and **Status**", report);
    document.required(section, "Version", "the document's version", report);
    document.required(section, "Last Updated", "a date", report);
    if let Some(status) = document.required(section, "Status", "Draft, Review or Approved", report)
        && !STATUS.iter().any(|word| word.eq_ignore_ascii_case(&status.value))
    {
        let message = format!(
            "{:?} is not a status: Draft, Review, Approved or Superseded is expected{}",
            clip(&status.value, 60),
            did_you_mean(&status.value, &STATUS)
        );
        report.add(status.range.start, message);
    }
    let field = document.required(section, "Project", "the project's name", report)?;
    if !fits(&field.value, 80, field.range.start, report) {
        return None;
    }
    let name = field.value.clone();
    let slug = match document.field(section, "Slug", report).filter(|given| !given.value.is_empty()) {
        Some(given) => given_slug(given, report),
        None => slug_of(field, report),
    };
    Some((name, slug?))
}

/// The slug that the document gives, for a name that makes none or that others have too.
fn given_slug(given: &Field, report: &mut Report) -> Option<Slug> {
    let slug = Slug::parse(given.value.trim_matches('`'));
    slug.map_err(|why| report.add(given.range.start, why)).ok()
}

fn slug_of(name: &Field, report: &mut Report) -> Option<Slug> {
    let slug = Slug::of_name(&name.value);
    if slug.is_none() {
        let name_words = clip(&name.value, 60);
        let message = format!(
            "{name_words:?} gives no short name: a letter or a digit is expected, or a line `- **Slug**: ...` with one"
        );
        report.add(name.range.start, message);
    }
    slug
}

/// How a release is put out.
pub fn deployment_type(document: &Document, report: &mut Report) -> Option<DeploymentType> {
    let all = [DeploymentType::Rolling, DeploymentType::BlueGreen, DeploymentType::Canary];
    let expected = "Rolling, Blue-Green or Canary";
    let field = document.required(Section::StrategySummary, "Deployment Type", expected, report)?;
    let letters = |text: &str| text.replace(['-', ' '], "").to_ascii_lowercase();
    let found = all.into_iter().find(|kind| letters(kind.word()) == letters(&field.value));
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

/// The release schedule and the rollback approach, in the team's words.
pub fn summary(document: &Document, report: &mut Report) -> (String, String) {
    let section = Section::StrategySummary;
    document.require_heading(
        section,
        "**Deployment Type**, **Release Frequency**, **Environments** and **Rollback Strategy**",
        report,
    );
    let frequency = document.required(section, "Release Frequency", "the release schedule", report);
    let frequency = frequency.map(|field| field.value.clone());
    let rollback = document.required(section, "Rollback Strategy", "the rollback approach", report);
    (frequency.unwrap_or_default(), rollback.map(|field| field.value.clone()).unwrap_or_default())
}
