//! Whether a person may decide on a deployment: a page asks before it shows the buttons, and the action asks the same
//! again when one is pressed.

use super::standing::{Standing, fills, requesters};
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::domain::approval::{Approval, Attempt, Decision, decide};
use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use crate::domain::text::choice_words;
use crate::domain::time::{Span, Time};
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
    /// They can approve and reject, and an approval of theirs would fill no free place: others fill those of their
    /// roles.
    Spare,
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
    if !may_approve || !standing.state.is_waiting() || !asks(deployment) {
        return Deciding::NotAsked;
    }
    let try_to = |decision| {
        let attempt = Attempt { person, decision, comment: "-", seen_plan_hash: &deployment.plan_hash };
        may_decide(deployment, grants, &standing.approvals, &attempt, now)
    };
    match (try_to(Decision::Approved), try_to(Decision::Rejected)) {
        (Ok(_), _) if would_fill(deployment, standing, grants) => Deciding::Now,
        (Ok(_), _) => Deciding::Spare,
        (Err(refusal), Ok(_)) => Deciding::OnlyReject(refusal.sentence),
        (Err(refusal), Err(_)) => Deciding::NotNow(refusal.sentence),
    }
}

/// Whether an approval of somebody who fills no place yet would fill a free one.
fn would_fill(deployment: &Deployment, standing: &Standing, grants: &Grants) -> bool {
    let quorum = standing.evaluation.quorum.as_ref();
    quorum.is_some_and(|quorum| quorum.would_take(&fills(grants, deployment)))
}

/// Whether a decision may be made now, by somebody who holds this, may approve here, and made these decisions before
/// (others' do not matter); gives for how long it counts at most.
///
/// # Errors
/// Refused where the deployment does not wait, nobody is asked, none of their roles is, or [`decide`] refuses.
pub(super) fn may_decide(
    deployment: &Deployment,
    grants: &Grants,
    decisions: &[Approval],
    attempt: &Attempt<'_>,
    now: Time,
) -> Result<Span, Refusal> {
    let refused = |sentence: String| Err(Refusal::conflict(sentence));
    if deployment.started_at.is_some() || deployment.ending.is_some() {
        return refused(format!("#{} no longer waits for a decision.", deployment.number));
    }
    if !asks(deployment) {
        return refused("Nobody is asked to approve this deployment.".to_owned());
    }
    let Some(counts) = counts_for(deployment, grants) else {
        let asked = choice_words(&deployment.plan.approvals.roles());
        return refused(format!("The strategy asks {asked}; you hold no such role here."));
    };
    decide(attempt, &deployment.plan_hash, &requesters(deployment), decisions, now)?;
    Ok(counts)
}

/// For how long an approval of somebody who holds this counts at most; none where none of their roles is asked.
pub fn counts_for(deployment: &Deployment, grants: &Grants) -> Option<Span> {
    let rules = deployment.plan.approvals.rules();
    fills(grants, deployment).into_iter().map(|rule| rules[rule].expires).max()
}

/// Whether anybody is asked about a deployment.
fn asks(deployment: &Deployment) -> bool {
    deployment.plan.approvals.are_asked() && !deployment.immediate
}
