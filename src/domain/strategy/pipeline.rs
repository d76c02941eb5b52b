//! What the document says a release comes with: the stages of CI, and the rules over its evidence.

use serde::{Deserialize, Serialize};

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
