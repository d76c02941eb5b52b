//! What a strategy document says, typed. The reader in [`crate::strategy`] makes it from Markdown.

mod approvals;
mod checklist;
mod environment;
mod pipeline;
mod step;
mod table;

pub use approvals::{ApprovalRule, Approvals};
pub use checklist::ChecklistRule;
pub use environment::{EnvironmentRules, GateMode, Start, is_not};
pub use pipeline::{GateRule, Pipeline};
pub use step::{Automation, Does, Program, StepRule};
pub use table::{AccessRow, AlertRule, ChangeLogRow, KeyMetric, Note, RecoveryPlan};

use super::backup_job::BackupJob;
use super::environment::{Guard, guards};
use super::text::Slug;
use serde::{Deserialize, Serialize};

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
    pub checklist: Vec<ChecklistRule>,
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
    /// The jobs of the Backup Strategy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backup_jobs: Vec<BackupJob>,
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

impl Strategy {
    /// Whether an environment is guarded: it is production-like, or listed after one that is. Without a production-like
    /// one the last is. What the document does not name is guarded, so that nothing is forgotten when it is dropped.
    pub fn is_guarded(&self, slug: &Slug) -> bool {
        self.guard(slug).is_none_or(|guard| guard.guarded)
    }

    /// What guards an environment by default, if the document names it.
    pub fn guard(&self, slug: &Slug) -> Option<Guard> {
        let own = self.environments.iter().position(|rules| &rules.slug == slug)?;
        Some(guards(self.environments.iter().map(|rules| rules.name.as_str()))[own])
    }

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
