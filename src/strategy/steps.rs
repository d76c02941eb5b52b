//! The Deployment Steps: which there are, which environments they belong to, how they are done.

mod lines;
mod shapes;

use super::automation::{self, Told};
use super::document::Document;
use super::mapping::entries;
use super::names::{Named, Names};
use super::nearest::did_you_mean;
use super::outline::one_line;
use super::problem::Report;
use super::synonyms::{phases, steps as words};
use super::yaml::{Entry, Node};
use crate::domain::reading::Reader;
use crate::domain::strategy::StepRule;
use crate::domain::text::{Slug, clip};
use lines::{Line, lines};
use std::collections::BTreeMap;

/// More steps than this are refused.
const MOST: usize = 500;
/// The longest step, in characters.
const LONGEST: usize = 300;

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
            (phase, current) = (&line.phase, named_by_phase(&line.phase, names));
        }
        let told = told.get(&index);
        ask_about_other_place(line, told, current.as_deref(), names, report);
        let own = environments(line, told, &mut current, names, report);
        let by_place = own.is_none().then(|| current.clone()).flatten().filter(|_| inherits(line, names));
        let deploys = deploys(line, told, own.as_deref().or(by_place.as_deref()), names, report);
        steps.push(StepRule {
            phase: line.phase.clone(),
            text: line.text.clone(),
            by_place: by_place.is_some(),
            only: own.or(by_place),
            details: line.details.clone(),
            automation: told.and_then(|told| told.automation.clone()),
            deploys,
        });
    }
    steps
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
    let texts: Vec<String> = lines.iter().map(|line| plain(&line.text)).collect();
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
            let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
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

/// Whether a step without an environment belongs to the one that was named before it: in Execution, and in a phase that
/// is called like an environment.
fn inherits(line: &Line, names: &Names) -> bool {
    match names.1 {
        Reader::First => line.phase.eq_ignore_ascii_case("Execution"),
        Reader::Second => phases::is_execution(&line.phase) || named_by_phase(&line.phase, names).is_some(),
    }
}

/// The environment that a phase is for: `Production`, `Rollout to staging`.
fn named_by_phase(phase: &str, names: &Names) -> Option<Vec<Slug>> {
    match names.named_in(phase).as_slice() {
        [one] if names.1 > Reader::First => Some(vec![one.slug.clone()]),
        _ => None,
    }
}

/// A step that does not deploy and names another environment than the block it stands in may only speak of that one.
fn ask_about_other_place(
    line: &Line,
    told: Option<&Told>,
    current: Option<&[Slug]>,
    names: &Names,
    report: &mut Report,
) {
    let settled = told.is_some_and(|told| told.only.is_some() || told.deploys.is_some());
    let (Some(block), false) = (current.filter(|_| inherits(line, names)), settled) else { return };
    let named = names.named_in(&line.text);
    let ([other], Reader::Second) = (named.as_slice(), names.1) else { return };
    if block.contains(&other.slug) || names.deployed_to(&line.text).is_some() {
        return;
    }
    let (text, block, other) = (clip(&line.text, 60), &block[0], &other.slug);
    report.ask(
        line.at..line.at + line.text.len(),
        format!(
            "{text:?} stands among the steps for {block} and names {other}: it is read as a step for {other} alone. Say \
             which with `{text}: {{ only: [{block}] }}` or `only: [{other}]` in the automation"
        ),
    );
}

/// The environments of a step by its own words: what `only` says, else the one it names.
fn environments(
    line: &Line,
    told: Option<&Told>,
    current: &mut Option<Vec<Slug>>,
    names: &Names,
    report: &mut Report,
) -> Option<Vec<Slug>> {
    let named = names.named_in(&line.text);
    let told = told.and_then(|told| told.only.clone());
    if let ([first, second, ..], None) = (named.as_slice(), &told) {
        let (first, second) = (&first.name, &second.name);
        report.add(
            line.at,
            format!("the step names {first} and {second}: one environment is expected, or `only` in its automation"),
        );
    }
    let own = told.or_else(|| named.first().map(|named: &&Named| vec![named.slug.clone()]));
    let deploys = names.1 == Reader::First || current.is_none() || names.deployed_to(&line.text).is_some();
    if !named.is_empty() && deploys {
        current.clone_from(&own);
    }
    own
}

/// Whether a step puts the release in place: it reads "Deploy to X", or "Deploy" where X is known by its place, unless its
/// automation says otherwise.
fn deploys(
    line: &Line,
    told: Option<&Told>,
    only: Option<&[Slug]>,
    names: &Names,
    report: &mut Report,
) -> bool {
    let place = names.deployed_to(&line.text);
    if let (Some(place), Some(only)) = (place, only)
        && !only.contains(&place.slug)
    {
        report.add(line.at, format!("the step deploys to {}, which its `only` leaves out", place.name));
    }
    let by_phase = names.1 > Reader::First && only.is_some() && words::is_bare(&line.text);
    told.and_then(|told| told.deploys).unwrap_or(place.is_some() || by_phase)
}
