//! A stakeholder approves a deployment, or rejects it.

use super::deciding::may_decide;
use super::end_deployment::end;
use super::error::ActionError;
use super::permitted::{permitted_by, record};
use super::second_factor;
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::permit::Approve;
use crate::access::policy::Denied;
use crate::app::App;
use crate::domain::approval::{Attempt, Decision};
use crate::domain::deployment::{Ending, Outcome};
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
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
    second_factor::demanded(&mut write, actor, &deployment).await??;
    let person = actor.person().ok_or(Denied::Forbidden(Permission::Approve))?;
    let TheirDecision { decision, comment, seen_plan_hash } = theirs;
    let attempt = Attempt { person, decision: *decision, comment, seen_plan_hash };
    // Only their own decisions can be in the way, and whether they may approve now is asked with the rule.
    let own = approvals::of_person_on(&mut write, person, number).await?;
    let own: Vec<_> = own.into_iter().map(|one| one.counted(&deployment.plan.approvals, |_| true)).collect();
    let counts = may_decide(&deployment, &grants, &own, &attempt, now)?;
    check_length(comment)?;
    let new = NewApproval {
        deployment: number,
        person,
        decision: *decision,
        comment: comment.trim(),
        plan_hash: &deployment.plan_hash,
        decided_at: now,
        expires_at: now + counts,
    };
    approvals::insert(&mut write, &permit, &new).await?;
    note_decision(&mut write, actor, &deployment, &new).await?;
    if *decision == Decision::Rejected {
        reject(&mut write, actor, &deployment, &new).await?;
    }
    write.commit().await?;
    Ok(())
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
    let found = comment.len();
    let sentence = format!(
        "This text is too long: {found} bytes. The limit is {LONGEST_COMMENT_BYTES}. Nothing was saved."
    );
    Err(Refusal::invalid(sentence))
}

#[cfg(test)]
mod tests;
