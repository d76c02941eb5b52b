//! Which steps a deployment has: a strategy version, an environment and a release become a plan.

use super::synonyms::phases;
use crate::domain::checklist::AnsweredBy;
use crate::domain::plan::{Plan, PlannedStep, Work};
use crate::domain::strategy::{
    Automation, ChecklistRule, Does, EnvironmentRules, GateMode, StepRule, Strategy,
};
use crate::domain::text::Slug;

/// What a plan is made for.
#[derive(Debug, Clone, Copy)]
pub struct PlanFor<'a> {
    /// The environment.
    pub environment: &'a Slug,
    /// `deploy`, `rollback` or `redeploy`.
    pub kind: &'a str,
    /// The release's digest (hex).
    pub release_digest: &'a str,
    /// The strategy version's number.
    pub strategy_version: i64,
    /// SHA-256 (hex) of the document's bytes.
    pub strategy_sha256: &'a str,
    /// The version's files: path and SHA-256 (hex).
    pub files: &'a [(String, String)],
}

/// The plan; none when the document does not name the environment.
///
/// A rollback asks for approvals and for the checklist lines that a person answers, never for evidence or for
/// earlier environments. An environment with `gates: off` asks for no evidence and has no checklist.
pub fn resolve(strategy: &Strategy, of: PlanFor) -> Option<Plan> {
    let rules = strategy.environment(of.environment)?;
    let rollback = of.kind == "rollback";
    let off = rules.gates == GateMode::Off;
    let mut files = of.files.to_vec();
    files.sort();
    Some(Plan {
        release_digest: of.release_digest.to_owned(),
        project: strategy.slug.clone(),
        environment: rules.slug.clone(),
        kind: of.kind.to_owned(),
        strategy_version: of.strategy_version,
        strategy_sha256: of.strategy_sha256.to_owned(),
        files,
        targets: rules.targets.clone(),
        requires: if rollback { Vec::new() } else { rules.requires.clone() },
        gate_mode: rules.gates,
        gates: if rollback || off { Vec::new() } else { strategy.gates.clone() },
        checklist: if off { Vec::new() } else { checklist(strategy, rules, rollback) },
        approvals: rules.approvals.clone(),
        second_factor: rules.second_factor,
        drill_within: rules.drill_within.filter(|_| !rollback && !off),
        steps: steps(&strategy.steps, rules, rollback),
    })
}

fn checklist(strategy: &Strategy, rules: &EnvironmentRules, rollback: bool) -> Vec<ChecklistRule> {
    let asked = |line: &&ChecklistRule| {
        let needs_no_evidence = line.by.is_person() || line.by == AnsweredBy::Approvals;
        line.is_asked_in(&rules.slug) && (!rollback || needs_no_evidence)
    };
    strategy.checklist.iter().filter(asked).cloned().collect()
}

fn steps(rules: &[StepRule], environment: &EnvironmentRules, rollback: bool) -> Vec<PlannedStep> {
    let applies = |rule: &StepRule| rule.only.as_ref().is_none_or(|only| only.contains(&environment.slug));
    let mut steps: Vec<PlannedStep> =
        rules.iter().filter(|rule| applies(rule)).map(|rule| planned(rule, rollback)).collect();
    if !steps.iter().any(|step| step.deploys) {
        let before = rules[..execution(rules)].iter().filter(|rule| applies(rule)).count();
        steps.insert(before, by_hand(environment));
    }
    steps
}

/// Where Execution begins among the rules; without it, where Post-Deployment does, or the end.
fn execution(rules: &[StepRule]) -> usize {
    let first = |phase: &str| rules.iter().position(|rule| rule.phase.eq_ignore_ascii_case(phase));
    let execution = rules.iter().position(|rule| phases::is_execution(&rule.phase));
    first("Execution").or(execution).or_else(|| first("Post-Deployment")).unwrap_or(rules.len())
}

fn by_hand(environment: &EnvironmentRules) -> PlannedStep {
    PlannedStep {
        phase: "Execution".to_owned(),
        text: format!("Deploy to {}", environment.name),
        work: Work::Manual,
        deploys: true,
        details: Vec::new(),
    }
}

fn planned(rule: &StepRule, rollback: bool) -> PlannedStep {
    let work = rule.automation.as_ref().map_or(Work::Manual, |automation| work(automation, rollback));
    PlannedStep {
        phase: rule.phase.clone(),
        text: rule.text.clone(),
        work,
        deploys: rule.deploys,
        details: rule.details.clone(),
    }
}

fn work(automation: &Automation, rollback: bool) -> Work {
    let reverse = automation.rollback.clone().filter(|_| rollback);
    Work::Automatic {
        does: reverse.map_or_else(|| automation.does.clone(), Does::Run),
        per_target: automation.per_target,
        batch: automation.batch,
        timeout: automation.timeout,
        retries: automation.retries,
    }
}

#[cfg(test)]
mod tests;
