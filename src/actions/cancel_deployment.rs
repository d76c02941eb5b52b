//! A person ends a deployment before it is done.

use super::approve_deployment::check_length;
use super::end_deployment::end;
use super::error::ActionError;
use super::permitted::{permitted, record};
use crate::access::actor::Actor;
use crate::access::permit::Cancel;
use crate::app::App;
use crate::domain::deployment::{Ending, Outcome};
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
use crate::store::deployments::{self, StopRequest};
use crate::store::events;

/// Ends a waiting deployment at once; asks the engine to end a started one, whose processes it ends first.
///
/// # Errors
/// Refused where it has ended, or somebody has cancelled it already.
pub async fn cancel_deployment(
    app: &App,
    actor: &Actor,
    number: DeploymentNumber,
    reason: &str,
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (deployment, _permit) = permitted::<Cancel>(&mut write, actor, number).await?;
    if deployment.ending.is_some() {
        return Err(Refusal::conflict(format!("#{number} has ended already."))
            .about("deployment", number.0)
            .into());
    }
    if deployment.stop_requested.is_some() {
        return Err(Refusal::conflict(format!("#{number} is being cancelled already."))
            .about("deployment", number.0)
            .into());
    }
    check_length(reason)?;
    let words = cancelled_by(&events::actor_name(actor), reason);
    if deployment.started_at.is_none() {
        let ending = Ending { outcome: Outcome::Cancelled, failure: None, reason: words, at: now };
        end(&mut write, actor, &deployment, &ending).await?;
    } else {
        let stop = StopRequest { at: now, person: actor.person(), reason: words };
        deployments::request_stop(&mut write, number, &stop).await?;
        let details = serde_json::json!({"reason": reason.trim()});
        record(&mut write, now, actor, "deployment.cancelling", &deployment, details).await?;
    }
    write.commit().await?;
    Ok(())
}

fn cancelled_by(name: &str, reason: &str) -> String {
    match reason.trim() {
        "" => format!("Cancelled by {name}"),
        reason => format!("Cancelled by {name}: {reason}"),
    }
}

#[cfg(test)]
mod tests;
