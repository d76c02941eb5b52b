//! What the engine writes down while it carries a run out. Who started the run was permitted to; the engine decides
//! nothing that people decide.

use super::act_in_run::{Standing, end_where_done, happen, standing};
use super::strategy_in_force::strategy_in_force;
use crate::access::actor::Actor;
use crate::access::permit::Machine;
use crate::app::App;
use crate::domain::id::{RunNumber, StrategyVersionId};
use crate::domain::run::Fact;
use crate::domain::text::Slug;
use crate::domain::time::Time;
use crate::store::runs::Run;
use crate::store::{Db, StoreError, Write, runbook_versions, runs};

/// Where a run stands; none where there is no such run.
///
/// # Errors
/// Where the database cannot be read.
pub async fn standing_of(db: &mut Db, number: RunNumber) -> Result<Option<Standing>, StoreError> {
    match runs::by_number(db, number).await? {
        Some(run) => standing(db, run).await.map(Some),
        None => Ok(None),
    }
}

/// Writes down what happened in a run, and that it has ended where nothing is left to do.
///
/// # Errors
/// Where the database cannot be written.
pub async fn happened(
    write: &mut Write,
    machine: &Machine,
    standing: &Standing,
    fact: &Fact,
    now: Time,
) -> Result<(), StoreError> {
    let run = &standing.run;
    happen(write, &Actor::ENGINE, machine, (run, &standing.runbook), fact, now).await?;
    match fact {
        Fact::Ended { .. } => Ok(()),
        _ => end_where_done(write, machine, run, now).await,
    }
}

/// What the commands of a run find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// The targets of its environment, by the strategy in force.
    pub targets: Vec<Slug>,
    /// The strategy version whose files they find, where the runbook is of a strategy.
    pub files_of: Option<StrategyVersionId>,
}

/// What the commands of a run find now.
///
/// # Errors
/// Where the database cannot be read.
pub async fn surroundings(app: &App, db: &mut Db, run: &Run) -> Result<Surroundings, StoreError> {
    let version = runbook_versions::by_id(db, run.version).await?;
    let strategy = strategy_in_force(app, db, run.project).await?;
    let rules = strategy.as_ref().and_then(|(_, strategy)| strategy.environment(&run.environment_slug));
    Ok(Surroundings {
        targets: rules.map_or_else(|| vec![run.environment_slug.clone()], |rules| rules.targets.clone()),
        files_of: version.and_then(|version| version.strategy_version),
    })
}
