//! What a request comes to under the strategy in force: the environment, the plan, and how it starts.

use super::error::ActionError;
use super::strategy_in_force::strategy_in_force;
use crate::app::App;
use crate::domain::deployment::Kind;
use crate::domain::id::{ProjectId, StrategyVersionId};
use crate::domain::plan::Plan;
use crate::domain::refusal::Refusal;
use crate::domain::strategy::{DeploymentType, Start, Strategy};
use crate::domain::text::{Slug, clip};
use crate::store::{Db, StoreError, strategies};
use crate::strategy::plan::{PlanFor, resolve};

/// A plan under the strategy in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The strategy version.
    pub version: StrategyVersionId,
    /// What will be done.
    pub plan: Plan,
    /// Whether it starts by itself once nothing is in the way.
    pub start_when_ready: bool,
    /// Whether the environment is guarded.
    pub guarded: bool,
}

/// How many targets the strategy in force names for an environment.
pub async fn targets(
    app: &App,
    db: &mut Db,
    project: ProjectId,
    environment: &Slug,
) -> Result<usize, StoreError> {
    let strategy = strategy_in_force(app, db, project).await?;
    let rules = strategy.as_ref().and_then(|(_, strategy)| strategy.environment(environment));
    Ok(rules.map_or(0, |rules| rules.targets.len()))
}

/// Whether an environment of a project is guarded now. Where no strategy in force can say, it is.
pub async fn is_guarded(
    app: &App,
    db: &mut Db,
    project: ProjectId,
    environment: &Slug,
) -> Result<bool, StoreError> {
    let in_force = strategy_in_force(app, db, project).await?;
    Ok(in_force.is_none_or(|(_, strategy)| strategy.is_guarded(environment)))
}

/// Resolves the plan of a release for an environment, under the strategy in force.
///
/// # Errors
/// Refused where no strategy is in force, it does not name the environment or freezes it, or its deployment type cannot
/// be carried out yet.
pub async fn plan(
    app: &App,
    db: &mut Db,
    project: ProjectId,
    environment: &Slug,
    kind: Kind,
    release_digest: &str,
) -> Result<Planned, ActionError> {
    let (meta, strategy) = strategy_in_force(app, db, project)
        .await?
        .ok_or_else(|| Refusal::conflict("This project has no approved strategy document yet."))?;
    if strategy.deployment_type != DeploymentType::Rolling {
        let word = strategy.deployment_type.word();
        return Err(Refusal::conflict(format!(
            "The strategy asks for {word} deployments. Slipway can only carry out Rolling deployments so far."
        ))
        .into());
    }
    if kind != Kind::Rollback {
        not_frozen(&strategy, environment)?;
    }
    let files = strategies::files(db, meta.id).await?;
    let of = PlanFor {
        environment,
        kind: kind.word(),
        release_digest,
        strategy_version: meta.number,
        strategy_sha256: &meta.sha256,
        files: &files,
    };
    let no_such = || {
        Refusal::conflict(format!(
            "Strategy version {} doesn’t name {environment}. Add it to the document first.",
            meta.number
        ))
    };
    let plan = resolve(&strategy, of).ok_or_else(no_such)?;
    let by_itself = strategy.environment(environment).is_some_and(|rules| rules.start == Start::WhenReady);
    let guarded = strategy.is_guarded(environment);
    Ok(Planned { version: meta.id, plan, start_when_ready: by_itself, guarded })
}

/// Refuses what a freeze of the strategy in force may forbid, such as a planned rollback.
///
/// # Errors
/// See [`plan`].
pub(super) async fn not_frozen_now(
    app: &App,
    db: &mut Db,
    project: ProjectId,
    environment: &Slug,
) -> Result<(), ActionError> {
    let in_force = strategy_in_force(app, db, project).await?;
    Ok(in_force.map_or(Ok(()), |(_, strategy)| not_frozen(&strategy, environment))?)
}

/// When a freeze holds cannot be told yet, so it is taken to hold always: what a document forbids never slips through.
fn not_frozen(strategy: &Strategy, environment: &Slug) -> Result<(), Refusal> {
    let Some(freeze) = strategy.environment(environment).and_then(|rules| rules.freeze.as_deref()) else {
        return Ok(());
    };
    Err(Refusal::conflict(format!(
        "The strategy freezes {environment} ({}). Slipway cannot tell yet when a freeze holds, so it deploys nothing \
         there; an immediate rollback is possible.",
        clip(freeze, 200)
    )))
}
