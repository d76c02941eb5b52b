//! Whether a person is asked to decide on a deployment: what a page asks before it shows the buttons. The action asks
//! again when one is pressed.

use super::standing::{Standing, is_asked};
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::domain::approval::{Attempt, Decision, decide};
use crate::domain::id::PersonId;
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
    let (project, environment) = (deployment.project, deployment.environment);
    let rule = deployment.plan.approvals.as_ref().filter(|_| !deployment.immediate);
    let Some(rule) = rule.filter(|_| standing.state.is_waiting()) else { return Deciding::NotAsked };
    if !grants.may(Permission::Approve, project, environment) {
        return Deciding::NotAsked;
    }
    if !is_asked(grants, deployment) {
        let asked = list_words(&rule.from);
        return Deciding::NotNow(format!("The strategy asks {asked}; you hold no such role here."));
    }
    let try_to = |decision| {
        let hash = &deployment.plan_hash;
        let attempt = Attempt { person, decision, comment: "-", seen_plan_hash: hash };
        decide(&attempt, hash, &standing.requesters, &standing.approvals, now)
    };
    match (try_to(Decision::Approved), try_to(Decision::Rejected)) {
        (Ok(()), _) => Deciding::Now,
        (Err(refusal), Ok(())) => Deciding::OnlyReject(refusal.sentence),
        (Err(refusal), Err(_)) => Deciding::NotNow(refusal.sentence),
    }
}
