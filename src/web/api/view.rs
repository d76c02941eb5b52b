//! A deployment as the API tells it.

use crate::access::actor::Actor;
use crate::access::grants::Grants;
use crate::access::policy::Denied;
use crate::access::scope::Scope;
use crate::actions::error::ActionError;
use crate::actions::standing::{self, Standing};
use crate::actions::suspicion::sees;
use crate::app::App;
use crate::domain::approval::{Approval, Validity};
use crate::domain::conditions::Condition;
use crate::domain::deployment::{Kind, Outcome, State};
use crate::domain::gate::{Judged, Verdict};
use crate::domain::id::{DeploymentNumber, ReportId};
use crate::domain::plan::{Plan, PlannedStep};
use crate::domain::quorum::{Filled, Quorum};
use crate::domain::strategy::GateMode;
use crate::domain::suspect::{Cause, What};
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;
use crate::store::deployments::{self, Deployment};
use crate::store::grants;
use crate::store::steps::{self, Step};
use serde::Serialize;
use serde_json::{Map, Value, json};

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
    /// For people: `Ada`, or `ci (token of Ada)`.
    requested_by: String,
    /// What that person, or the token's owner, signs in with: two may have one name.
    requested_by_sign_in_name: Option<String>,
    requested_with_token: Option<String>,
    requested_at: String,
    started_by: Option<String>,
    started_by_sign_in_name: Option<String>,
    started_with_token: Option<String>,
    started_at: Option<String>,
    ended_at: Option<String>,
    plan: String,
    /// Whether the gates are enforced, only warn, or are off.
    gate_mode: GateMode,
    /// Every gate with its verdict, also where it only warns.
    gates: Vec<GateView>,
    /// What it waits for before it can start.
    pub conditions: Vec<ConditionView>,
    /// What speaks against the release now, and what was cleared.
    suspicion: Vec<CauseView>,
    approvals: Vec<ApprovalView>,
    steps: Vec<StepView>,
}

/// Something that speaks against a release. Nothing of an environment that the caller does not see is named.
#[derive(Debug, Serialize)]
pub struct CauseView {
    weight: &'static str,
    what: String,
    release: Version,
    environment: Option<Slug>,
    deployment: Option<DeploymentNumber>,
    report: Option<ReportId>,
    /// Who rolled back or reported, for people: `Ada`, or `ci (token of Ada)`.
    by: Option<String>,
    /// What that person, or the token's owner, signs in with: two may have one name.
    by_sign_in_name: Option<String>,
    at: Option<String>,
    cleared_by: Option<String>,
    cleared_by_sign_in_name: Option<String>,
}

/// A cause for a caller who holds this.
pub fn cause(cause: &Cause, of: &Version, grants: &Grants) -> CauseView {
    let seen = sees(grants, cause);
    let (deployment, report) = match cause.what {
        What::RolledBack { by, .. } => (Some(by), None),
        What::Reported { report, .. } => (None, Some(report)),
    };
    let cleared = cause.cleared.as_ref().filter(|_| seen);
    CauseView {
        weight: cause.weight().word(),
        what: cause.sentence(of, seen),
        release: cause.version.clone(),
        environment: seen.then(|| cause.environment.clone()),
        deployment: deployment.filter(|_| seen),
        report: report.filter(|_| seen),
        by: seen.then(|| cause.by.clone()),
        by_sign_in_name: cause.by_sign_in_name.clone().filter(|_| seen),
        at: seen.then(|| cause.at.rfc3339()),
        cleared_by: cleared.map(|clearing| clearing.by.clone()),
        cleared_by_sign_in_name: cleared.map(|clearing| clearing.by_sign_in_name.clone()),
    }
}

/// A gate, and what it comes to.
#[derive(Debug, Serialize)]
struct GateView {
    name: &'static str,
    threshold: String,
    /// Null where there is no evidence.
    value: Option<String>,
    verdict: &'static str,
    /// Why it does not pass; null where it does.
    why: Option<String>,
}

/// Something that is in the way of the start.
#[derive(Debug, Serialize)]
pub struct ConditionView {
    kind: &'static str,
    needs: String,
    /// Of approvals, each rule that is asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<RuleView>,
    /// What the words name, for programs.
    #[serde(flatten)]
    about: Map<String, Value>,
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
    sign_in_name: String,
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
    /// What the document says below the step: how a person does it.
    details: Vec<String>,
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
    let unmet = &standing.evaluation.unmet;
    let seen = standing::environments_seen(&mut db, &deployment, unmet, scope.grants()).await?;
    let causes = standing.suspicion.causes.iter();
    let suspicion = causes.map(|one| cause(one, &deployment.version, scope.grants())).collect();
    Ok(DeploymentView { suspicion, ..view(deployment, standing, steps, &seen) })
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
        requested_by_sign_in_name: deployment.requested_by_sign_in_name,
        requested_with_token: deployment.requested_token_name,
        started_by: deployment.started_by_name,
        started_by_sign_in_name: deployment.started_by_sign_in_name,
        started_with_token: deployment.started_token_name,
        requested_at: deployment.requested_at.rfc3339(),
        started_at: deployment.started_at.map(Time::rfc3339),
        plan: deployment.plan_hash,
        gate_mode: deployment.plan.gate_mode,
        gates: standing.evaluation.gates.iter().map(gate).collect(),
        conditions: unmet.iter().map(|unmet| condition(unmet, seen)).collect(),
        suspicion: Vec::new(),
        approvals: approvals.map(|(one, validity)| approval_view(one, validity, quorum.as_ref())).collect(),
        steps: if steps.is_empty() {
            planned(&deployment.plan.steps)
        } else {
            steps.into_iter().map(|one| step(one, &deployment.plan)).collect()
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
        about: about(condition, seen),
    }
}

/// What a condition names. An environment that does not exist for the caller is not named.
fn about(condition: &Condition, seen: &[Slug]) -> Map<String, Value> {
    let (name, value) = match condition {
        Condition::Gates(gates) => ("gates", json!(gates.iter().map(|gate| gate.name).collect::<Vec<_>>())),
        Condition::Checklist(lines) => ("lines", json!(lines)),
        Condition::EarlierEnvironment(slug) if seen.contains(slug) => ("environment", json!(slug)),
        Condition::Slot(number) => ("deployment", json!(number)),
        Condition::EarlierEnvironment(_)
        | Condition::Approvals { .. }
        | Condition::Drill(_)
        | Condition::Suspect { .. } => {
            return Map::new();
        }
    };
    Map::from_iter([(name.to_owned(), value)])
}

fn gate(gate: &Judged) -> GateView {
    GateView {
        name: gate.name,
        threshold: gate.threshold.clone(),
        value: (gate.verdict != Verdict::Missing).then(|| gate.value.clone()),
        verdict: gate.verdict.word(),
        why: (gate.verdict != Verdict::Pass).then(|| gate.why()),
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
        sign_in_name: approval.sign_in_name,
        decision: approval.decision.word(),
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
        details: step.details.clone(),
        how: step.work.words(),
        state: "planned",
        started_at: None,
        ended_at: None,
    };
    (1..).zip(steps).map(view).collect()
}

fn step(step: Step, plan: &Plan) -> StepView {
    let details = plan.details(step.position).to_vec();
    let begun = if step.started_at.is_some() { "running" } else { "planned" };
    StepView {
        position: step.position,
        phase: step.phase,
        text: step.text,
        details,
        how: step.work.words(),
        state: step.outcome.map_or(begun, |outcome| outcome.word()),
        started_at: step.started_at.map(Time::rfc3339),
        ended_at: step.ended_at.map(Time::rfc3339),
    }
}
