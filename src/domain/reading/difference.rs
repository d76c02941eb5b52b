//! What changes for people when another reader reads the same document.

use super::{EnvironmentReading, Reading, StepReading};
use crate::domain::strategy::GateMode;

/// What differs between two readings of one document, in sentences; empty where they mean the same.
pub fn changes(before: &Reading, after: &Reading) -> Vec<String> {
    let mut changes = Vec::new();
    for environment in &after.environments {
        match before.environments.iter().find(|known| known.slug == environment.slug) {
            Some(known) => of_environment(known, environment, &mut changes),
            None => changes.push(format!("{}: the environment is read now.", environment.slug)),
        }
    }
    let gone =
        before.environments.iter().filter(|known| after.environments.iter().all(|e| e.slug != known.slug));
    changes.extend(gone.map(|known| format!("{}: the environment is no longer read.", known.slug)));
    beside(before, after, &mut changes);
    changes
}

fn of_environment(before: &EnvironmentReading, after: &EnvironmentReading, changes: &mut Vec<String>) {
    let slug = &after.slug;
    let mut lines = |what: &str, before: Vec<String>, after: Vec<String>| {
        let added = after.iter().filter(|line| !before.contains(line));
        changes.extend(added.map(|line| format!("{slug}: {what} added: {line}.")));
        let removed = before.iter().filter(|line| !after.contains(line));
        changes.extend(removed.map(|line| format!("{slug}: {what} removed: {line}.")));
    };
    lines("gate", gates(before), gates(after));
    lines("approval", approvals(before), approvals(after));
    lines("requirement", slugs(&before.requires), slugs(&after.requires));
    lines("guard", before.other_guards(), after.other_guards());
    lines("target", slugs(&before.targets), slugs(&after.targets));
    lines("step", steps(before), steps(after));
    let (mut old, mut new) = (steps(before), steps(after));
    if old != new {
        old.sort();
        new.sort();
        if old == new {
            changes.push(format!("{slug}: the steps run in another order."));
        }
    }
    checklist(before, after, changes);
    if before.start != after.start {
        changes.push(format!("{slug}: a deployment is now {}.", start(after)));
    }
}

fn gates(environment: &EnvironmentReading) -> Vec<String> {
    if environment.gates == GateMode::Off { Vec::new() } else { environment.gate_lines() }
}

fn approvals(environment: &EnvironmentReading) -> Vec<String> {
    let rules = environment.approvals.iter();
    // Seconds: words for people are rounded.
    rules.map(|rule| format!("{}, valid for {} s", rule.words(), rule.expires_s)).collect()
}

fn slugs(slugs: &[crate::domain::text::Slug]) -> Vec<String> {
    slugs.iter().map(ToString::to_string).collect()
}

fn steps(environment: &EnvironmentReading) -> Vec<String> {
    environment.steps.iter().map(|step| format!("{} ({})", step.text, how(step))).collect()
}

/// How a step is done, with what bounds it.
fn how(step: &StepReading) -> String {
    let mut words = step.how().to_owned();
    if let Some(timeout) = step.timeout_s {
        words.push_str(&format!(", at most {timeout} s"));
    }
    if step.retries > 0 {
        words.push_str(&format!(", tried again {} times", step.retries));
    }
    if let Some(command) = &step.rollback {
        words.push_str(&format!(", in a rollback {command}"));
    }
    words
}

fn start(environment: &EnvironmentReading) -> &'static str {
    use crate::domain::strategy::Start;
    match environment.start {
        Start::ByHand => "started by a person",
        Start::WhenReady => "started automatically",
    }
}

/// Lines that came, went, or are answered by someone or something else.
fn checklist(before: &EnvironmentReading, after: &EnvironmentReading, changes: &mut Vec<String>) {
    let slug = &after.slug;
    for line in &after.checklist {
        match before.checklist.iter().find(|known| known.line == line.line) {
            None => changes.push(format!(
                "{slug}: checklist line added: {}, answered by {}.",
                line.line,
                line.answerer()
            )),
            Some(known) if known.answered_by != line.answered_by => changes.push(format!(
                "{slug}: checklist line {:?} is answered by {}, no longer by {}.",
                line.line,
                line.answerer(),
                known.answerer()
            )),
            Some(_) => {}
        }
    }
    let gone = before.checklist.iter().filter(|known| after.checklist.iter().all(|l| l.line != known.line));
    changes.extend(gone.map(|known| format!("{slug}: checklist line removed: {}.", known.line)));
}

