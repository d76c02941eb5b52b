//! A deployment as the API tells it.

use crate::access::actor::Actor;
use crate::access::policy::Denied;
use crate::access::scope::Scope;
use crate::actions::error::ActionError;
use crate::actions::standing::{self, Standing};
use crate::app::App;
use crate::domain::approval::{Approval, Decision, Validity};
use crate::domain::conditions::Condition;
use crate::domain::deployment::{Kind, Outcome, State};
use crate::domain::id::DeploymentNumber;
use crate::domain::plan::PlannedStep;
use crate::domain::quorum::{Filled, Quorum};
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;
use crate::store::deployments::{self, Deployment};
use crate::store::grants;
use crate::store::steps::{self, Step};
use serde::Serialize;

/// A deployment as it stands.
#[derive(Debug, Serialize)]
pub struct DeploymentView {
    number: DeploymentNumber,
    project: Slug,
    environment: Slug,
    release: Version,
    kind: Kind,
    immediate: bool,
    /// Where it stands.
    pub state: State,
    outcome: Option<Outcome>,
    /// Why it ended as it did; null while it has not ended.
    reason: Option<String>,
    request_reason: String,
    requested_by: String,
    requested_at: String,
    started_at: Option<String>,
    ended_at: Option<String>,
    plan: String,
    /// What it waits for before it can start.
    pub conditions: Vec<ConditionView>,
    approvals: Vec<ApprovalView>,
    steps: Vec<StepView>,
}

/// Something that is in the way of the start.
#[derive(Debug, Serialize)]
pub struct ConditionView {
    kind: &'static str,
    needs: String,
    /// Of approvals, each rule that is asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<RuleView>,
}

/// How far a rule of approval has come.
#[derive(Debug, Serialize)]
struct RuleView {
    required: u32,
    have: usize,
    from: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ApprovalView {
    person: String,
    decision: &'static str,
    comment: String,
    decided_at: String,
    expires_at: String,
    counts: bool,
    why_not: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct StepView {
    position: i64,
    phase: String,
    text: String,
    how: String,
    state: &'static str,
    started_at: Option<String>,
    ended_at: Option<String>,
}

/// The deployment, if it exists for the actor.
pub async fn of(app: &App, actor: &Actor, number: DeploymentNumber) -> Result<DeploymentView, ActionError> {
    let mut db = app.store.read().await?;
    let scope = Scope::of(grants::of(&mut db, actor).await?);
    let deployment = deployments::in_scope(&mut db, number, &scope).await?.ok_or(Denied::NotFound)?;
    let standing = standing::of(&mut db, &deployment, app.clock.now()).await?;
    let steps = steps::of_deployment(&mut db, number).await?;
    let (requires, project) = (&deployment.plan.requires, deployment.project);
    let seen = standing::requirements_seen(&mut db, requires, project, scope.grants()).await?;
    Ok(view(deployment, standing, steps, &seen))
}

fn view(deployment: Deployment, standing: Standing, steps: Vec<Step>, seen: &[Slug]) -> DeploymentView {
    // What the conditions were at the start says nothing about a deployment that has started or ended.
    let unmet = if standing.state.is_waiting() { standing.evaluation.unmet } else { Vec::new() };
    let approvals = standing.approvals.into_iter().zip(standing.evaluation.validities);
    let quorum = standing.evaluation.quorum;
    let ending = deployment.ending;
    DeploymentView {
        number: deployment.number,
        project: deployment.project_slug,
        environment: deployment.environment_slug,
        release: deployment.version,
        kind: deployment.kind,
        immediate: deployment.immediate,
        state: standing.state,
        outcome: ending.as_ref().map(|ending| ending.outcome),
        ended_at: ending.as_ref().map(|ending| ending.at.rfc3339()),
        reason: ending.map(|ending| ending.reason),
        request_reason: deployment.request_reason,
        requested_by: deployment.requested_by_name,
        requested_at: deployment.requested_at.rfc3339(),
        started_at: deployment.started_at.map(Time::rfc3339),
        plan: deployment.plan_hash,
        conditions: unmet.iter().map(|unmet| condition(unmet, seen)).collect(),
        approvals: approvals.map(|(one, validity)| approval_view(one, validity, quorum.as_ref())).collect(),
        steps: if steps.is_empty() {
            planned(&deployment.plan.steps)
        } else {
            steps.into_iter().map(step).collect()
        },
    }
}

/// An environment that the caller does not see is not named.
fn condition(condition: &Condition, seen: &[Slug]) -> ConditionView {
    let rules: &[Filled] = match condition {
        Condition::Approvals { quorum } => &quorum.rules,
        _ => &[],
    };
    ConditionView {
        kind: condition.word(),
        needs: condition.needs_for(|slug| seen.contains(slug)),
        rules: rules.iter().map(rule).collect(),
    }
}

fn rule(rule: &Filled) -> RuleView {
    RuleView { required: rule.required, have: rule.people.len(), from: rule.from.clone() }
}

fn approval_view(approval: Approval, validity: Validity, quorum: Option<&Quorum>) -> ApprovalView {
    let counts = validity == Validity::Counts;
    let until = quorum.filter(|_| counts).map_or(approval.expires_at, |quorum| quorum.until(&approval));
    ApprovalView {
        person: approval.name,
        decision: match approval.decision {
            Decision::Approved => "approved",
            Decision::Rejected => "rejected",
        },
        comment: approval.comment,
        decided_at: approval.decided_at.rfc3339(),
        expires_at: until.rfc3339(),
        counts,
        why_not: (!counts).then(|| validity.words()),
    }
}

/// Before the start the steps are the plan's.
fn planned(steps: &[PlannedStep]) -> Vec<StepView> {
    let view = |(position, step): (i64, &PlannedStep)| StepView {
        position,
        phase: step.phase.clone(),
        text: step.text.clone(),
        how: step.work.words(),
        state: "planned",
        started_at: None,
        ended_at: None,
    };
    (1..).zip(steps).map(view).collect()
}

fn step(step: Step) -> StepView {
    let begun = if step.started_at.is_some() { "running" } else { "planned" };
    StepView {
        position: step.position,
        phase: step.phase,
        text: step.text,
        how: step.work.words(),
        state: step.outcome.map_or(begun, |outcome| outcome.word()),
        started_at: step.started_at.map(Time::rfc3339),
        ended_at: step.ended_at.map(Time::rfc3339),
    }
}
