//! The reading of a document as plain text.

use crate::domain::reading::{EnvironmentReading, Reading, StepReading, Unread};
use crate::strategy::Outcome;
use std::fmt::Write;
use std::path::Path;

/// The reading, what was not read, and the sections that are absent. Every line ends with a line feed.
pub fn text(path: &Path, outcome: &Outcome) -> String {
    let mut text = outcome.reading().as_ref().map(of).unwrap_or_default();
    text.push_str(&unread(path, &outcome.unread));
    if !outcome.absent.is_empty() {
        heading(&mut text, "Absent sections");
        outcome.absent.iter().for_each(|heading| line(&mut text, 1, heading));
    }
    text
}

/// The passages that were not read, each as `FILE:LINE: not read: message`; empty where there are none.
pub fn unread(path: &Path, unread: &[Unread]) -> String {
    let mut text = String::new();
    if !unread.is_empty() {
        heading(&mut text, "Not read");
    }
    for passage in unread {
        let place = format!("{}:{}: not read: {}", path.display(), passage.line, passage.message);
        line(&mut text, 0, place);
    }
    text
}

/// For each environment one line: `production: Guarded. 5 gates, 1 approval ...`, then what is looser than the default.
pub fn short(reading: &Reading) -> String {
    let mut text = String::new();
    for environment in &reading.environments {
        line(&mut text, 0, format!("{}: {}. {}", environment.slug, environment.state(), environment.gist()));
    }
    list(&mut text, "Looser than the default", &reading.loosened);
    text
}

fn of(reading: &Reading) -> String {
    let mut text = String::new();
    reading.environments.iter().for_each(|read| environment(&mut text, read));
    if reading.default_access {
        list(&mut text, "Access", &["no table: the template's roles and rights hold".to_owned()]);
    }
    let alerts: Vec<String> = reading.alerts.iter().map(|alert| alert.words()).collect();
    list(&mut text, "Alert rules", &alerts);
    let metrics: Vec<String> = reading.metrics.iter().map(|metric| metric.words()).collect();
    list(&mut text, "Key metrics", &metrics);
    list(&mut text, "Backup jobs", &reading.backup_jobs);
    list(&mut text, "Recovery steps", &numbered(&reading.recovery.steps));
    list(&mut text, "Recovery objectives", &reading.recovery.objectives.lines());
    list(&mut text, "Looser than the default", &reading.loosened);
    text
}

fn environment(text: &mut String, read: &EnvironmentReading) {
    heading(text, format!("{}: {}", read.name, read.state()));
    let targets: Vec<String> = read.targets.iter().map(ToString::to_string).collect();
    let checklist: Vec<String> =
        read.checklist.iter().map(|l| format!("{} (answered by {})", l.line, l.answerer())).collect();
    let steps: Vec<String> = read.steps.iter().map(step).collect();
    part(text, "Gates", &read.gate_lines());
    part(text, "Checklist", &checklist);
    part(text, "Approvals", &read.approval_lines());
    part(text, "Also asked", &read.other_guards());
    part(text, "Requires", &[read.requires_words()]);
    part(text, "Start", &[read.start_words().to_owned()]);
    part(text, "Targets", &targets);
    part(text, "Steps", &numbered(&steps));
}

/// A step with how it is done, what could be missed about it, and its details below it.
fn step(step: &StepReading) -> String {
    let mut words = format!("{} [{}]", step.text, step.how());
    step.marks().iter().for_each(|mark| words.push_str(&format!(" ({mark})")));
    step.details.iter().for_each(|detail| words.push_str(&format!("\n- {detail}")));
    words
}

fn numbered(lines: &[String]) -> Vec<String> {
    lines.iter().enumerate().map(|(at, line)| format!("{}. {line}", at + 1)).collect()
}

fn heading(text: &mut String, words: impl AsRef<str>) {
    line(text, 0, "");
    line(text, 0, words);
}

/// A list below a heading of its own; nothing where it is empty.
fn list(text: &mut String, words: &str, lines: &[String]) {
    if !lines.is_empty() {
        heading(text, words);
        lines.iter().for_each(|of| line(text, 1, of));
    }
}

/// A list within an environment.
fn part(text: &mut String, words: &str, lines: &[String]) {
    match lines {
        [] => {}
        [one] if !one.contains('\n') => line(text, 1, format!("{words}: {one}")),
        lines => {
            line(text, 1, format!("{words}:"));
            lines.iter().for_each(|of| line(text, 2, of));
        }
    }
}

/// Lines of what a document says, indented alike; characters that would steer a terminal are shown.
fn line(text: &mut String, depth: usize, words: impl AsRef<str>) {
    let words = words.as_ref();
    for (at, words) in words.split('\n').enumerate() {
        let depth = depth + usize::from(at > 0);
        let words: String = words
            .chars()
            .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
            .collect();
        writeln!(text, "{}{}", "  ".repeat(depth), words).expect("a text takes every line");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reading::Reader;
    use crate::strategy::examine;
    use crate::testing::app::DOCUMENT;

    #[test]
    fn a_document_reads_as_text() {
        let outcome = examine(DOCUMENT.as_bytes(), Reader::default());
        let text = text(Path::new("storefront.md"), &outcome);
        for line in [
            "production: Guarded",
            "    Coverage: at least 80%",
            "  Requires: staging",
            "  Start: started by a person",
            "    All tests passing (answered by evidence of tests)",
            "    Documentation updated (answered by a person with Deploy)",
            "Recovery objectives",
        ] {
            assert!(text.lines().any(|own| own == line), "{line:?} is not in\n{text}");
        }
        assert!(text.contains("\n  Approvals: 2 of Stakeholder, valid for "), "{text}");
        assert!(
            text.contains("Deploy to production [./deploy.sh, one target at a time] (deploys)"),
            "{text}"
        );
    }

    #[test]
    fn what_was_not_read_has_its_line() {
        let passage = |line| Unread { line, message: "a \u{1b}[31mtable".into(), hash: String::new() };
        let outcome =
            Outcome { unread: vec![passage(88)], absent: vec!["Backup Strategy"], ..Outcome::default() };
        assert_eq!(
            text(Path::new("a.md"), &outcome),
            "\nNot read\na.md:88: not read: a \\u{1b}[31mtable\n\nAbsent sections\n  Backup Strategy\n"
        );
    }
}
