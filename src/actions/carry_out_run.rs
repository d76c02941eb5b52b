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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::permit::Operator;
    use crate::actions::act_in_run::act_in_run;
    use crate::actions::publish_runbook::import_runbook;
    use crate::actions::start_run::{Asked, start_run};
    use crate::clock::Clock;
    use crate::domain::run::act::Act;
    use crate::domain::runbook::Mode;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_run_that_somebody_fails_does_not_succeed_by_its_last_step() {
        let app = TestApp::with_storefront().await;
        let document = "# Restart\n\n- **Environments**: production\n\n1. Restart it\n\n```yaml\nautomation:\n  Restart it: {run: ./x.sh}\n```\n";
        import_runbook(&app, &Operator::at_command_line(), document, true).await.unwrap();
        app.endorsed("restart", "production").await;
        let sre = app.person("sre", "SRE").await;
        let (runbook, project, environment) = ("restart", "storefront", "production");
        let asked = Asked { runbook, mode: Mode::Real, project, environment, reason: "it burns" };
        let run = start_run(&app, &sre, &asked).await.unwrap();
        let says = async |fact: Fact| {
            let mut write = app.store.write().await.unwrap();
            let standing = standing_of(&mut write, run).await.unwrap().unwrap();
            happened(&mut write, &Machine::of_engine(), &standing, &fact, app.clock.now()).await.unwrap();
            write.commit().await.unwrap();
        };
        says(Fact::Begun { step: 1, reverse: false }).await;
        act_in_run(&app, &sre, run, &Act::Fail("the wrong one".to_owned())).await.unwrap();
        says(Fact::Passed { step: 1, reverse: false, note: String::new() }).await;
        let standing = standing_of(&mut app.store.read().await.unwrap(), run).await.unwrap().unwrap();
        assert_eq!(standing.run.ended, None, "the engine ends it as it was asked to");
        assert!(standing.progress.stopping.is_some());
    }
}