/// What stands beside the environments.
fn beside(before: &Reading, after: &Reading, changes: &mut Vec<String>) {
    let mut lists = |what: &str, before: Vec<String>, after: Vec<String>| {
        let gone = before.iter().filter(|line| !after.contains(line));
        changes.extend(gone.map(|line| format!("{what} no longer read: {line}.")));
        let new = after.iter().filter(|line| !before.contains(line));
        changes.extend(new.map(|line| format!("{what} read now: {line}.")));
    };
    let words = |reading: &Reading| reading.alerts.iter().map(|alert| alert.words()).collect();
    lists("Alert rule", words(before), words(after));
    let words = |reading: &Reading| reading.metrics.iter().map(|metric| metric.words()).collect();
    lists("Key metric", words(before), words(after));
    lists("Backup job", before.backup_jobs.clone(), after.backup_jobs.clone());
    lists("Recovery step", before.recovery.steps.clone(), after.recovery.steps.clone());
    lists("Recovery objective", before.recovery.objectives.lines(), after.recovery.objectives.lines());
}

#[cfg(test)]
mod tests {
    use super::super::{ApprovalReading, ChecklistReading};
    use super::*;
    use crate::domain::strategy::{GateRule, Start};

    fn production() -> EnvironmentReading {
        EnvironmentReading {
            slug: "production".parse().unwrap(),
            name: "production".into(),
            guarded: true,
            gates: GateMode::Enforce,
            thresholds: vec![GateRule::VulnerabilityScan],
            start: Start::ByHand,
            requires: vec!["staging".parse().unwrap()],
            approvals: vec![ApprovalReading { required: 1, from: vec!["Stakeholder".into()], expires_s: 60 }],
            targets: vec!["production".parse().unwrap()],
            checklist: vec![ChecklistReading {
                line: "Load test passed".into(),
                answered_by: "evidence:tests".into(),
            }],
            steps: Vec::new(),
            second_factor: false,
            drill_within_s: None,
        }
    }

    fn reading(change: impl Fn(&mut EnvironmentReading)) -> Reading {
        let mut environment = production();
        change(&mut environment);
        Reading { environments: vec![environment], ..Reading::default() }
    }

    #[test]
    fn the_same_reading_changes_nothing() {
        assert!(changes(&reading(|_| {}), &reading(|_| {})).is_empty());
    }

    #[test]
    fn every_guard_that_comes_or_goes_is_named() {
        let of = |change: fn(&mut EnvironmentReading)| changes(&reading(change), &reading(|_| {}));
        let back = |change: fn(&mut EnvironmentReading)| changes(&reading(|_| {}), &reading(change));
        type Case = (fn(&mut EnvironmentReading), &'static str, &'static str);
        let all: [Case; 6] = [
            (
                |e| e.gates = GateMode::Off,
                "gate added: Vulnerability scan",
                "gate removed: Vulnerability scan",
            ),
            (
                |e| e.approvals.clear(),
                "approval added: 1 of Stakeholder",
                "approval removed: 1 of Stakeholder",
            ),
            (|e| e.requires.clear(), "requirement added: staging", "requirement removed: staging"),
            (|e| e.checklist.clear(), "line added: Load test passed", "line removed: Load test passed"),
            (|e| e.start = Start::WhenReady, "started by a person", "started automatically"),
            (
                |e| e.checklist[0].answered_by = "person".into(),
                "answered by evidence of tests, no longer by a person with Deploy",
                "answered by a person with Deploy, no longer by evidence of tests",
            ),
        ];
        for (change, added, removed) in all {
            for (told, words) in [(of(change), added), (back(change), removed)] {
                assert_eq!(told.len(), 1, "{told:?}");
                assert!(told[0].starts_with("production: ") && told[0].contains(words), "{told:?}");
            }
        }
    }

    #[test]
    fn an_environment_and_a_block_that_is_no_longer_read_are_named() {
        let before = Reading { backup_jobs: vec!["Shop".into()], ..reading(|_| {}) };
        let told = changes(&before, &Reading::default());
        assert_eq!(
            told,
            ["production: the environment is no longer read.", "Backup job no longer read: Shop."]
        );
    }
}
