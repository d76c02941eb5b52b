//! From bytes to a strategy: every part by its own reader, every problem at once.

use super::access_table::AccessTable;
use super::blocks::{self, Blocks};
use super::control::Project;
use super::document::Document;
use super::environment::{self, Around};
use super::names::Names;
use super::offer::Offer;
use super::problem::{Problem, Report};
use super::section::{self, Section};
use super::source::Source;
use super::{
    backup_jobs, checklist, checklist_rules, control, monitoring, pipeline, placeholder, reading, records,
    recovery, secrets, steps, unread,
};
use crate::domain::reading::{Reader, Reading, Unread};
use crate::domain::strategy::{DeploymentType, Strategy};

/// Everything that was made of a document.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// What it says, as far as that can be told; with problems beside it, it must not come into force.
    pub strategy: Option<Strategy>,
    /// What is wrong, by place.
    pub problems: Vec<Problem>,
    /// What looks like a rule and was not read, by place. It must be acknowledged before the document comes into force.
    pub unread: Vec<Unread>,
    /// Answers to some of these that change the text with one click.
    pub offers: Vec<Offer>,
    /// The template's headings that the document does not have.
    pub absent: Vec<&'static str>,
}

impl Outcome {
    /// What was read, for people; none where the bytes are no text at all. The plan of every environment is made for it,
    /// so it is asked for where it is shown.
    pub fn reading(&self) -> Option<Reading> {
        self.strategy.as_ref().map(reading::of)
    }
}

/// Reads a strategy document by the newest rules. The error is everything that is wrong with it, by place; it is
/// never empty.
pub fn read(bytes: &[u8]) -> Result<Strategy, Vec<Problem>> {
    let outcome = examine(bytes, Reader::default());
    match outcome.strategy {
        Some(strategy) if outcome.problems.is_empty() => Ok(strategy),
        _ => Err(outcome.problems),
    }
}

/// Reads a strategy document and tells everything that was made of it.
pub fn examine(bytes: &[u8], reader: Reader) -> Outcome {
    let source = match Source::of(bytes) {
        Ok(source) => source,
        Err(problem) => return Outcome { problems: vec![problem], ..Outcome::default() },
    };
    examine_document(&Document::of(source, reader))
}

/// The same of a document whose outline was read.
pub fn examine_document(document: &Document) -> Outcome {
    let mut report = Report::default();
    placeholder::check(&document.source, &mut report);
    section::check_spelling(&document.outline.headings, &mut report);
    let strategy = parts(document, &mut report);
    if document.reader > Reader::First {
        secrets::check_text(document.source.text, &mut report);
        unread::find(document, &strategy, &mut report);
    }
    Outcome {
        unread: report.unread(&document.source),
        offers: report.offers(&document.source),
        absent: section::absent(&document.outline),
        problems: report.finish(&document.source),
        strategy: Some(strategy),
    }
}

/// Reads every part, whatever became of the others. Without a project what the rest says can be shown all the same.
fn parts(document: &Document, report: &mut Report) -> Strategy {
    let project = control::project(document, report);
    let deployment_type = control::deployment_type(document, report);
    let (release_frequency, rollback_strategy) = control::summary(document, report);
    let (names, blocks) = names_and_blocks(document, report);
    let access = AccessTable::read(document, &names, report);
    let around = Around { names: &names, access: &access };
    let environments = names
        .0
        .iter()
        .map(|named| environment::rules(named, blocks.environment(&named.slug), &around, report));
    let environments = environments.collect();
    let lines = checklist::checklist(document, report);
    let mapped = blocks.fixed("checklist");
    let checklist = match document.reader {
        Reader::First => checklist_rules::rules_by_first(lines),
        Reader::Second => checklist_rules::rules(lines, mapped, &names, &access, report),
    };
    let Project { name, slug } = project.unwrap_or_else(Project::unnamed);
    Strategy {
        pipeline: pipeline::pipeline(&blocks, report),
        gates: pipeline::gates(&blocks, report),
        checklist,
        steps: steps::steps(document, blocks.fixed("automation"), &names, report),
        metrics: monitoring::metrics(document, report),
        alerts: monitoring::alerts(document, &blocks, report),
        notes: records::notes(document, report),
        recovery: recovery::plan(document, blocks.recovery(), report),
        backup_jobs: backup_jobs::jobs(document, blocks.backup(), &names, report),
        change_log: records::change_log(document, report),
        project: name,
        slug,
        deployment_type: deployment_type.unwrap_or(DeploymentType::Rolling),
        release_frequency,
        rollback_strategy,
        environments,
        access: access.rows,
    }
}

fn names_and_blocks(document: &Document, report: &mut Report) -> (Names, Blocks) {
    let blocks = blocks::parse(document);
    let configured = blocks.iter().filter(|block| block.is_under(Section::EnvironmentConfiguration));
    let keys: Vec<String> = configured.flat_map(|block| block.keys()).map(str::to_owned).collect();
    let names = Names::read(document, keys.iter().map(String::as_str), report);
    let blocks = Blocks::sort(blocks, &names, report);
    (names, blocks)
}
