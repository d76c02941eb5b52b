//! A runbook as Markdown, in the manner that it is read in: for a Recovery Plan, which has no text of its own, and to
//! be read when everything is down.

use super::{Mode, Runbook, Step, Work};
use crate::domain::strategy::Program;
use crate::domain::time::Span;
use std::fmt::Write;

impl Runbook {
    /// The whole, with a block that says how the machine does its part.
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n", self.title);
        let spans = [
            ("Recovery Time Objective", self.time_objective),
            ("Recovery Point Objective", self.point_objective),
            ("Drill Every", self.drill_every),
            ("Time Limit", self.time_limit),
        ];
        for (key, span) in spans.into_iter().filter_map(|(key, span)| Some((key, span?))) {
            text += &format!("- **{key}**: {}\n", written(span));
        }
        if !self.environments.is_empty() {
            let named: Vec<&str> = self.environments.iter().map(|one| one.as_str()).collect();
            text += &format!("- **Environments**: {}\n", named.join(", "));
        }
        text += "\n## Steps\n";
        for (index, step) in self.steps.iter().enumerate() {
            text += &format!("{}. **{}**\n", index + 1, step.text);
            step.instructions.iter().for_each(|line| text += &format!("   - {line}\n"));
            step.answers().iter().for_each(|answer| text += &format!("   - {answer}\n"));
        }
        let told: String = self.steps.iter().map(Step::automation).collect();
        if !told.is_empty() {
            text += &format!("\n```yaml\nautomation:\n{told}```\n");
        }
        text
    }
}

impl Step {
    /// Its entry in the block; nothing for a step that is like every other.
    fn automation(&self) -> String {
        let usual = Step::manual(self.text.clone());
        let mut lines = self.work.automation();
        let mut say = |is: bool, line: String| {
            if is {
                lines.push(line);
            }
        };
        let given =
            |key: &str, value: &Option<String>| value.as_ref().map(|text| format!("{key}: {}", quoted(text)));
        for line in [given("role", &self.role), given("expect", &self.expect)].into_iter().flatten() {
            say(true, line);
        }
        if let Some(span) = self.expected_time {
            say(true, format!("expected_time: {}", written(span)));
        }
        let modes: Vec<&str> = self.modes.iter().map(|mode| mode.word()).collect();
        say(self.modes != Mode::ALL, format!("modes: [{}]", modes.join(", ")));
        say(self.may_skip, "skip: allowed".to_owned());
        say(self.verifies != usual.verifies, format!("verifies: {}", self.verifies));
        say(self.restores, "restore_point: true".to_owned());
        say(self.cleans_up, "cleanup: true".to_owned());
        if let Some(program) = &self.reverse {
            say(true, format!("reverse: {}", yaml(program)));
        }
        if lines.is_empty() {
            return String::new();
        }
        let mut entry = format!("  {}:\n", quoted(&self.text));
        lines.iter().for_each(|line| _ = writeln!(entry, "    {line}"));
        entry
    }
}

impl Work {
    fn automation(&self) -> Vec<String> {
        match self {
            Self::Manual => Vec::new(),
            Self::Command { program, timeout } => {
                vec![format!("run: {}", yaml(program)), format!("timeout: {}", written(*timeout))]
            }
            Self::Check { program, timeout, within, every } => vec![
                "kind: check".to_owned(),
                format!("run: {}", yaml(program)),
                format!("timeout: {}", written(*timeout)),
                format!("within: {}", written(*within)),
                format!("every: {}", written(*every)),
            ],
            Self::Approval { approvals } => {
                vec!["kind: approval".to_owned(), format!("approvals: {approvals}")]
            }
            Self::Notify(audience) => vec![format!("notify: {}", quoted(audience))],
        }
    }
}

fn yaml(program: &Program) -> String {
    match program {
        Program::Shell(line) => quoted(line),
        Program::Arguments(words) => {
            format!("[{}]", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text in double quotes, which JSON and YAML read alike.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A length of time as documents write it.
fn written(span: Span) -> String {
    let mut seconds = span.0 / 1_000_000;
    let mut text = String::new();
    for (letter, size) in [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)] {
        if seconds >= size {
            text += &format!("{}{letter}", seconds / size);
            seconds %= size;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}
