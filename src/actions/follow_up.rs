//! A person does a step that an immediate rollback left for afterwards.

use super::approve_deployment::check_length;
use super::error::ActionError;
use super::permitted::{permitted, record};
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::ConfirmStep;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::id::{DeploymentNumber, StepId};
use crate::domain::refusal::Refusal;
use crate::store::steps;

/// Marks a follow-up done.
///
/// # Errors
/// Refused where the step is no follow-up of this deployment, or done already.
pub async fn follow_up(
    app: &App,
    actor: &Actor,
    number: DeploymentNumber,
    step: StepId,
    note: &str,
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (deployment, _permit) = permitted::<ConfirmStep>(&mut write, actor, number).await?;
    let Actor::Person { id: person, .. } = actor else {
        return Err(Denied::Forbidden(Permission::ConfirmStep).into());
    };
    check_length(note)?;
    let of_this = steps::of_deployment(&mut write, number).await?.into_iter().find(|s| s.id == step);
    let no_follow_up = || Refusal::conflict("This step is no follow-up, or it is done already.");
    let found = of_this.ok_or_else(no_follow_up)?;
    if !steps::follow_up(&mut write, step, *person, note.trim(), now).await? {
        return Err(no_follow_up().into());
    }
    let details = serde_json::json!({"step": found.text, "note": note.trim()});
    record(&mut write, now, actor, "step.followed_up", &deployment, details).await?;
    write.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
