//! The steps of the document, and how the machine does them.

use super::environment::is_not;
use crate::domain::{text::Slug, time::Span};
use serde::{Deserialize, Serialize};

/// A line of the Deployment Steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepRule {
    /// `Preparation`, `Execution`, `Post-Deployment`, or the team's own.
    pub phase: String,
    /// The line, as written.
    pub text: String,
    /// The environments it belongs to; none means all. From its words, its place, or `only`.
    pub only: Option<Vec<Slug>>,
    /// Whether it belongs to these only because of where it stands: after a step that deploys to them.
    #[serde(default, skip_serializing_if = "is_not")]
    pub by_place: bool,
    /// What stands nested below the line, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
    /// How the machine does it; a step without one is for a person.
    pub automation: Option<Automation>,
    /// Whether success on a target means that the target serves the release.
    pub deploys: bool,
}

/// How the machine does a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Automation {
    /// What is done.
    pub does: Does,
    /// Once for each target, in order, instead of once.
    pub per_target: bool,
    /// How many targets at a time; 1 unless the document says more.
    pub batch: u32,
    /// After this long it has failed.
    pub timeout: Span,
    /// How often it is tried again after a failure.
    pub retries: u32,
    /// The command that a rollback runs instead.
    pub rollback: Option<Program>,
}

/// What an automated step does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Runs a command on this machine.
    Run(Program),
    /// Asks a URL and expects an answer of the 200s.
    Http(String),
    /// Reads the artifact and compares its SHA-256.
    VerifyArtifact,
    /// Records a message for these people.
    Notify(String),
    /// Writes down what a rollback would return to.
    PlanRollback,
    /// Waits.
    Wait(Span),
}

/// A command: `run:` as a string goes to `/bin/sh -eu -c`, as a list it is an argument vector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// A line of shell.
    Shell(String),
    /// A program and its arguments; never empty.
    Arguments(Vec<String>),
}
