//! Another person closes the review of an immediate rollback.

use super::approve_deployment::check_length;
use super::error::ActionError;
use super::permitted::{permitted, record};
use super::standing::requesters;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::CloseReview;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
use crate::store::reviews;

/// Closes the review of an immediate rollback.
///
/// # Errors
/// Refused where there is no open review, the rollback has not ended, the person asked for it, or says nothing.
pub async fn close_review(
    app: &App,
    actor: &Actor,
    number: DeploymentNumber,
    comment: &str,
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (deployment, permit) = permitted::<CloseReview>(&mut write, actor, number).await?;
    let Actor::Person { id: person, .. } = actor else {
        return Err(Denied::Forbidden(Permission::CloseReview).into());
    };
    if requesters(&deployment).0.contains(person) {
        return Err(Refusal::conflict("Someone else must review your rollback.").into());
    }
    if deployment.ending.is_none() {
        return Err(Refusal::conflict(format!("#{number} has not ended yet; review it afterwards.")).into());
    }
    check_length(comment)?;
    if comment.trim().is_empty() {
        return Err(Refusal::invalid("Say in a sentence what the review found.").into());
    }
    if !reviews::close(&mut write, &permit, number, *person, comment.trim(), now).await? {
        return Err(Refusal::conflict(format!("#{number} has no open review.")).into());
    }
    let details = serde_json::json!({"comment": comment.trim()});
    record(&mut write, now, actor, "review.closed", &deployment, details).await?;
    write.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
