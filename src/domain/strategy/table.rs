//! Tables, lists and the diagram of the document: shown as they are, but for the access table, which seeds the matrix.

use crate::domain::{role::Access, runbook::Step, text::Slug, time::Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A row of the Access Control table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRow {
    /// The role's name.
    pub role: String,
    /// Its cell for each environment.
    pub cells: BTreeMap<Slug, Access>,
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
    /// The diagram's node labels, in the order of its arrows, with what the automation below them says.
    pub steps: Vec<Step>,
    /// How long a recovery may take.
    pub time_objective: Option<Span>,
    /// How much time's worth of data may be lost.
    pub point_objective: Option<Span>,
    /// How often it is to be drilled.
    pub drill_every: Option<Span>,
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
