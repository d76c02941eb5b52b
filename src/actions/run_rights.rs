//! What a run asks of who starts or leads it.

use super::error::ActionError;
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

/// Whether a run in this mode needs Full: a real one does, and so does a drill that executes something where deployments
/// ask for approvals. Deploy alone would go round those.
///
/// # Errors
/// Where the database cannot be read.
pub async fn needs_full(
    app: &App,
    db: &mut Db,
    runbook: &Runbook,
    mode: Mode,
    place: Place<'_>,
) -> Result<bool, StoreError> {
    match mode {
        Mode::Tabletop => Ok(false),
        Mode::Real => Ok(true),
        Mode::Drill if !runbook.executes_in(mode) => Ok(false),
        Mode::Drill => {
            let strategy = strategy_in_force(app, db, place.project).await?;
            let rules = strategy.as_ref().and_then(|(_, strategy)| strategy.environment(place.slug));
            Ok(rules.is_some_and(|rules| rules.approvals.is_some()))
        }
    }
}

/// Looks whether somebody may start such a run, and says why.
///
/// # Errors
/// Denied where it needs Full and they do not hold it, refused where it needs a reason and none is given.
pub(super) fn may_start(
    actor: &Actor,
    grants: &Grants,
    place: Place<'_>,
    (mode, reason): (Mode, &str),
) -> Result<(), ActionError> {
    policy::permit::<RunForReal>(actor, grants, place.project, place.environment)?;
    match (reason, mode) {
        ("", Mode::Real) => Err(Refusal::invalid("Say why: a real run has a reason.").into()),
        ("", _) => {
            Err(Refusal::invalid("Say why: a drill that executes something here has a reason.").into())
        }
        _ => Ok(()),
    }
}
