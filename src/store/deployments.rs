//! Deployments: one row each; everything that can be computed is not in it.
//!
//! Open ones are few among very many: who asks for them says `INDEXED BY`, so that no plan walks through the others.

mod attempts;
mod open;
mod read;
mod seen;
mod slot;
mod write;

pub use attempts::{first, newest_started, succeeded};
pub use open::{
    Waiting, ended_by, open, open_immediate, open_in, open_of_place, same_open, under_way, waiting,
};
pub(super) use read::ending;
pub use read::{by_number, by_numbers, in_scope};
pub use seen::{Unseen, is_unseen, see_ending, unseen};
pub use slot::{slot_holder, slot_holders};
pub use write::{NewDeployment, end, insert, rebind, request_stop, start};

use crate::domain::deployment::{Ending, Kind};
use crate::domain::id::{
    DeploymentNumber, EnvironmentId, PersonId, ProjectId, ReleaseId, StrategyVersionId, TokenId,
};
use crate::domain::plan::Plan;
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;

/// A deployment with the names that people know its parts by.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployment {
    /// Its number.
    pub number: DeploymentNumber,
    /// Its project.
    pub project: ProjectId,
    /// The project's short name.
    pub project_slug: Slug,
    /// The project's name.
    pub project_name: String,
    /// Its environment.
    pub environment: EnvironmentId,
    /// The environment's short name.
    pub environment_slug: Slug,
    /// The release.
    pub release: ReleaseId,
    /// The release's version.
    pub version: Version,
    /// What it is for.
    pub kind: Kind,
    /// Whether it is a rollback that asks nobody.
    pub immediate: bool,
    /// Why it was asked for; may be empty but for rollbacks.
    pub request_reason: String,
    /// When it was asked for.
    pub requested_at: Time,
    /// By whom; none for the system.
    pub requested_by: Option<PersonId>,
    /// What they are called; a token with its owner: `ci (token of Ada)`.
    pub requested_by_name: String,
    /// What they, or the token's owner, sign in with.
    pub requested_by_sign_in_name: Option<String>,
    /// The token it was asked for with.
    pub requested_token: Option<TokenId>,
    /// That token's name.
    pub requested_token_name: Option<String>,
    /// Who made the token: does not approve either.
    pub token_creator: Option<PersonId>,
    /// The strategy version it is bound to.
    pub strategy_version: StrategyVersionId,
    /// That version's number.
    pub strategy_number: i64,
    /// What it does.
    pub plan: Plan,
    /// The plan's hash: what approvals are bound to.
    pub plan_hash: String,
    /// Whether it starts by itself once nothing is in the way.
    pub start_when_ready: bool,
    /// What the environment served before.
    pub replaces: Option<ReleaseId>,
    /// That release's version.
    pub replaces_version: Option<Version>,
    /// The deployment that this rollback ends.
    pub ends: Option<DeploymentNumber>,
    /// When it started.
    pub started_at: Option<Time>,
    /// Who started it, as in [`Deployment::requested_by_name`]; none for the system.
    pub started_by_name: Option<String>,
    /// What they, or the token's owner, sign in with.
    pub started_by_sign_in_name: Option<String>,
    /// The name of the token that started it.
    pub started_token_name: Option<String>,
    /// When somebody asked to end it while it ran, with who and why.
    pub stop_requested: Option<StopRequest>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Whether an interruption is open.
    pub interrupted: bool,
    /// Whether its current step is a manual one.
    pub manual_step: bool,
}

/// A wish to end a running deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopRequest {
    /// When.
    pub at: Time,
    /// Who; none for the system.
    pub person: Option<PersonId>,
    /// Why, for people.
    pub reason: String,
}
