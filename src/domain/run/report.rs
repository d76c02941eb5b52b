//! What a run comes to, for those who read it afterwards: as JSON, and as Markdown.

use super::clocks::{Clock, Nearness};
use super::{Event, Progress, StepEnd};
use crate::domain::runbook::{Mode, Runbook};
use crate::domain::time::Time;
use serde::Serialize;

/// The report of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Its number.
    pub run: i64,
    /// The runbook's title.
    pub runbook: String,
    /// The version that it is bound to.
    pub version: i64,
    /// SHA-256 (hex) of that version's document.
    pub sha256: String,
    /// How much was real.
    pub mode: Mode,
    /// The project's name.
    pub project: String,
    /// The environment's name.
    pub environment: String,
    /// Why it was started.
    pub reason: String,
    /// Who started it.
    pub started_by: String,
    /// When it started, as RFC 3339.
    pub started_at: String,
    /// When it ended, as RFC 3339.
    pub ended_at: Option<String>,
    /// Where it stands, or how it ended.
    pub state: &'static str,
    /// The clocks.
    pub clocks: Vec<Measured>,
    /// The steps.
    pub steps: Vec<StepLine>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// What happened, in order.
    pub timeline: Vec<Line>,
}

/// A clock in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measured {
    /// What it measured.
    pub name: &'static str,
    /// In seconds; none where it was not entered.
    pub seconds: Option<i64>,
    /// In words.
    pub words: String,
    /// The objective in seconds.
    pub objective_seconds: Option<i64>,
    /// Whether the objective was met; none where there is none.
    pub met: Option<bool>,
}

/// A step in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepLine {
    /// Its position.
    pub position: usize,
    /// What was to be done.
    pub text: String,
    /// `done`, `skipped`, `failed`, `not chosen` or `not reached`.
    pub outcome: &'static str,
    /// Who, and what they said.
    pub note: String,
    /// Where more is to be seen.
    pub link: String,
    /// How long it took, in words.
    pub took: String,
    /// How often it failed.
    pub failures: usize,
    /// What the machine tried, in words, oldest first.
    pub attempts: Vec<String>,
}

/// A finding in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was found.
    pub text: String,
    /// Who mends it.
    pub owner: String,
    /// Until which day.
    pub due: String,
    /// Whether it is mended.
    pub done: bool,
}

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// When, as RFC 3339.
    pub at: String,
    /// What happened.
    pub what: String,
}

impl Measured {
    /// A clock as it is reported.
    pub fn of(clock: &Clock) -> Self {
        Self {
            name: clock.name,
            seconds: clock.span.map(|span| span.0 / 1_000_000),
            words: clock.span.map_or_else(|| "not entered".to_owned(), |span| span.to_string()),
            objective_seconds: clock.objective.map(|span| span.0 / 1_000_000),
            met: clock.objective.and(clock.span).map(|_| clock.nearness() != Nearness::Red),
        }
    }
}

/// The steps of a run as they are reported, each with the attempts of its position.
pub fn steps(progress: &Progress, attempts: &[(usize, String)]) -> Vec<StepLine> {
    let line = |step: &super::StepProgress| StepLine {
        position: step.position,
        text: step.rule.text.clone(),
        outcome: match &step.end {
            Some(StepEnd { skipped: true, .. }) => "skipped",
            Some(_) => "done",
            None if step.failed.is_some() => "failed",
            None if step.passed_by => "not chosen",
            None => "not reached",
        },
        note: step.end.as_ref().map(words).or_else(|| step.failed.clone()).unwrap_or_default(),
        link: step.end.as_ref().map(|end| end.link.clone()).unwrap_or_default(),
        took: step.took().map(|span| span.to_string()).unwrap_or_default(),
        failures: step.failures,
        attempts: attempts
            .iter()
            .filter(|(at, _)| *at == step.position)
            .map(|(_, told)| told.clone())
            .collect(),
    };
    progress.steps.iter().map(line).collect()
}

fn words(end: &StepEnd) -> String {
    let said: Vec<&str> = end.way.iter().map(|way| way.label.as_str()).chain([end.note.as_str()]).collect();
    let said: Vec<&str> = said.into_iter().filter(|said| !said.is_empty()).collect();
    if said.is_empty() { end.name.clone() } else { format!("{}: {}", end.name, said.join(". ")) }
}

/// The events of a run as lines, the start first.
pub fn timeline(runbook: &Runbook, events: &[Event], started_by: &str, started_at: Time) -> Vec<Line> {
    let begin = Line { at: started_at.rfc3339(), what: format!("{started_by} started the run") };
    let line = |event: &Event| Line { at: event.at.rfc3339(), what: sentence(runbook, event) };
    std::iter::once(begin).chain(events.iter().map(line)).collect()
}

/// An event as a sentence.
pub fn sentence(runbook: &Runbook, event: &Event) -> String {
    let step = event.fact.step().and_then(|position| runbook.step(position));
    event.fact.sentence(&event.name, step.map_or("", |step| &step.text))
}

impl Report {
    /// The report as Markdown. What people wrote stands in it as text.
    pub fn markdown(&self) -> String {
        let mut text = format!("# Run {}: {}\n\n", self.run, plain(&self.runbook));
        let facts = [
            ("State", self.state.to_owned()),
            ("Mode", self.mode.title().to_owned()),
            ("Place", format!("{}, {}", self.project, self.environment)),
            ("Runbook", format!("version {}, SHA-256 {}", self.version, self.sha256)),
            ("Started", format!("{} by {}", self.started_at, self.started_by)),
            ("Ended", self.ended_at.clone().unwrap_or_else(|| "not yet".to_owned())),
            ("Reason", self.reason.clone()),
        ];
        facts.iter().for_each(|(name, value)| text += &format!("- **{name}**: {}\n", plain(value)));
        text += "\n## Clocks\n\n| Clock | Measured | Objective met |\n|---|---|---|\n";
        for clock in &self.clocks {
            let met = clock.met.map_or("no objective", |met| if met { "yes" } else { "no" });
            text += &format!("| {} | {} | {met} |\n", clock.name, clock.words);
        }
        text += "\n## Steps\n\n";
        for step in &self.steps {
            let took = if step.took.is_empty() { String::new() } else { format!(", {}", step.took) };
            let note = if step.note.is_empty() { String::new() } else { format!(": {}", plain(&step.note)) };
            let link = if step.link.is_empty() { String::new() } else { format!(" ({})", plain(&step.link)) };
            text +=
                &format!("{}. {} ({}{took}){note}{link}\n", step.position, plain(&step.text), step.outcome);
            step.attempts.iter().for_each(|attempt| text += &format!("   - {}\n", plain(attempt)));
        }
        text += "\n## Findings\n\n";
        for finding in &self.findings {
            let done = if finding.done { "mended" } else { "open" };
            text += &format!(
                "- {} ({}, due {}, {done})\n",
                plain(&finding.text),
                plain(&finding.owner),
                finding.due
            );
        }
        if self.findings.is_empty() {
            text += "None.\n";
        }
        text += "\n## Timeline\n\n";
        self.timeline.iter().for_each(|line| text += &format!("- {} {}\n", line.at, plain(&line.what)));
        text
    }
}

/// One line, whose signs mean nothing in Markdown.
fn plain(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => line.push(' '),
            '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|' | '\\' | '!' => line.extend(['\\', c]),
            c => line.push(c),
        }
    }
    line
}
