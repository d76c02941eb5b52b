//! Permissions: what a level is a set of.

use crate::domain::role::{Access, Level};

/// A thing that can be permitted in an environment of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See what is live, deployments, history, logs, configuration.
    See,
    /// Register a release, or evidence for one. Needs Deploy in any environment.
    RegisterRelease,
    /// Ask for a deployment, or for a planned rollback.
    Request,
    /// Start one that is ready.
    Start,
    /// End one before it is done.
    Cancel,
    /// Answer a line of the checklist.
    AnswerChecklist,
    /// Confirm a manual step, or say that it could not be done.
    ConfirmStep,
    /// Resume or fail an interrupted deployment.
    Recover,
    /// Roll back at once.
    RollBackNow,
    /// Approve or reject a deployment. Never by a token.
    Approve,
    /// Close the review of an immediate rollback. Never by a token.
    CloseReview,
    /// Write the draft of a runbook. Needs Deploy in any environment. Never by a token.
    WriteRunbook,
    /// Publish a runbook, so that it may be run. Needs Full in any environment. Never by a token.
    PublishRunbook,
    /// Start tabletops and drills, and do steps of any run. Never by a token.
    TakePart,
    /// Start a run for real, and lead one. Never by a token.
    RunForReal,
    /// Agree in a run that it goes on. Never by a token.
    DecideInRun,
    /// Let a backup job run now. Never by a token.
    BackUpNow,
    /// Report a problem with a release. Whether it makes the release suspect is another question.
    ReportProblem,
    /// Clear a release of suspicion. Never by a token.
    ClearSuspicion,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 19] = [
        Self::See,
        Self::RegisterRelease,
        Self::Request,
        Self::Start,
        Self::Cancel,
        Self::AnswerChecklist,
        Self::ConfirmStep,
        Self::Recover,
        Self::RollBackNow,
        Self::Approve,
        Self::CloseReview,
        Self::WriteRunbook,
        Self::PublishRunbook,
        Self::TakePart,
        Self::RunForReal,
        Self::DecideInRun,
        Self::BackUpNow,
        Self::ReportProblem,
        Self::ClearSuspicion,
    ];

    /// Whether a cell of the matrix gives it.
    pub fn is_given_by(self, access: Access) -> bool {
        match self {
            Self::See | Self::ReportProblem => access.level >= Level::Read,
            Self::RegisterRelease
            | Self::Request
            | Self::Start
            | Self::Cancel
            | Self::AnswerChecklist
            | Self::ConfirmStep
            | Self::Recover
            | Self::WriteRunbook
            | Self::TakePart
            | Self::BackUpNow => access.level >= Level::Deploy,
            Self::RollBackNow => {
                access.level == Level::Full || (access.level == Level::Deploy && access.rollback)
            }
            Self::PublishRunbook | Self::RunForReal | Self::ClearSuspicion => access.level == Level::Full,
            Self::DecideInRun => {
                access.level >= Level::Deploy || (access.approve && access.level >= Level::Read)
            }
            // A mark without Read would decide about what cannot be seen.
            Self::Approve => access.approve && access.level >= Level::Read,
            Self::CloseReview => {
                access.level == Level::Full || (access.approve && access.level >= Level::Read)
            }
        }
    }

    /// Whether a token may ever use it.
    pub fn is_for_tokens(self) -> bool {
        !matches!(
            self,
            Self::Approve
                | Self::CloseReview
                | Self::WriteRunbook
                | Self::PublishRunbook
                | Self::TakePart
                | Self::RunForReal
                | Self::DecideInRun
                | Self::BackUpNow
                | Self::ClearSuspicion
        )
    }

    /// Whether a right in any environment of the project is enough: what it is for belongs to the whole project.
    pub fn is_for_a_project(self) -> bool {
        matches!(self, Self::RegisterRelease | Self::WriteRunbook | Self::PublishRunbook)
    }

    /// What the person would do, for a sentence: "You may not ... here."
    pub fn words(self) -> &'static str {
        match self {
            Self::See => "see this",
            Self::RegisterRelease => "register releases",
            Self::Request => "request deployments",
            Self::Start => "start deployments",
            Self::Cancel => "cancel deployments",
            Self::AnswerChecklist => "answer the checklist",
            Self::ConfirmStep => "confirm steps",
            Self::Recover => "recover interrupted deployments",
            Self::RollBackNow => "roll back at once",
            Self::Approve => "approve or reject deployments",
            Self::CloseReview => "close reviews",
            Self::WriteRunbook => "write runbooks",
            Self::PublishRunbook => "publish runbooks",
            Self::TakePart => "take part in runs",
            Self::RunForReal => "run runbooks for real",
            Self::DecideInRun => "agree to steps of runs",
            Self::BackUpNow => "run backup jobs",
            Self::ReportProblem => "report problems",
            Self::ClearSuspicion => "clear releases of suspicion",
        }
    }
}
