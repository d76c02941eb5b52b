//! Where a deployment stands now: everything that is computed, computed at once.

use crate::access::permission::Permission;
use crate::domain::approval::{Approval, Decision, Requesters};
use crate::domain::checklist::Answer;
use crate::domain::conditions::{Circumstances, Evaluation, evaluate};
use crate::domain::deployment::{Facts, State};
use crate::domain::evidence::Evidence;
use crate::domain::text::Slug;
use crate::domain::time::Time;
use crate::store::deployments::{self, Deployment};
use crate::store::{Db, StoreError, approvals, checklist, environments, evidence, grants};

/// Where a deployment stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Its state.
    pub state: State,
    /// The decisions on it, oldest first.
    pub approvals: Vec<Approval>,
    /// Gates, checklist, quorum, and what is in the way. Once it has started: as they stood at the start.
    pub evaluation: Evaluation,
    /// The release's evidence.
    pub evidence: Evidence,
    /// Who asked for it, and so does not approve it.
    pub requesters: Requesters,
}

/// Computes where a deployment stands.
pub async fn of(db: &mut Db, deployment: &Deployment, now: Time) -> Result<Standing, StoreError> {
    let settled_at = deployment.started_at.or(deployment.ending.as_ref().map(|e| e.at));
    let evidence = evidence::of_release(db, deployment.release).await?;
    let approvals = decisions(db, deployment, settled_at.is_some()).await?;
    let answers = answers(db, deployment).await?;
    let not_succeeded_in = not_succeeded_in(db, deployment).await?;
    let slot = deployments::slot_holder(db, deployment.project, deployment.environment).await?;
    let requesters = requesters(deployment);
    let evaluation = evaluate(&Circumstances {
        plan: &deployment.plan,
        plan_hash: &deployment.plan_hash,
        immediate: deployment.immediate,
        facts: &evidence.facts,
        approvals: &approvals,
        requesters: &requesters,
        answers: &answers,
        not_succeeded_in: &not_succeeded_in,
        slot: slot.filter(|holder| *holder != deployment.number),
        now: settled_at.unwrap_or(now),
    });
    let state = State::of(Facts {
        started: deployment.started_at.is_some(),
        outcome: deployment.ending.as_ref().map(|e| e.outcome),
        interrupted: deployment.interrupted,
        manual_step: deployment.manual_step,
        ready: evaluation.unmet.is_empty(),
    });
    Ok(Standing { state, approvals, evaluation, evidence, requesters })
}

/// Who asked for a deployment: the person, or the token's owner and who made the token.
pub fn requesters(deployment: &Deployment) -> Requesters {
    Requesters(deployment.requested_by.into_iter().chain(deployment.token_creator).collect())
}

/// A person's right to approve is looked at now, until the start has settled it.
async fn decisions(db: &mut Db, deployment: &Deployment, settled: bool) -> Result<Vec<Approval>, StoreError> {
    let stored = approvals::of_deployment(db, deployment.number).await?;
    let mut decisions = Vec::with_capacity(stored.len());
    for one in stored {
        let may_approve_now = settled || may_approve(db, deployment, one.person).await?;
        decisions.push(Approval {
            person: one.person,
            name: one.name,
            decision: if one.decision == "approved" { Decision::Approved } else { Decision::Rejected },
            comment: one.comment,
            plan_hash: one.plan_hash,
            decided_at: one.decided_at,
            expires_at: one.expires_at,
            may_approve_now,
        });
    }
    Ok(decisions)
}

/// Whether a person holds, now, one of the roles that the plan asks and the mark Approve for its environment.
async fn may_approve(
    db: &mut Db,
    deployment: &Deployment,
    person: crate::domain::id::PersonId,
) -> Result<bool, StoreError> {
    let grants = grants::of_person(db, person).await?;
    let (project, environment) = (deployment.project, deployment.environment);
    let asked = |role: &String| grants.approves_as(role, project, environment);
    let rule = deployment.plan.approvals.as_ref();
    Ok(grants.may(Permission::Approve, project, environment)
        && rule.is_some_and(|r| r.from.iter().any(asked)))
}

async fn answers(db: &mut Db, deployment: &Deployment) -> Result<Vec<Answer>, StoreError> {
    let stored = checklist::of_deployment(db, deployment.number).await?;
    let answer = |a: checklist::Answer| {
        let note = if a.note.is_empty() { a.name } else { format!("{}: {}", a.name, a.note) };
        Answer { line: a.line, note }
    };
    Ok(stored.into_iter().map(answer).collect())
}

async fn not_succeeded_in(db: &mut Db, deployment: &Deployment) -> Result<Vec<Slug>, StoreError> {
    let mut missing = Vec::new();
    for slug in &deployment.plan.requires {
        let succeeded = match environments::by_slug(db, slug.as_str()).await? {
            Some(environment) => deployments::has_succeeded(db, deployment.release, environment.id).await?,
            None => false,
        };
        if !succeeded {
            missing.push(slug.clone());
        }
    }
    Ok(missing)
}
