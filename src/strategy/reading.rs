//! The reading of a strategy: what people compare with what they meant.

mod loosened;

use super::plan::{self, PlanFor};
use crate::domain::backup_job::BackupJob;
use crate::domain::plan::{Plan, PlannedStep, Work};
use crate::domain::reading::{
    ApprovalReading, ChecklistReading, EnvironmentReading, Objectives, Reading, RecoveryReading, StepReading,
};
use crate::domain::role::Access;
use crate::domain::strategy::{Does, EnvironmentRules, Program, StepRule, Strategy};
use crate::domain::time::Span;
use std::collections::BTreeMap;

/// What a strategy says, for people.
pub fn of(strategy: &Strategy) -> Reading {
    let access = strategy.access.iter().map(|row| {
        let cells = row.cells.iter().map(|(slug, access)| (slug.clone(), cell(*access)));
        (row.role.clone(), cells.collect::<BTreeMap<_, _>>())
    });
    Reading {
        environments: strategy.environments.iter().map(|rules| environment(strategy, rules)).collect(),
        access: access.collect(),
        default_access: strategy.access.is_empty(),
        metrics: strategy.metrics.clone(),
        alerts: strategy.alerts.clone(),
        backup_jobs: strategy.backup_jobs.iter().map(job).collect(),
        recovery: recovery(strategy),
        loosened: loosened::of(strategy),
    }
}

/// `Shop database: production every 15 min: ./backup.sh, verified every 1 d: ./verify.sh`
fn job(job: &BackupJob) -> String {
    let (name, environment, every, run) = (&job.name, &job.environment, job.every, job.run.words());
    let verify = job.verify.as_ref().map(|(run, every)| format!(", verified every {every}: {}", run.words()));
    let verify = verify.unwrap_or_else(|| ", never verified".to_owned());
    format!("{name}: {environment} every {every}: {run}{verify} (at most {})", job.timeout)
}

fn seconds(span: Span) -> i64 {
    span.0 / 1_000_000
}

/// `read+approve`.
fn cell(access: Access) -> String {
    access.to_string().to_lowercase().replace(' ', "")
}

fn recovery(strategy: &Strategy) -> RecoveryReading {
    RecoveryReading {
        steps: strategy.recovery.steps.iter().map(|step| step.text.clone()).collect(),
        objectives: Objectives {
            rto_s: strategy.recovery.time_objective.map(seconds),
            rpo_s: strategy.recovery.point_objective.map(seconds),
        },
    }
}

fn environment(strategy: &Strategy, rules: &EnvironmentRules) -> EnvironmentReading {
    let plan = plan::resolve(strategy, plan_of(rules)).expect("the strategy names its own environment");
    let approvals = rules.approvals.rules().iter();
    EnvironmentReading {
        slug: rules.slug.clone(),
        name: rules.name.clone(),
        guarded: strategy.is_guarded(&rules.slug),
        gates: rules.gates,
        thresholds: plan.gates.clone(),
        start: rules.start,
        requires: rules.requires.clone(),
        approvals: approvals
            .map(|r| ApprovalReading {
                required: r.required,
                from: r.from.clone(),
                expires_s: seconds(r.expires),
            })
            .collect(),
        second_factor: rules.second_factor,
        drill_within_s: rules.drill_within.map(seconds),
        targets: rules.targets.clone(),
        checklist: checklist(&plan),
        steps: plan.steps.iter().map(|planned| step(planned, &strategy.steps)).collect(),
    }
}

/// A plan for the reading alone: no release is meant.
fn plan_of(rules: &EnvironmentRules) -> PlanFor<'_> {
    PlanFor {
        environment: &rules.slug,
        kind: "deploy",
        release_digest: "",
        strategy_version: 0,
        strategy_sha256: "",
        files: &[],
    }
}

fn checklist(plan: &Plan) -> Vec<ChecklistReading> {
    let lines = plan.checklist.iter();
    lines.map(|line| ChecklistReading { line: line.text.clone(), answered_by: line.by.word() }).collect()
}

fn step(step: &PlannedStep, rules: &[StepRule]) -> StepReading {
    let (kind, does) = work(&step.work);
    let rule = rules.iter().find(|rule| rule.text == step.text && rule.phase == step.phase);
    let automation = rule.and_then(|rule| rule.automation.as_ref());
    StepReading {
        phase: step.phase.clone(),
        text: step.text.clone(),
        kind,
        does,
        deploys: step.deploys,
        by_place: rule.is_some_and(|rule| rule.by_place),
        added: rule.is_none(),
        timeout_s: automation.map(|automation| seconds(automation.timeout)),
        retries: automation.map_or(0, |automation| automation.retries),
        rollback: automation.and_then(|automation| automation.rollback.as_ref()).map(Program::words),
        details: step.details.clone(),
    }
}

fn work(work: &Work) -> (&'static str, String) {
    let Work::Automatic { does, .. } = work else { return ("manual", String::new()) };
    let kind = match does {
        Does::Run(_) => "command",
        Does::Http(_) | Does::VerifyArtifact | Does::PlanRollback => "check",
        Does::Notify(_) => "notify",
        Does::Wait(_) => "wait",
    };
    (kind, work.words())
}
