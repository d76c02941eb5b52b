//! The Deployment Steps: which there are, which environments they belong to, how they are done.

use super::automation::{self, Told};
use super::document::Document;
use super::mapping::entries;
use super::names::{Named, Names};
use super::nearest::did_you_mean;
use super::outline::one_line;
use super::problem::Report;
use super::section::Section;
use super::values::fits;
use super::yaml::{Entry, Node};
use crate::domain::strategy::StepRule;
use crate::domain::text::{Slug, clip};
use std::collections::BTreeMap;

/// More steps than this are refused.
const MOST: usize = 500;
/// The longest step, in characters.
const LONGEST: usize = 300;

/// A line of the list, before it is known what it means.
struct Line<'a> {
    phase: String,
    text: &'a str,
    at: usize,
}

/// Reads the steps of all phases with their automation.
pub fn steps(
    document: &Document,
    automation: Option<&Node>,
    names: &Names,
    report: &mut Report,
) -> Vec<StepRule> {
    let lines = lines(document, report);
    let told = told(&lines, document, automation, names, report);
    let mut current: Option<Vec<Slug>> = None;
    let mut phase = "";
    let mut steps = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.phase != phase {
            (phase, current) = (&line.phase, None);
        }
        let told = told.get(&index);
        let only = environments(line, told, &mut current, names, report);
        let deploys = deploys(line, told, only.as_deref(), names, report);
        steps.push(StepRule {
            phase: line.phase.clone(),
            text: line.text.to_owned(),
            only,
            automation: told.and_then(|told| told.automation.clone()),
            deploys,
        });
    }
    steps
}

/// The bullets below the numbered phases; what is nested deeper is prose.
fn lines<'a>(document: &'a Document, report: &mut Report) -> Vec<Line<'a>> {
    let items = &document.outline.items;
    let is_phase = |index: usize| items[index].depth == 0 && items[index].numbered;
    let mut lines = Vec::new();
    let mut phases = 0;
    for (index, item) in document.outline.items_of(Section::DeploymentSteps) {
        if is_phase(index) {
            phases += 1;
        } else if let Some(parent) = item.parent.filter(|parent| is_phase(*parent)) {
            let phase = items[parent].strong.as_ref().map_or(&items[parent].text, |(bold, _)| bold);
            let phase = phase.trim_end_matches(':').to_owned();
            lines.push(Line { phase, text: &item.text, at: item.at });
        }
    }
    let first = document.outline.items_of(Section::DeploymentSteps).next();
    if let (Some((_, first)), 0) = (first, phases) {
        report.add(
            first.at,
            "a numbered phase such as `1. **Execution**` is expected, with its steps as bullets below",
        );
    }
    check(&mut lines, report);
    lines
}

/// Reports and drops lines that say nothing or too much.
fn check(lines: &mut Vec<Line>, report: &mut Report) {
    if let Some(line) = lines.get(MOST) {
        report.add(line.at, format!("at most {MOST} steps are expected"));
        lines.truncate(MOST);
    }
    lines.retain(|line| {
        if line.text.is_empty() || line.phase.is_empty() {
            report.add(line.at, "a step's words are expected, below a phase with a name");
        }
        fits(line.text, LONGEST, line.at, report)
    });
}

/// What the automation tells, by the index of the step.
fn told(
    lines: &[Line],
    document: &Document,
    automation: Option<&Node>,
    names: &Names,
    report: &mut Report,
) -> BTreeMap<usize, Told> {
    let entries = automation.and_then(|node| entries(node, "automation", report)).unwrap_or_default();
    if let (Some(first), []) = (entries.first(), lines) {
        report.add(first.at, "no Deployment Steps were found that could be automated");
        return BTreeMap::new();
    }
    let texts: Vec<String> = lines.iter().map(|line| plain(line.text)).collect();
    let mut told = BTreeMap::new();
    for entry in entries {
        let found = automation::read(&entry.node, names, report);
        if let Some(index) = step_of(entry, lines, &texts, document, report)
            && told.insert(index, found).is_some()
        {
            report
                .add(entry.at, format!("{:?} is automated already: once is expected", clip(&entry.key, 60)));
        }
    }
    told
}

/// Texts are compared ignoring case and blanks.
fn plain(text: &str) -> String {
    one_line(text).to_lowercase()
}

/// The one step that an automation's key names.
fn step_of(
    entry: &Entry,
    lines: &[Line],
    texts: &[String],
    document: &Document,
    report: &mut Report,
) -> Option<usize> {
    let key = plain(&entry.key);
    let mut found = (0..lines.len()).filter(|index| texts[*index] == key);
    let name = clip(&entry.key, 60);
    let Some(first) = found.next() else {
        if !report.is_full() {
            let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
            let meant = did_you_mean(&entry.key, &texts);
            report.add(entry.at, format!("{name:?} is not a step of the Deployment Steps{meant}"));
        }
        return None;
    };
    if let Some(second) = found.next() {
        let at = [first, second].map(|index| document.source.line(lines[index].at));
        let message =
            format!("{name:?} is the text of two steps, in lines {} and {}: one is expected", at[0], at[1]);
        report.add(entry.at, message);
    }
    Some(first)
}

/// The environments of a step: what `only` says, else the one it names, else in Execution the one named before it.
fn environments(
    line: &Line,
    told: Option<&Told>,
    current: &mut Option<Vec<Slug>>,
    names: &Names,
    report: &mut Report,
) -> Option<Vec<Slug>> {
    let named = names.named_in(line.text);
    let told = told.and_then(|told| told.only.clone());
    if let ([first, second, ..], None) = (named.as_slice(), &told) {
        let (first, second) = (&first.name, &second.name);
        report.add(
            line.at,
            format!("the step names {first} and {second}: one environment is expected, or `only` in its automation"),
        );
    }
    let own = told.or_else(|| named.first().map(|named: &&Named| vec![named.slug.clone()]));
    if !named.is_empty() {
        current.clone_from(&own);
    }
    let inherits = line.phase.eq_ignore_ascii_case("Execution");
    own.or_else(|| current.clone().filter(|_| inherits))
}

/// Whether a step puts the release in place: it reads "Deploy to X", unless its automation says otherwise.
fn deploys(
    line: &Line,
    told: Option<&Told>,
    only: Option<&[Slug]>,
    names: &Names,
    report: &mut Report,
) -> bool {
    let place = names.deployed_to(line.text);
    if let (Some(place), Some(only)) = (place, only)
        && !only.contains(&place.slug)
    {
        report.add(line.at, format!("the step deploys to {}, which its `only` leaves out", place.name));
    }
    told.and_then(|told| told.deploys).unwrap_or(place.is_some())
}
