//! Runbooks: a title, a numbered list of steps, objectives as named lines, and a block that says how a machine does its
//! part. The Recovery Plan of a strategy document is one at once.

mod automation;

use super::document::Document;
use super::mapping::entries;
use super::nearest::did_you_mean;
use super::outline::{Field, Item, Title, one_line};
use super::problem::{Problem, Report};
use super::source::Source;
use super::values::fits;
use super::yaml::{self, Entry, Node, Value};
use crate::domain::reading::Reader;
use crate::domain::runbook::{Runbook, Step};
use crate::domain::strategy::Strategy;
use crate::domain::text::{Slug, clip};
use crate::domain::time::Span;

/// More steps than this are refused.
pub const MOST: usize = 200;
/// The line that names where commands may act.
const ENVIRONMENTS: &str = "Environments";
/// The longest step, in characters.
const LONGEST: usize = 300;

/// A runbook's document, and whose it says that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it says.
    pub runbook: Runbook,
    /// The short name that follows from its title.
    pub slug: Slug,
    /// The name of its project, as written; none belongs to the installation.
    pub project: Option<String>,
}

/// Reads a runbook's document. The error is everything that is wrong with it, by place; it is never empty.
pub fn read(bytes: &[u8]) -> Result<Written, Vec<Problem>> {
    let source = Source::of(bytes).map_err(|problem| vec![problem])?;
    let mut report = Report::default();
    let document = Document::of(source, Reader::First);
    let title = title(&document, &mut report);
    let mut steps = steps(&document, &mut report);
    automate(&document, &mut steps, &mut report);
    let runbook = Runbook {
        time_objective: span(&document, "Recovery Time Objective", &mut report),
        point_objective: span(&document, "Recovery Point Objective", &mut report),
        drill_every: span(&document, "Drill Every", &mut report),
        time_limit: span(&document, "Time Limit", &mut report),
        environments: environments(&document, &mut report),
        title: title.as_ref().map(|(title, _)| title.clone()).unwrap_or_default(),
        steps: steps.into_iter().map(|(_, step)| step).collect(),
    };
    names_where_it_acts(&runbook, &document, &mut report);
    let project = field(&document, "Project", &mut report).map(|field| field.value.clone());
    match title {
        Some((_, slug)) if report.is_empty() => Ok(Written { runbook, slug, project }),
        _ => Err(report.finish(&document.source)),
    }
}

/// The Recovery Plan of a strategy; none where it has no steps.
pub fn of_strategy(strategy: &Strategy) -> Option<Runbook> {
    let plan = &strategy.recovery;
    (!plan.steps.is_empty())
        .then(|| Runbook {
            title: format!("Recovery plan of {}", strategy.project),
            time_objective: plan.time_objective,
            point_objective: plan.point_objective,
            drill_every: plan.drill_every,
            time_limit: None,
            environments: Vec::new(),
            steps: plan.steps.clone(),
        })
        .map(|plan| of_all_environments(plan, strategy))
}

/// The commands of a strategy's own plan may act in the environments that the strategy is about.
fn of_all_environments(plan: Runbook, strategy: &Strategy) -> Runbook {
    let all = strategy.environments.iter().filter(|_| plan.has_commands());
    let environments = all.map(|environment| environment.slug.clone()).collect();
    Runbook { environments, ..plan }
}

/// The short names of the environments that a document names, each once.
fn environments(document: &Document, report: &mut Report) -> Vec<Slug> {
    let Some(field) = field(document, ENVIRONMENTS, report) else { return Vec::new() };
    let mut named = Vec::new();
    for name in field.value.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match Slug::of_name(name) {
            Some(slug) if named.contains(&slug) => {}
            Some(slug) => named.push(slug),
            None => report.add(
                field.range.start,
                format!("**{ENVIRONMENTS}**: {:?} names no environment", clip(name, 60)),
            ),
        }
    }
    named
}

/// Nobody has to guess where a command may act: the document says it.
fn names_where_it_acts(runbook: &Runbook, document: &Document, report: &mut Report) {
    let is_said = document.fields.iter().any(|field| field.key.eq_ignore_ascii_case(ENVIRONMENTS));
    if runbook.has_commands() && !is_said {
        let example = "such as `- **Environments**: staging, production`";
        report.add(0, format!("steps run commands: name the environments in which they may act, {example}"));
    }
}

fn title(document: &Document, report: &mut Report) -> Option<(String, Slug)> {
    let Some(Title { at, words: title, .. }) = document.outline.headings.first() else {
        report.add(0, "a title is expected first, such as `# Restore the shop's database`");
        return None;
    };
    let slug = Slug::of_name(title);
    if slug.is_none() {
        report.add(
            *at,
            format!("{:?} gives no short name: a letter a-z or a digit is expected", clip(title, 60)),
        );
    }
    fits(title, 80, *at, report).then_some((title.clone(), slug?))
}

/// The numbered lines that stand in no other list, each with where it stands.
fn steps(document: &Document, report: &mut Report) -> Vec<(usize, Step)> {
    let mut steps = numbered(document, |item| item.depth == 0);
    if steps.is_empty() {
        report.add(0, "a numbered list of steps is expected, such as `1. **Assess the impact**`");
    }
    check(&mut steps, document, report);
    steps
}

