//! What Slipway made of a strategy document, for people to compare with what they meant: what guards each environment,
//! its plan, and the passages that look like rules and were not read.

pub mod difference;
mod words;

use super::strategy::{AlertRule, GateMode, GateRule, KeyMetric, Start};
use super::text::Slug;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which rules a document is read by. A version keeps the number of the reader that read it first, so that what it
/// guards does not change under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Reader {
    /// Guards the last environment only, reads YAML wherever it stands, answers checklist lines by their words.
    First,
    /// Guards environments by their meaning and reports what it does not read.
    #[default]
    Second,
}

impl Reader {
    /// The number that a stored version keeps.
    pub fn number(self) -> i64 {
        match self {
            Self::First => 1,
            Self::Second => 2,
        }
    }

    /// The reader of a number.
    pub fn of_number(number: i64) -> Option<Self> {
        [Self::First, Self::Second].into_iter().find(|reader| reader.number() == number)
    }
}

/// A passage that looks like a rule and was not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unread {
    /// The line where it begins, from 1.
    pub line: usize,
    /// What was found, and how to have it read.
    pub message: String,
    /// SHA-256 (hex) of the passage's text with white space folded: an acknowledgement carries over to the next
    /// version as long as this stays the same.
    pub hash: String,
}

/// The reading of a document.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Reading {
    /// The environments in their order.
    pub environments: Vec<EnvironmentReading>,
    /// The Access Control table: for each role, the cell of each environment, such as `read+approve`.
    pub access: BTreeMap<String, BTreeMap<Slug, String>>,
    /// Where the access table is missing: the template's matrix holds.
    pub default_access: bool,
    /// Key Metrics.
    pub metrics: Vec<KeyMetric>,
    /// Alert rules.
    pub alerts: Vec<AlertRule>,
    /// The backup jobs, each in a line: what it backs up, how often, with which command.
    pub backup_jobs: Vec<String>,
    /// The Recovery Plan.
    pub recovery: RecoveryReading,
    /// What the document leaves more open than the default, in sentences.
    pub loosened: Vec<String>,
}

/// What guards an environment, and what a deployment there does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnvironmentReading {
    /// Its short name.
    pub slug: Slug,
    /// Its name, as written.
    pub name: String,
    /// Whether it is guarded by default: production-like, or listed after such a one.
    pub guarded: bool,
    /// Whether gates and the checklist hold.
    pub gates: GateMode,
    /// The rules over evidence that are asked here.
    pub thresholds: Vec<GateRule>,
    /// How a ready deployment starts.
    pub start: Start,
    /// Environments in which a release must have succeeded before.
    pub requires: Vec<Slug>,
    /// Who must agree. Each rule is asked.
    pub approvals: Vec<ApprovalReading>,
    /// Whether people who approve or start there need a second factor.
    pub second_factor: bool,
    /// Within how many seconds before a deployment a drill must have succeeded; none where none is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drill_within_s: Option<i64>,
    /// Where a release is put.
    pub targets: Vec<Slug>,
    /// The checklist that is asked here.
    pub checklist: Vec<ChecklistReading>,
    /// The steps of a deployment, in order.
    pub steps: Vec<StepReading>,
}

/// A rule of approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApprovalReading {
    /// How many people.
    pub required: u32,
    /// Any of these roles.
    pub from: Vec<String>,
    /// How long an approval counts, in seconds.
    pub expires_s: i64,
}

/// A line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChecklistReading {
    /// The line, as written.
    pub line: String,
    /// `person`, `approvals`, `evidence:KIND`, or `person:ROLE`.
    pub answered_by: String,
}

/// A step of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepReading {
    /// The phase it stands under.
    pub phase: String,
    /// The line, as written.
    pub text: String,
    /// `manual`, `command`, `check`, `notify` or `wait`.
    pub kind: &'static str,
    /// What the machine does; empty for a manual step.
    pub does: String,
    /// Whether its success means that a target serves the release.
    pub deploys: bool,
    /// Whether it belongs to this environment only because of where it stands.
    pub by_place: bool,
    /// Whether Slipway added it because no step deploys here.
    pub added: bool,
    /// After how many seconds it has failed; none for a manual step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_s: Option<i64>,
    /// How often the machine tries it again after a failure.
    pub retries: u32,
    /// The command that a rollback runs instead; none where it runs the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rollback: Option<String>,
    /// What stands nested below the step, in order.
    pub details: Vec<String>,
}

/// The Recovery Plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RecoveryReading {
    /// Its steps, in order.
    pub steps: Vec<String>,
    /// Its objectives.
    pub objectives: Objectives,
}

/// How long a recovery may take and how much it may lose, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Objectives {
    /// Recovery Time Objective.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rto_s: Option<i64>,
    /// Recovery Point Objective.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rpo_s: Option<i64>,
}
