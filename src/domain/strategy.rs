//! What a strategy document says, typed. The reader in [`crate::strategy`] makes it from Markdown.

mod environment;
mod pipeline;
mod step;
mod table;

pub use environment::{ApprovalRule, EnvironmentRules, GateMode, Start, is_not};
pub use pipeline::{GateRule, Pipeline};
pub use step::{Automation, Does, Program, StepRule};
pub use table::{AccessRow, AlertRule, ChangeLogRow, KeyMetric, Note, RecoveryPlan};

use super::backup_job::BackupJob;
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
        let like = self.environments.iter().position(|e| is_production_like(&e.name));
        let first = like.unwrap_or(self.environments.len().saturating_sub(1));
        self.environments.iter().position(|e| &e.slug == slug).is_none_or(|at| at >= first)
    }

    /// The rules of an environment, if the document names it.
    pub fn environment(&self, slug: &Slug) -> Option<&EnvironmentRules> {
        self.environments.iter().find(|e| &e.slug == slug)
    }
}

/// Whether a name, or a word of it, means production.
fn is_production_like(name: &str) -> bool {
    const MEAN_IT: [&str; 7] = ["production", "prod", "prd", "live", "produktion", "producción", "produção"];
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().any(|(at, word)| {
        let denied = at.checked_sub(1).is_some_and(|before| matches!(words[before], "pre" | "non" | "not"));
        MEAN_IT.contains(word) && !denied
    })
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

#[cfg(test)]
mod tests {
    use super::is_production_like;

    #[test]
    fn production_is_known_by_a_word_of_its_name() {
        for name in ["production", "Prod", "prod-eu", "production-us-2", "live", "produção", "EU PRD 1"] {
            assert!(is_production_like(name), "{name}");
        }
        for name in ["staging", "pre-prod", "preprod", "nonprod", "non-production", "deliver", "product"] {
            assert!(!is_production_like(name), "{name}");
        }
    }
}
