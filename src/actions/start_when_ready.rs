//! Starts what asked to start by itself, for the person who asked: never beyond what they may do by now.

use super::end_deployment::end;
use super::error::ActionError;
use super::second_factor;
use super::start_deployment::start_deployment;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::app::App;
use crate::domain::deployment::{Ending, Outcome};
use crate::domain::id::DeploymentNumber;
use crate::store::deployments::{self, Deployment};
use crate::store::{Db, StoreError, grants};

/// Starts a deployment that is ready. Somebody may have been faster, or something came in the way: then nothing
/// happens. Where who requested it may no longer do so, it ends.
///
/// # Errors
/// The database could not do it.
pub async fn start_when_ready(app: &App, number: DeploymentNumber) -> Result<(), StoreError> {
    match start_deployment(app, &Actor::ENGINE, number).await {
        Ok(()) | Err(ActionError::Refused(_)) => Ok(()),
        Err(ActionError::Denied(_)) => end_without_right(app, number).await,
        Err(ActionError::Store(error)) => Err(error),
    }
}

/// Whether who requested the deployment could request it now. The operator always can.
pub(super) async fn requester_may(db: &mut Db, deployment: &Deployment) -> Result<bool, StoreError> {
    let Some(person) = deployment.requested_by else { return Ok(true) };
    let grants = grants::of_requester(db, person, deployment.requested_token).await?;
    let needed = if deployment.immediate { Permission::RollBackNow } else { Permission::Request };
    Ok(grants.may(needed, deployment.project, deployment.environment))
}

async fn end_without_right(app: &App, number: DeploymentNumber) -> Result<(), StoreError> {
    let at = app.clock.now();
    let mut write = app.store.write().await?;
    let Some(deployment) = deployments::by_number(&mut write, number).await? else { return Ok(()) };
    let waits = deployment.ending.is_none() && deployment.started_at.is_none();
    let may = requester_may(&mut write, &deployment).await?;
    let has_factor = second_factor::demanded(&mut write, &Actor::ENGINE, &deployment).await?.is_ok();
    if !waits || may && has_factor {
        return Ok(());
    }
    let (name, place) = (&deployment.requested_by_name, &deployment.environment_slug);
    let reason = match may {
        true => format!("{name}, who requested it, has no one-time codes, and {place} asks for them"),
        false => format!("{name}, who requested it, may no longer deploy to {place}"),
    };
    let ending = Ending { outcome: Outcome::Cancelled, failure: None, reason, at };
    end(&mut write, &Actor::ENGINE, &deployment, &ending).await?;
    write.commit().await
}

#[cfg(test)]
mod tests;
