//! Whether a person may decide on a deployment: a page asks before it shows the buttons, and the action asks the same
//! again when one is pressed.

use super::standing::{Standing, is_asked, requesters};
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::domain::approval::{Approval, Attempt, Decision, decide};
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::domain::strategy::ApprovalRule;
use crate::domain::text::list_words;
use crate::domain::time::Time;
use crate::store::deployments::Deployment;

/// What a person can decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deciding {
    /// Nothing: nobody asks them.
    NotAsked,
    /// They may approve here, but not this, not now, with the reason.
    NotNow(String),
    /// They have approved already and can still reject.
    OnlyReject(String),
    /// They can approve and reject.
    Now,
}

impl Deciding {
    /// Whether an approval of theirs would count now.
    pub fn would_count(&self) -> bool {
        *self == Self::Now
    }
}

/// What a person can decide on a deployment now.
pub fn deciding(
    deployment: &Deployment,
    standing: &Standing,
    grants: &Grants,
    person: PersonId,
    now: Time,
) -> Deciding {
    let may_approve = grants.may(Permission::Approve, deployment.project, deployment.environment);
    if !may_approve || !standing.state.is_waiting() || rule(deployment).is_none() {
        return Deciding::NotAsked;
    }
    let try_to = |decision| {
        let attempt = Attempt { person, decision, comment: "-", seen_plan_hash: &deployment.plan_hash };
        may_decide(deployment, grants, &standing.approvals, &attempt, now)
    };
    match (try_to(Decision::Approved), try_to(Decision::Rejected)) {
        (Ok(_), _) => Deciding::Now,
        (Err(refusal), Ok(_)) => Deciding::OnlyReject(refusal.sentence),
        (Err(refusal), Err(_)) => Deciding::NotNow(refusal.sentence),
    }
}

/// Whether a decision may be made now, by somebody who holds this, may approve here, and made these decisions before
/// (others' do not matter); gives the rule that asks them.
///
/// # Errors
/// Refused where the deployment does not wait, nobody is asked, none of their roles is, or [`decide`] refuses.
pub(super) fn may_decide<'a>(
    deployment: &'a Deployment,
    grants: &Grants,
    decisions: &[Approval],
    attempt: &Attempt<'_>,
    now: Time,
) -> Result<&'a ApprovalRule, Refusal> {
    let refused = |sentence: String| Err(Refusal::conflict(sentence));
    if deployment.started_at.is_some() || deployment.ending.is_some() {
        return refused(format!("#{} no longer waits for a decision.", deployment.number));
    }
    let Some(rule) = rule(deployment) else {
        return refused("No approval needed.".to_owned());
    };
    if !is_asked(grants, deployment) {
        let asked = list_words(&rule.from);
        return refused(format!("The strategy asks {asked}; you hold no such role here."));
    }
    decide(attempt, &deployment.plan_hash, &requesters(deployment), decisions, now)?;
    Ok(rule)
}

/// Who is asked about a deployment; none for one that asks nobody.
fn rule(deployment: &Deployment) -> Option<&ApprovalRule> {
    deployment.plan.approvals.as_ref().filter(|_| !deployment.immediate)
}
