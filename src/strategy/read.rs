//! From bytes to a strategy: every part by its own reader, every problem at once.

use super::access_table::AccessTable;
use super::blocks::{self, Blocks};
use super::document::Document;
use super::environment::{self, Around};
use super::names::Names;
use super::problem::{Problem, Report};
use super::section::{self, Section};
use super::source::Source;
use super::{backup_jobs, checklist, control, monitoring, pipeline, placeholder, records, recovery, steps};
use crate::domain::strategy::Strategy;

/// Reads a strategy document. The error is everything that is wrong with it, by place; it is never empty.
pub fn read(bytes: &[u8]) -> Result<Strategy, Vec<Problem>> {
    let source = Source::of(bytes).map_err(|problem| vec![problem])?;
    let mut report = Report::default();
    placeholder::check(&source, &mut report);
    let document = Document::of(source);
    section::check_spelling(&document.outline.headings, &mut report);
    let strategy = parts(&document, &mut report);
    match strategy {
        Some(strategy) if report.is_empty() => Ok(strategy),
        _ => Err(report.finish(&document.source)),
    }
}

/// Reads every part, whatever became of the others.
fn parts(document: &Document, report: &mut Report) -> Option<Strategy> {
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
    let (project, slug) = project.unzip();
    Some(Strategy {
        pipeline: pipeline::pipeline(&blocks, report),
        gates: pipeline::gates(&blocks, report),
        checklist: checklist::checklist(document, report),
        steps: steps::steps(document, blocks.fixed("automation"), &names, report),
        metrics: monitoring::metrics(document, report),
        alerts: monitoring::alerts(&blocks, report),
        notes: records::notes(document, report),
        recovery: recovery::plan(document, blocks.recovery(), report),
        backup_jobs: backup_jobs::jobs(document, blocks.backup(), &names, report),
        change_log: records::change_log(document, report),
        project: project?,
        slug: slug?,
        deployment_type: deployment_type?,
        release_frequency,
        rollback_strategy,
        environments,
        access: access.rows,
    })
}

fn names_and_blocks(document: &Document, report: &mut Report) -> (Names, Blocks) {
    let blocks = blocks::parse(document);
    let configured = blocks.iter().filter(|block| block.is_under(Section::EnvironmentConfiguration));
    let keys: Vec<String> = configured.flat_map(|block| block.keys()).map(str::to_owned).collect();
    let names = Names::read(document, keys.iter().map(String::as_str), report);
    let blocks = Blocks::sort(blocks, &names, report);
    (names, blocks)
}
