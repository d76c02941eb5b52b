//! A stakeholder approves a deployment, or rejects it.

use super::end_deployment::end;
use super::error::ActionError;
use super::permitted::{permitted, record};
use super::standing;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::Approve;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::approval::{Attempt, Decision, decide};
use crate::domain::deployment::{Ending, Outcome};
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
use crate::domain::strategy::ApprovalRule;
use crate::domain::text::list_words;
use crate::store::approvals::{self, NewApproval};
use crate::store::deployments::Deployment;
use crate::store::{StoreError, Write, events, grants};

/// What a person decides, on the plan that they saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TheirDecision {
    /// Approved or rejected.
    pub decision: Decision,
    /// Their words; a rejection needs some.
    pub comment: String,
    /// The hash of the plan that the page showed them.
    pub seen_plan_hash: String,
}

/// The longest comment, in bytes.
pub const LONGEST_COMMENT_BYTES: usize = 4_000;

/// Approves or rejects a deployment. A rejection ends it.
///
/// # Errors
/// Refused where the deployment does not wait, nobody is asked, the person asked for it, has approved this plan
/// already, saw another plan, or rejects without a comment.
pub async fn approve_deployment(
    app: &App,
    actor: &Actor,
    number: DeploymentNumber,
    theirs: &TheirDecision,
) -> Result<(), ActionError> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let (deployment, permit) = permitted::<Approve>(&mut write, actor, number).await?;
    let person = actor.person().ok_or(Denied::Forbidden(Permission::Approve))?;
    let standing = standing::of(&mut write, &deployment, now).await?;
    if !standing.state.is_waiting() {
        return Err(Refusal::conflict(format!("#{number} no longer waits for a decision.")).into());
    }
    let rule = asks(&mut write, actor, &deployment).await?;
    check_length(&theirs.comment)?;
    let TheirDecision { decision, comment, seen_plan_hash } = theirs;
    let attempt = Attempt { person, decision: *decision, comment, seen_plan_hash };
    decide(&attempt, &deployment.plan_hash, &standing.requesters, &standing.approvals, now)?;
    let new = NewApproval {
        deployment: number,
        person,
        decision: *decision,
        comment: comment.trim(),
        plan_hash: &deployment.plan_hash,
        decided_at: now,
        expires_at: now + rule.expires,
    };
    approvals::insert(&mut write, &permit, &new).await?;
    note_decision(&mut write, actor, &deployment, &new).await?;
    if *decision == Decision::Rejected {
        reject(&mut write, actor, &deployment, &new).await?;
    }
    write.commit().await?;
    Ok(())
}

/// The rule by which this actor is asked.
async fn asks<'a>(
    write: &mut Write,
    actor: &Actor,
    deployment: &'a Deployment,
) -> Result<&'a ApprovalRule, ActionError> {
    let rule = deployment.plan.approvals.as_ref().filter(|_| !deployment.immediate);
    let rule = rule.ok_or_else(|| Refusal::conflict("Nobody is asked to approve this deployment."))?;
    if standing::is_asked(&grants::of(write, actor).await?, deployment) {
        return Ok(rule);
    }
    let asked = list_words(&rule.from);
    Err(Refusal::conflict(format!("The strategy asks {asked}; you hold no such role here.")).into())
}

async fn note_decision(
    write: &mut Write,
    actor: &Actor,
    deployment: &Deployment,
    new: &NewApproval<'_>,
) -> Result<(), StoreError> {
    let action = match new.decision {
        Decision::Approved => "deployment.approved",
        Decision::Rejected => "deployment.rejected",
    };
    let details = serde_json::json!({"comment": new.comment, "plan": new.plan_hash,
                                     "release": deployment.version});
    record(write, new.decided_at, actor, action, deployment, details).await
}

async fn reject(
    write: &mut Write,
    actor: &Actor,
    deployment: &Deployment,
    new: &NewApproval<'_>,
) -> Result<(), StoreError> {
    let reason = format!("Rejected by {}: {}", events::actor_name(actor), new.comment);
    let ending = Ending { outcome: Outcome::Rejected, failure: None, reason, at: new.decided_at };
    end(write, actor, deployment, &ending).await
}

/// Refuses a text that is longer than a comment may be.
pub(super) fn check_length(comment: &str) -> Result<(), Refusal> {
    if comment.len() <= LONGEST_COMMENT_BYTES {
        return Ok(());
    }
    Err(Refusal::invalid(format!("At most {LONGEST_COMMENT_BYTES} bytes of text are expected.")))
}

#[cfg(test)]
mod tests;
