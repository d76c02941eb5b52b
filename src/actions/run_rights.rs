//! What a run asks of who starts or leads it.

use super::error::ActionError;
use super::second_factor::demanded_of;
use super::strategy_in_force::strategy_in_force;
use crate::access::actor::Actor;
use crate::access::grants::Grants;
use crate::access::permit::RunForReal;
use crate::access::policy;
use crate::app::App;
use crate::domain::id::{EnvironmentId, ProjectId};
use crate::domain::refusal::Refusal;
use crate::domain::runbook::{Mode, Runbook};
use crate::domain::text::Slug;
use crate::store::{Db, StoreError};

/// Where a run is, or is to be, carried out.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The project.
    pub project: ProjectId,
    /// The environment.
    pub environment: EnvironmentId,
    /// The environment's short name, as strategies know it.
    pub slug: &'a Slug,
}

/// What a run asks of who starts or leads it, besides taking part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asks {
    /// Full: a real run does, and so does a drill that executes something where deployments ask for approvals. Deploy
    /// alone would go round those.
    pub full: bool,
    /// A second factor: the same runs do, where the environment asks for one.
    pub second_factor: bool,
}

/// What a run in this mode asks for.
///
/// # Errors
/// Where the database cannot be read.
pub async fn asks(
    app: &App,
    db: &mut Db,
    runbook: &Runbook,
    mode: Mode,
    place: Place<'_>,
) -> Result<Asks, StoreError> {
    if mode == Mode::Tabletop || mode == Mode::Drill && !runbook.executes_in(mode) {
        return Ok(Asks::default());
    }
    let strategy = strategy_in_force(app, db, place.project).await?;
    let rules = strategy.as_ref().and_then(|(_, strategy)| strategy.environment(place.slug));
    let full = mode == Mode::Real || rules.is_some_and(|rules| rules.approvals.are_asked());
    Ok(Asks { full, second_factor: full && rules.is_some_and(|rules| rules.second_factor) })
}

/// Looks whether somebody may start such a run, and says why.
///
/// # Errors
/// Denied where it asks for what they do not have, refused where it needs a reason and none is given.
pub(super) async fn may_start(
    db: &mut Db,
    (actor, grants): (&Actor, &Grants),
    place: Place<'_>,
    asks: Asks,
    (mode, reason): (Mode, &str),
) -> Result<(), ActionError> {
    if !asks.full {
        return Ok(());
    }
    policy::permit::<RunForReal>(actor, grants, place.project, place.environment)?;
    demanded_of(db, asks.second_factor, actor.person()).await??;
    match (reason, mode) {
        ("", Mode::Real) => Err(Refusal::invalid("Say why: a real run has a reason.").into()),
        ("", _) => {
            Err(Refusal::invalid("Say why: a drill that executes something here has a reason.").into())
        }
        _ => Ok(()),
    }
}
