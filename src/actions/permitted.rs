//! The beginning and the end that actions on a deployment share: who may, and what the log says.

use super::error::ActionError;
use crate::access::actor::Actor;
use crate::access::grants::Grants;
use crate::access::permit::{Act, Permit};
use crate::access::policy::{self, Denied};
use crate::domain::id::DeploymentNumber;
use crate::domain::time::Time;
use crate::store::deployments::{self, Deployment};
use crate::store::events::{self, NewEvent};
use crate::store::{StoreError, Write, grants};

/// The deployment, with the permit for what the actor wants to do with it.
///
/// # Errors
/// [`Denied`] where there is none, or none for this actor, or the actor may not.
pub async fn permitted<A: Act>(
    write: &mut Write,
    actor: &Actor,
    number: DeploymentNumber,
) -> Result<(Deployment, Permit<A>), ActionError> {
    let (deployment, permit, _) = permitted_by::<A>(write, actor, number).await?;
    Ok((deployment, permit))
}

/// The same, with what the actor holds, for a rule that asks more of it than the permit.
///
/// # Errors
/// See [`permitted`].
pub async fn permitted_by<A: Act>(
    write: &mut Write,
    actor: &Actor,
    number: DeploymentNumber,
) -> Result<(Deployment, Permit<A>, Grants), ActionError> {
    let grants = grants::of(write, actor).await?;
    let deployment = deployments::by_number(write, number).await?.ok_or(Denied::NotFound)?;
    let permit = policy::permit::<A>(actor, &grants, deployment.project, deployment.environment)?;
    Ok((deployment, permit, grants))
}

/// Appends the audit event of something done to a deployment.
pub async fn record(
    write: &mut Write,
    at: Time,
    actor: &Actor,
    action: &'static str,
    deployment: &Deployment,
    details: serde_json::Value,
) -> Result<(), StoreError> {
    let event = NewEvent {
        at,
        actor,
        action,
        subject: format!("#{}", deployment.number),
        project: Some(deployment.project),
        environment: Some(deployment.environment),
        deployment: Some(deployment.number),
        details,
    };
    events::append(write, event).await?;
    Ok(())
}
