//! A stakeholder approves a deployment, or rejects it.

use super::end_deployment::end;
use super::error::ActionError;
use super::permitted::{permitted_by, record};
use super::standing::{is_asked, requesters};
use crate::access::actor::Actor;
use crate::access::grants::Grants;
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
use crate::store::{StoreError, Write, events};

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
    let (deployment, permit, grants) = permitted_by::<Approve>(&mut write, actor, number).await?;
    let person = actor.person().ok_or(Denied::Forbidden(Permission::Approve))?;
    if deployment.started_at.is_some() || deployment.ending.is_some() {
        return Err(Refusal::conflict(format!("#{number} no longer waits for a decision.")).into());
    }
    let rule = asks(&grants, &deployment)?;
    check_length(&theirs.comment)?;
    let TheirDecision { decision, comment, seen_plan_hash } = theirs;
    let attempt = Attempt { person, decision: *decision, comment, seen_plan_hash };
    // Only their own decisions can be in the way, and that they may approve now was asked above.
    let own = approvals::of_person_on(&mut write, person, number).await?;
    let own: Vec<_> = own.into_iter().map(|one| one.counted(true)).collect();
    decide(&attempt, &deployment.plan_hash, &requesters(&deployment), &own, now)?;
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
fn asks<'a>(grants: &Grants, deployment: &'a Deployment) -> Result<&'a ApprovalRule, Refusal> {
    let rule = deployment.plan.approvals.as_ref().filter(|_| !deployment.immediate);
    let rule = rule.ok_or_else(|| Refusal::conflict("Nobody is asked to approve this deployment."))?;
    if is_asked(grants, deployment) {
        return Ok(rule);
    }
    let asked = list_words(&rule.from);
    Err(Refusal::conflict(format!("The strategy asks {asked}; you hold no such role here.")))
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
