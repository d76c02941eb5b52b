//! Identifiers. Inside they are numbers; people see slugs, versions and deployment numbers.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                Self(value)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A person, for ever: sign-in names are never reused.
    PersonId,
    /// A group of people.
    GroupId,
    /// A role: a level per environment, and marks.
    RoleId,
    /// An API token.
    TokenId,
    /// A change of the access matrix.
    AccessChangeId,
    /// A project.
    ProjectId,
    /// An environment of the installation.
    EnvironmentId,
    /// One imported or edited text of a strategy document.
    StrategyVersionId,
    /// A release of a project.
    ReleaseId,
    /// A deployment's number, as people say it: #42.
    DeploymentNumber,
    /// A step of a started deployment.
    StepId,
    /// A runbook.
    RunbookId,
    /// A version of a runbook.
    RunbookVersionId,
    /// A run's number, as people say it: run 7.
    RunNumber,
    /// One attempt of the machine at a step of a run.
    RunAttemptId,
    /// A problem that was reported with a release.
    ReportId,
    /// One attempt to carry out a step, on one target where the step goes from target to target.
    ExecutionId,
}

/// An environment of a project: what serves there, what was tried and what waits is told of one of these.
pub type PlaceId = (ProjectId, EnvironmentId);