/// The numbered lines among these items as steps, each with where it stands.
pub fn numbered(document: &Document, among: impl Fn(&Item) -> bool) -> Vec<(usize, Step)> {
    lines(document, |item| item.numbered && among(item))
}

/// These items as steps, each with where it stands.
pub fn lines(document: &Document, among: impl Fn(&Item) -> bool) -> Vec<(usize, Step)> {
    let items = document.outline.items.iter().enumerate();
    let lines = items.filter(|(_, item)| among(item));
    lines.map(|(index, item)| (item.at, step(document, index, item))).collect()
}

/// Reports steps without words, too long ones, repeated ones and too many; the last are left out.
pub fn check(steps: &mut Vec<(usize, Step)>, document: &Document, report: &mut Report) {
    if let Some((at, _)) = steps.get(MOST) {
        report.add(*at, format!("at most {MOST} steps are expected"));
        steps.truncate(MOST);
    }
    for (at, step) in &*steps {
        if step.text.is_empty() {
            report.add(*at, "a step's words are expected");
        }
        fits(&step.text, LONGEST, *at, report);
    }
    report_twice(steps, document, report);
}

/// Its bold words are what is done; what follows them, and the lines below, are how.
fn step(document: &Document, index: usize, item: &Item) -> Step {
    let (text, rest) = match &item.strong {
        Some((bold, rest)) => (bold.clone(), one_line(&document.source.text[rest.clone()])),
        None => (item.text.clone(), String::new()),
    };
    let rest = rest.trim_start_matches([':', '.', '-', '–']).trim().to_owned();
    let below = document.outline.children(index);
    let lines = std::iter::once(rest).chain(below.map(|(_, one)| one.text.clone()));
    let instructions = lines.filter(|line| !line.is_empty()).collect();
    Step { instructions, ..Step::manual(text.trim_end_matches(':').trim()) }
}

/// A step is known by its words, so no two have the same.
fn report_twice(steps: &[(usize, Step)], document: &Document, report: &mut Report) {
    for (index, (at, step)) in steps.iter().enumerate() {
        if let Some((first, _)) = steps[..index].iter().find(|(_, one)| plain(&one.text) == plain(&step.text))
        {
            let line = document.source.line(*first);
            report.add(
                *at,
                format!("{:?} stands already in line {line}: once is expected", clip(&step.text, 60)),
            );
        }
    }
}

/// Reads every block with the key `automation`; other blocks are prose.
fn automate(document: &Document, steps: &mut [(usize, Step)], report: &mut Report) {
    let fences = document.outline.fences.iter();
    for fence in fences.filter(|fence| matches!(fence.language.as_str(), "yaml" | "yml")) {
        match yaml::parse(fence) {
            Ok(Node { value: Value::Map(found), .. }) => {
                let found = found.iter().filter(|entry| entry.key == "automation");
                found.for_each(|entry| tell(&entry.node, steps.iter_mut().map(|(_, step)| step), report));
            }
            Ok(_) => {}
            Err((at, message)) => {
                if yaml::visible_keys(&fence.text).any(|key| key == "automation") {
                    report.add(at, message);
                }
            }
        }
    }
}

/// Tells the steps that a block names how they are done.
pub fn tell<'a>(node: &Node, steps: impl Iterator<Item = &'a mut Step>, report: &mut Report) {
    let mut steps: Vec<&mut Step> = steps.collect();
    let mut told = vec![false; steps.len()];
    for entry in entries(node, "automation", report).unwrap_or_default() {
        let Some(index) = named(entry, &steps, report) else { continue };
        if std::mem::replace(&mut told[index], true) {
            report
                .add(entry.at, format!("{:?} is automated already: once is expected", clip(&entry.key, 60)));
        }
        automation::tell(&entry.node, steps[index], report);
    }
}

fn named(entry: &Entry, steps: &[&mut Step], report: &mut Report) -> Option<usize> {
    let found = steps.iter().position(|step| plain(&step.text) == plain(&entry.key));
    if found.is_none() && !report.is_full() {
        let texts: Vec<&str> = steps.iter().map(|step| step.text.as_str()).collect();
        let meant = did_you_mean(&entry.key, &texts);
        report.add(entry.at, format!("{:?} is not a step of this runbook{meant}", clip(&entry.key, 60)));
    }
    found
}

/// Texts are compared ignoring case and blanks.
fn plain(text: &str) -> String {
    one_line(text).to_lowercase()
}

fn field<'a>(document: &'a Document, key: &str, report: &mut Report) -> Option<&'a Field> {
    let mut found = document.fields.iter().filter(|field| field.key.eq_ignore_ascii_case(key));
    let first = found.next()?;
    if let Some(again) = found.next() {
        let line = document.source.line(first.range.start);
        report.add(again.range.start, format!("**{key}** stands already in line {line}: once is expected"));
    }
    if first.value.is_empty() {
        report.add(first.range.start, format!("**{key}** has no value"));
    }
    Some(first)
}

fn span(document: &Document, key: &str, report: &mut Report) -> Option<Span> {
    let field = field(document, key, report)?;
    let span = Span::parse(&field.value);
    if let Err(message) = &span {
        report.add(field.range.start, format!("**{key}**: {message}"));
    }
    span.ok()
}

#[cfg(test)]
mod tests;
