//! What the document says about an environment: its targets, and what holds a deployment there.

use super::approvals::Approvals;
use crate::domain::{text::Slug, time::Span};
use serde::{Deserialize, Serialize};

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
    /// Who must agree.
    pub approvals: Approvals,
    /// Whether who approves or starts there has a second factor.
    #[serde(default, skip_serializing_if = "is_not")]
    pub second_factor: bool,
    /// How long ago a drill of the Recovery Plan may have succeeded; absent where none is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill_within: Option<Span>,
    /// Whether a ready deployment waits for a hand.
    pub start: Start,
    /// Where people see the running system; http or https.
    pub url: Option<String>,
    /// A freeze as written. When it holds cannot be told yet, so nothing but an immediate rollback goes there.
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

/// Left out where it is not asked: what was written before it could be asked reads and hashes the same.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
pub fn is_not(asked: &bool) -> bool {
    !asked
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
