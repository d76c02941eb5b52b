//! A person resumes an interrupted deployment, or fails it.

use super::approve_deployment::check_length;
use super::end_deployment::end;
use super::error::ActionError;
use super::permitted::{permitted, record};
use crate::access::actor::Actor;
use crate::access::permit::Recover;
use crate::app::App;
use crate::domain::deployment::{Ending, Failure, Outcome};
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
use crate::store::{events, interruptions};

/// What to do with an interrupted deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovery {
    /// Go on from the interrupted step: targets that were done stay done, the others run again.
    Resume,
    /// End it as failed, and why.
    Fail(String),
}

/// Resumes or fails an interrupted deployment.
///
/// # Errors
/// Refused where it is not interrupted, is being cancelled, or a failure comes without a reason.
pub async fn recover_deployment(
    app: &App,
    actor: &Actor,
    number: DeploymentNumber,
    recovery: &Recovery,
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (deployment, _permit) = permitted::<Recover>(&mut write, actor, number).await?;
    if !deployment.interrupted || deployment.ending.is_some() {
        return Err(Refusal::conflict(format!("#{number} is not interrupted.")).into());
    }
    if deployment.stop_requested.is_some() {
        return Err(Refusal::conflict(format!("#{number} is being cancelled.")).into());
    }
    match recovery {
        Recovery::Resume => {
            interruptions::resolve(&mut write, number, actor.person(), "resumed", now).await?;
            record(&mut write, now, actor, "deployment.resumed", &deployment, serde_json::json!({})).await?;
        }
        Recovery::Fail(reason) => {
            check_length(reason)?;
            if reason.trim().is_empty() {
                return Err(Refusal::invalid("Say why the deployment is failed.").into());
            }
            let name = events::actor_name(actor);
            let ending = Ending {
                outcome: Outcome::Failed,
                failure: Some(Failure::Technical),
                reason: format!("Interrupted, then failed by {name}: {}", reason.trim()),
                at: now,
            };
            end(&mut write, actor, &deployment, &ending).await?;
        }
    }
    write.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
