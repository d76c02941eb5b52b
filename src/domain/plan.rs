//! The ordered steps of one deployment, as resolved from a strategy version, and the hash that approvals are bound to.

mod changes;

use super::strategy::{Approvals, ChecklistRule, Does, GateMode, GateRule, Program, is_not};
use super::{text::Slug, time::Span};
use serde::{Deserialize, Serialize};

/// What a deployment will do and what it must show first. Everything in here is covered by [`Plan::hash`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The release's digest (hex).
    pub release_digest: String,
    /// The project's short name.
    pub project: Slug,
    /// The environment's short name.
    pub environment: Slug,
    /// `deploy`, `rollback` or `redeploy`.
    pub kind: String,
    /// The strategy version's number.
    pub strategy_version: i64,
    /// SHA-256 (hex) of the document's bytes.
    pub strategy_sha256: String,
    /// The files that commands need: path and SHA-256 (hex), in path order.
    pub files: Vec<(String, String)>,
    /// The targets, in order.
    pub targets: Vec<Slug>,
    /// Environments in which the release must have succeeded before.
    pub requires: Vec<Slug>,
    /// Whether gates and checklist hold.
    pub gate_mode: GateMode,
    /// The rules over evidence.
    pub gates: Vec<GateRule>,
    /// The checklist's lines, each with what answers it.
    pub checklist: Vec<ChecklistRule>,
    /// Who must agree.
    pub approvals: Approvals,
    /// Whether who approves or starts has a second factor.
    #[serde(default, skip_serializing_if = "is_not")]
    pub second_factor: bool,
    /// How long ago a drill of the Recovery Plan may have succeeded; absent where none is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill_within: Option<Span>,
    /// The steps, in order.
    pub steps: Vec<PlannedStep>,
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedStep {
    /// The phase it stands under.
    pub phase: String,
    /// The line, as written.
    pub text: String,
    /// How it is done.
    pub work: Work,
    /// Whether success on a target means that the target serves the release.
    pub deploys: bool,
    /// What the document says below the line: how a person does it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
}

/// How a planned step is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// A person does it and says so.
    Manual,
    /// The machine does it.
    Automatic {
        /// What.
        does: Does,
        /// Once for each target, in order.
        per_target: bool,
        /// How many targets at a time.
        batch: u32,
        /// After this long it has failed.
        timeout: Span,
        /// How often it is tried again.
        retries: u32,
    },
}

impl Plan {
    /// SHA-256 (hex) over the plan's canonical JSON: fields in the order declared here, no white space.
    pub fn hash(&self) -> String {
        use sha2::Digest;
        let json = serde_json::to_vec(self).expect("a plan holds only values that JSON can write");
        hex::encode(sha2::Sha256::digest(json))
    }

    /// What the document says below the step at a position, which counts from 1.
    pub fn details(&self, position: i64) -> &[String] {
        let at = usize::try_from(position).ok().and_then(|position| position.checked_sub(1));
        at.and_then(|at| self.steps.get(at)).map_or(&[], |step| step.details.as_slice())
    }
}

impl Work {
    /// How the step is done, with the whole command: `./deploy.sh, one target at a time`, `a person confirms`.
    pub fn words(&self) -> String {
        self.told(Does::words)
    }

    /// The same on one line, for the step list: a command of several lines stands below, see [`Work::long_program`].
    pub fn short(&self) -> String {
        self.told(Does::short)
    }

    /// The command that the machine runs, where it has several lines.
    pub fn long_program(&self) -> Option<&Program> {
        match self {
            Self::Automatic { does: Does::Run(program), .. } if program.is_long() => Some(program),
            _ => None,
        }
    }

    fn told(&self, tell: impl Fn(&Does) -> String) -> String {
        match self {
            Self::Manual => "a person confirms".to_owned(),
            Self::Automatic { does, per_target, batch, .. } => {
                let mut words = tell(does);
                if *per_target && *batch == 1 {
                    words.push_str(", one target at a time");
                } else if *per_target {
                    words.push_str(&format!(", {batch} targets at a time"));
                }
                words
            }
        }
    }
}

impl Does {
    /// What is done, shortly.
    pub fn words(&self) -> String {
        match self {
            Self::Run(program) => program.words(),
            Self::Http(url) => format!("asks {url}"),
            Self::VerifyArtifact => "compares the artifact's SHA-256".to_owned(),
            Self::Notify(who) => format!("records a message for {who}"),
            Self::PlanRollback => "writes down the way back".to_owned(),
            Self::Wait(span) => format!("wait {span}"),
        }
    }

    /// The same on one line.
    pub fn short(&self) -> String {
        match self {
            Self::Run(program) => program.short(),
            does => does.words(),
        }
    }
}

impl Program {
    /// The command as it was written, line by line; arguments that hold spaces or signs in quotation marks.
    pub fn words(&self) -> String {
        match self {
            Self::Shell(lines) => lines.trim_end().to_owned(),
            Self::Arguments(arguments) => {
                arguments.iter().map(|argument| quoted(argument)).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// The command where it has one line; else how many it has.
    pub fn short(&self) -> String {
        let words = self.words();
        match words.lines().count() {
            0 | 1 => words,
            lines => format!("a command of {lines} lines"),
        }
    }

    /// Whether it has several lines.
    pub fn is_long(&self) -> bool {
        self.words().lines().count() > 1
    }
}

/// An argument as a shell would take it for one.
fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:=@%+,".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_told_as_it_was_written() {
        let shell = |text: &str| Program::Shell(text.to_owned());
        let arguments = |all: &[&str]| Program::Arguments(all.iter().map(|one| (*one).to_owned()).collect());
        for (program, words, short) in [
            (shell("./deploy.sh\n"), "./deploy.sh", "./deploy.sh"),
            (shell("set -x\n  tar xf a\n"), "set -x\n  tar xf a", "a command of 2 lines"),
            (arguments(&["./deploy.sh", "--to=web-1"]), "./deploy.sh --to=web-1", "./deploy.sh --to=web-1"),
            (
                arguments(&["sh", "-c", "a b", "it's", ""]),
                "sh -c 'a b' 'it'\\''s' ''",
                "sh -c 'a b' 'it'\\''s' ''",
            ),
            (arguments(&["sh", "-c", "a\nb"]), "sh -c 'a\nb'", "a command of 2 lines"),
        ] {
            assert_eq!((program.words(), program.short()), (words.to_owned(), short.to_owned()));
            assert_eq!(program.is_long(), words.contains('\n'), "{words}");
        }
    }
}
