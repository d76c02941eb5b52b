//! The jobs of the Backup Strategy: a block of names, each with what makes a backup and what proves it.

use super::automation::program;
use super::document::Document;
use super::interval::interval;
use super::mapping::{Mapping, entries};
use super::names::Names;
use super::problem::Report;
use super::section::Section;
use super::values::{fits, span, text};
use super::yaml::{Entry, Node};
use crate::domain::backup_job::BackupJob;
use crate::domain::text::{Slug, clip};
use crate::domain::time::Span;

const KEYS: [&str; 6] = ["environment", "run", "every", "timeout", "verify", "verify_every"];
/// More jobs than this are refused.
const MOST: usize = 50;
/// How long a job may take where the document does not say.
const TIMEOUT: Span = Span::minutes(30);
/// How often it is proven where neither the job nor **Verification** says.
const VERIFY_EVERY: Span = Span::days(1);
/// A job that runs more often than this would do nothing else.
const SHORTEST: Span = Span::minutes(1);

/// What the named lines of the section say of all jobs.
struct Usual {
    every: Option<Span>,
    verify_every: Span,
}

/// Reads the jobs.
pub fn jobs(document: &Document, block: Option<&Node>, names: &Names, report: &mut Report) -> Vec<BackupJob> {
    let Some(block) = block else { return Vec::new() };
    let mut said = |key: &str| {
        let field = document.field(Section::BackupStrategy, key, report);
        field.and_then(|field| interval(&field.value))
    };
    let usual =
        Usual { every: said("Frequency"), verify_every: said("Verification").unwrap_or(VERIFY_EVERY) };
    let mut jobs: Vec<BackupJob> = Vec::new();
    let written = entries(block, "automation", report).unwrap_or_default();
    if let Some(entry) = written.get(MOST) {
        report.add(entry.at, format!("at most {MOST} backup jobs are expected"));
    }
    for entry in written.into_iter().take(MOST) {
        let Some(job) = job(entry, names, &usual, report) else { continue };
        match jobs.iter().find(|other| other.slug == job.slug) {
            Some(other) => report.add(
                entry.at,
                format!("{:?} has the short name of {:?}: another name is expected", job.name, other.name),
            ),
            None => jobs.push(job),
        }
    }
    jobs
}

fn job(entry: &Entry, names: &Names, usual: &Usual, report: &mut Report) -> Option<BackupJob> {
    let slug = Slug::of_name(&entry.key);
    if slug.is_none() {
        let name = clip(&entry.key, 60);
        report.add(entry.at, format!("{name:?} gives no short name: a letter a-z or a digit is expected"));
    }
    fits(&entry.key, 80, entry.at, report);
    let mapping = Mapping::of(&entry.node, "a backup job", &KEYS, report)?;
    let environment = environment(&mapping, entry, names, report);
    let run = required(&mapping, "run", entry, report).and_then(|node| program(node, "run", report));
    let every = every(&mapping, entry, usual, report);
    let timeout = mapping.get("timeout").and_then(|node| some(node, "timeout", Span(1), report));
    Some(BackupJob {
        name: entry.key.trim().to_owned(),
        slug: slug?,
        verify: verify(&mapping, usual, report),
        environment: environment?,
        run: run?,
        every: every?,
        timeout: timeout.unwrap_or(TIMEOUT),
    })
}

fn environment(mapping: &Mapping, entry: &Entry, names: &Names, report: &mut Report) -> Option<Slug> {
    let node = required(mapping, "environment", entry, report)?;
    let written = text(node, "environment", report)?;
    let found = names.find(&written).map(|named| named.slug.clone());
    if found.is_none() {
        names.report_unknown(node.at, &written, report);
    }
    found
}

fn every(mapping: &Mapping, entry: &Entry, usual: &Usual, report: &mut Report) -> Option<Span> {
    if let Some(node) = mapping.get("every") {
        return some(node, "every", SHORTEST, report);
    }
    if usual.every.is_none() {
        let message =
            "`every` is expected, such as 15m: **Frequency** tells no interval such as `Every 15 minutes`";
        report.add(entry.at, message);
    }
    usual.every
}

fn verify(
    mapping: &Mapping,
    usual: &Usual,
    report: &mut Report,
) -> Option<(crate::domain::strategy::Program, Span)> {
    let Some(node) = mapping.get("verify") else {
        if let Some(entry) = mapping.entry("verify_every") {
            report.add(entry.at, "verify_every: `verify` is expected beside it");
        }
        return None;
    };
    let every = mapping.get("verify_every").and_then(|node| some(node, "verify_every", SHORTEST, report));
    Some((program(node, "verify", report)?, every.unwrap_or(usual.verify_every)))
}

/// A length of time that is long enough.
fn some(node: &Node, what: &str, least: Span, report: &mut Report) -> Option<Span> {
    let span = span(node, what, report)?;
    if span < least {
        let least = if least == SHORTEST { "1m or more" } else { "more than no time" };
        report.add(node.at, format!("{what}: {least} is expected"));
    }
    Some(span)
}

fn required<'a>(mapping: &Mapping<'a>, key: &str, entry: &Entry, report: &mut Report) -> Option<&'a Node> {
    let found = mapping.get(key);
    if found.is_none() {
        report.add(entry.at, format!("`{key}` is expected for a backup job"));
    }
    found
}
