//! The small documents of `tests/documents/acceptance`: what each must be read as, or what must be told of it.

use super::*;
use crate::domain::reading::{EnvironmentReading, Reader, Reading};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/acceptance")
}

/// What is expected of a document and does not hold.
struct Judge<'a> {
    outcome: &'a Outcome,
    reading: Reading,
    wrong: Vec<String>,
}

impl Judge<'_> {
    fn expect(&mut self, holds: bool, what: impl Into<String>) {
        if !holds {
            self.wrong.push(what.into());
        }
    }

    /// A problem or an unread passage at the line or one beside it.
    fn is_told(&self, line: u64) -> bool {
        let near = |at: usize| (at as u64).abs_diff(line) <= 1;
        self.outcome.problems.iter().any(|problem| near(problem.line))
            || self.outcome.unread.iter().any(|unread| near(unread.line))
    }

    fn environment(&self, slug: &str) -> Option<&EnvironmentReading> {
        self.reading.environments.iter().find(|environment| environment.slug.as_str() == slug)
    }

    fn guarded(&self) -> EnvironmentReading {
        self.reading
            .environments
            .iter()
            .find(|environment| environment.guarded)
            .cloned()
            .expect("one is guarded")
    }

    fn steps(&self) -> Vec<String> {
        let steps = self.guarded().steps.into_iter().filter(|step| !step.added);
        steps.map(|step| step.text).collect()
    }

    fn judge(&mut self, key: &str, expected: &Value) {
        match key {
            "note" => {}
            "clean" => self.expect(
                self.outcome.problems.is_empty() && self.outcome.unread.is_empty(),
                "it is not clean",
            ),
            "told" => numbers(expected)
                .for_each(|line| self.expect(self.is_told(line), format!("line {line} is not told"))),
            "environments" => {
                let slugs: Vec<&str> = self.reading.environments.iter().map(|e| e.slug.as_str()).collect();
                self.expect(slugs == texts(expected), format!("environments {slugs:?}"));
            }
            "guarded" | "open" => texts(expected).iter().for_each(|slug| {
                let guarded = self.environment(slug).map(|environment| environment.guarded);
                self.expect(guarded == Some(key == "guarded"), format!("{slug} guarded: {guarded:?}"));
            }),
            "approvals" => self.judge_approvals(expected),
            "required" => self.judge_required(expected),
            "by_person" => texts(expected).iter().for_each(|line| {
                let by_person = self
                    .guarded()
                    .checklist
                    .iter()
                    .any(|own| own.line == *line && own.answered_by == "person");
                self.expect(by_person, format!("{line} is not for a person"));
            }),
            "steps" => self.expect(self.steps() == texts(expected), format!("steps {:?}", self.steps())),
            "steps_hold" => self.expect(
                texts(expected).iter().all(|step| self.steps().iter().any(|own| own == step)),
                format!("steps {:?}", self.steps()),
            ),
            "access" => self.judge_access(expected),
            "recovery" => {
                let steps = self.reading.recovery.steps.clone();
                self.expect(steps == texts(expected), format!("recovery {steps:?}"));
            }
            _ => self.judge_either(key, expected),
        }
    }

    fn judge_approvals(&mut self, expected: &Value) {
        let set = |roles: Vec<&str>| roles.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
        for (slug, rules) in expected.as_object().unwrap() {
            let own = self.environment(slug).map(|environment| {
                let rules = environment.approvals.iter();
                let roles = |from: &Vec<String>| from.iter().cloned().collect::<BTreeSet<_>>();
                rules.map(|rule| (u64::from(rule.required), roles(&rule.from))).collect::<Vec<_>>()
            });
            let wanted = rules.as_array().unwrap().iter();
            let wanted: Vec<_> =
                wanted.map(|rule| (rule["required"].as_u64().unwrap(), set(texts(&rule["from"])))).collect();
            self.expect(own.as_ref() == Some(&wanted), format!("approvals of {slug}: {own:?}"));
        }
    }

    fn judge_required(&mut self, expected: &Value) {
        for (slug, required) in expected.as_object().unwrap() {
            let own = self.environment(slug);
            let sum: Option<u64> =
                own.map(|own| own.approvals.iter().map(|rule| u64::from(rule.required)).sum());
            self.expect(sum == required.as_u64(), format!("{slug} requires {sum:?}"));
        }
    }

    fn judge_access(&mut self, expected: &Value) {
        let own = serde_json::to_value(&self.reading.access).unwrap();
        for (role, cells) in expected.as_object().unwrap() {
            for (slug, cell) in cells.as_object().unwrap() {
                self.expect(&own[role][slug] == cell, format!("{role} in {slug}: {}", own[role][slug]));
            }
        }
    }

    fn judge_either(&mut self, key: &str, expected: &Value) {
        match key {
            "told_or_gates" => {
                let told = self.is_told(expected["line"].as_u64().unwrap());
                let other = expected.as_object().unwrap().iter().filter(|(key, _)| *key != "line");
                let holds = other.clone().all(|(slug, gates)| {
                    let own = self
                        .environment(slug)
                        .map(|environment| serde_json::to_value(environment.gates).unwrap());
                    own.as_ref() == Some(gates)
                });
                self.expect(told || holds, "neither told nor these gates");
            }
            "told_or_person" => {
                let line = expected[1].as_str().unwrap();
                let by_person = self.guarded().checklist.iter().any(|own| own.line == line);
                self.expect(
                    self.is_told(expected[0].as_u64().unwrap()) || by_person,
                    "neither told nor a line",
                );
            }
            "told_or_environments" => {
                let slugs: BTreeSet<_> = self.reading.environments.iter().map(|e| &e.slug).collect();
                let distinct = slugs.len() == 3 && self.reading.environments[2].guarded;
                self.expect(
                    numbers(expected).all(|line| self.is_told(line)) || distinct,
                    "neither told nor three",
                );
            }
            "told_or_required" => {
                let told = self.is_told(expected[0].as_u64().unwrap());
                let mut other =
                    Judge { outcome: self.outcome, reading: self.reading.clone(), wrong: Vec::new() };
                other.judge_required(&expected[1]);
                self.expect(told || other.wrong.is_empty(), "neither told nor required");
            }
            "told_or_objectives" => {
                let told = numbers(expected).all(|line| self.is_told(line));
                self.expect(
                    told || self.reading.recovery.objectives.rto_s == Some(14_400),
                    "neither told nor read",
                );
            }
            _ => panic!("{key} is not known"),
        }
    }
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

fn numbers(value: &Value) -> impl Iterator<Item = u64> + '_ {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap())
}

#[test]
fn every_small_document_is_read_or_told() {
    let expected = std::fs::read_to_string(folder().join("expected.json")).unwrap();
    let expected: serde_json::Map<String, Value> = serde_json::from_str(&expected).unwrap();
    let mut wrong = String::new();
    for (file, wanted) in &expected {
        let document = std::fs::read(folder().join(file)).unwrap();
        let outcome = examine(&document, Reader::default());
        let reading = outcome.reading().unwrap_or_default();
        let mut judge = Judge { outcome: &outcome, reading, wrong: Vec::new() };
        wanted.as_object().unwrap().iter().for_each(|(key, value)| judge.judge(key, value));
        if !judge.wrong.is_empty() {
            let told: Vec<String> =
                outcome.unread.iter().map(|u| format!("unread {}: {}", u.line, u.message)).collect();
            let (complaints, problems) = (judge.wrong.join("; "), lines(&outcome.problems));
            wrong.push_str(&format!("# {file}: {complaints}\n{problems}\n{}\n\n", told.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
