//! What a strategy document says, typed. The reader in [`crate::strategy`] makes it from Markdown.

use super::{role::Access, text::Slug, time::Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A strategy document that read without a problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Strategy {
    /// Document Control: the project's name, as written.
    pub project: String,
    /// The slug of that name.
    pub slug: Slug,
    /// Strategy Summary: how a release is put out.
    pub deployment_type: DeploymentType,
    /// Strategy Summary: the release schedule, in the team's words.
    pub release_frequency: String,
    /// Strategy Summary: the rollback approach, in the team's words.
    pub rollback_strategy: String,
    /// The environments, in the order of the document, with the rules of each.
    pub environments: Vec<EnvironmentRules>,
    /// Pipeline stages: what CI does before a release exists. Shown, not run.
    pub pipeline: Pipeline,
    /// The rules that a release's evidence is judged by.
    pub gates: Vec<GateRule>,
    /// The lines of the Pre-Deployment Checklist.
    pub checklist: Vec<String>,
    /// The Deployment Steps of all phases, in order, with their automation.
    pub steps: Vec<StepRule>,
    /// Key Metrics.
    pub metrics: Vec<KeyMetric>,
    /// Alert Rules, by metric.
    pub alerts: Vec<AlertRule>,
    /// The Access Control table: it seeds the matrix, it does not authorise.
    pub access: Vec<AccessRow>,
    /// Security Protocols, Backup Strategy and Documentation: named lines, in order.
    pub notes: Vec<Note>,
    /// The Recovery Plan.
    pub recovery: RecoveryPlan,
    /// The Change Log.
    pub change_log: Vec<ChangeLogRow>,
}

/// How a release is put out over the targets of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeploymentType {
    /// Target after target, in the order of the document.
    Rolling,
    /// A second set beside the first, then a switch.
    BlueGreen,
    /// A small part first.
    Canary,
}

/// The rules of one environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EnvironmentRules {
    /// Its short name.
    pub slug: Slug,
    /// Its name, as the list of environments writes it.
    pub name: String,
    /// Where a release is put; never empty: an environment without `targets` has one, named like itself.
    pub targets: Vec<Slug>,
    /// Environments in which a release must have succeeded before.
    pub requires: Vec<Slug>,
    /// Whether gates and the checklist hold a deployment.
    pub gates: GateMode,
    /// How many must agree, and who; absent where nobody is asked.
    pub approvals: Option<ApprovalRule>,
    /// Whether a ready deployment waits for a hand.
    pub start: Start,
    /// Where people see the running system; http or https.
    pub url: Option<String>,
    /// A freeze as written; kept for the calendar.
    pub freeze: Option<String>,
    /// `infrastructure`, flattened to `resources.compute` → `8 vCPU`, in the document's order. Free keys.
    pub infrastructure: Vec<(String, String)>,
    /// `configuration`, flattened likewise.
    pub configuration: Vec<(String, String)>,
}

/// Whether gates and the checklist hold a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GateMode {
    /// They must be met.
    Enforce,
    /// They are shown and do not hold.
    Warn,
    /// They are not asked.
    Off,
}

/// Who must agree before a deployment starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// How many people; at least 1.
    pub required: u32,
    /// The names of the roles they hold; each marked Approve for this environment in the same document.
    pub from: Vec<String>,
    /// How long an approval counts.
    pub expires: Span,
}

/// Whether a ready deployment waits for a hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// A person starts it.
    ByHand,
    /// It starts by itself once every condition is met.
    WhenReady,
}

/// What CI does before a release exists.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pipeline {
    /// `build.steps`.
    pub build_steps: Vec<String>,
    /// `build.outputs`.
    pub build_outputs: Vec<String>,
    /// `test.steps`.
    pub test_steps: Vec<String>,
    /// `test.reports`.
    pub test_reports: Vec<String>,
}

/// A rule over evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "gate", rename_all = "snake_case")]
pub enum GateRule {
    /// Test coverage, in percent, is at least this.
    Coverage {
        /// Percent, 0 to 100.
        at_least: f64,
    },
    /// Duplicated code, in percent, is at most this.
    Duplication {
        /// Percent, 0 to 100.
        at_most: f64,
    },
    /// The largest complexity of a function is at most this.
    Complexity {
        /// A count, as the team's tool counts it.
        at_most: f64,
    },
    /// A vulnerability scan was made and found nothing critical or high.
    VulnerabilityScan,
    /// A dependency check was made and found no advisory.
    DependencyCheck,
}

/// A line of the Deployment Steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepRule {
    /// `Preparation`, `Execution`, `Post-Deployment`, or the team's own.
    pub phase: String,
    /// The line, as written.
    pub text: String,
    /// The environments it belongs to; none means all. From its words, its place, or `only`.
    pub only: Option<Vec<Slug>>,
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

/// A row of Key Metrics, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMetric {
    /// What is measured.
    pub metric: String,
    /// When to look.
    pub warning: String,
    /// When to act.
    pub critical: String,
    /// What to do.
    pub action: String,
}

/// An alert rule, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRule {
    /// Its key.
    pub name: String,
    /// When it fires.
    pub threshold: String,
    /// Over which time.
    pub window: String,
    /// Who hears of it.
    pub channels: Vec<String>,
}

/// A row of the Access Control table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRow {
    /// The role's name.
    pub role: String,
    /// Its cell for each environment.
    pub cells: BTreeMap<Slug, Access>,
}

/// A `**Key**: value` line of a section that is shown as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The heading above it: `Security Protocols`, `Backup Strategy`, `Support Documentation` ...
    pub section: String,
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// The Recovery Plan: a runbook at once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RecoveryPlan {
    /// The diagram's node labels, in the order of its arrows.
    pub steps: Vec<String>,
    /// How long a recovery may take.
    pub time_objective: Option<Span>,
    /// How much time's worth of data may be lost.
    pub point_objective: Option<Span>,
}

/// A row of the Change Log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLogRow {
    /// The document's version.
    pub version: String,
    /// The date, as written.
    pub date: String,
    /// What changed.
    pub changes: String,
    /// Who wrote it.
    pub author: String,
}

impl Strategy {
    /// The rules of an environment, if the document names it.
    pub fn environment(&self, slug: &Slug) -> Option<&EnvironmentRules> {
        self.environments.iter().find(|e| &e.slug == slug)
    }
}

impl DeploymentType {
    /// The word in documents and on pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rolling => "Rolling",
            Self::BlueGreen => "Blue-Green",
            Self::Canary => "Canary",
        }
    }
}
