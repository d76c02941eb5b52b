//! What a deployment waits for, computed from everything that is known about it now.

use super::approval::{Approval, Quorum, Requesters, Validity, quorum, standing};
use super::checklist::{Answer, AnsweredBy, Line, Standing, answered_by, by_evidence};
use super::deployment::Condition;
use super::evidence::Facts;
use super::gate::{Judged, judge};
use super::id::DeploymentNumber;
use super::plan::Plan;
use super::strategy::GateMode;
use super::text::Slug;
use super::time::Time;

/// Everything that is known about a deployment that has not started.
#[derive(Debug, Clone)]
pub struct Circumstances<'a> {
    /// What it will do.
    pub plan: &'a Plan,
    /// The plan's hash.
    pub plan_hash: &'a str,
    /// Whether it asks nobody.
    pub immediate: bool,
    /// The release's evidence.
    pub facts: &'a Facts,
    /// The decisions so far, oldest first.
    pub approvals: &'a [Approval],
    /// Who asked for it.
    pub requesters: &'a Requesters,
    /// The checklist's answers so far.
    pub answers: &'a [Answer],
    /// Of the environments the plan requires: those the release has not succeeded in.
    pub not_succeeded_in: &'a [Slug],
    /// The deployment that holds the environment's slot.
    pub slot: Option<DeploymentNumber>,
    /// This moment.
    pub now: Time,
}

/// What the circumstances come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Every gate with its verdict; none where gates are off.
    pub gates: Vec<Judged>,
    /// Every checklist line; none where gates are off.
    pub checklist: Vec<Line>,
    /// What each approval counts for, in the order given.
    pub validities: Vec<Validity>,
    /// How far the approvals have come; none where nobody is asked.
    pub quorum: Option<Quorum>,
    /// What is in the way of the start; none means ready.
    pub unmet: Vec<Condition>,
}

/// Computes what a deployment waits for. An immediate rollback waits for the slot only.
pub fn evaluate(c: &Circumstances<'_>) -> Evaluation {
    let asks = c.plan.gate_mode != GateMode::Off && !c.immediate;
    let gates = if asks { judge(&c.plan.gates, c.facts, c.plan.gate_mode) } else { Vec::new() };
    let rule = c.plan.approvals.as_ref().filter(|_| !c.immediate);
    let quorum = rule.map(|rule| quorum(rule, c.approvals, c.plan_hash, c.requesters, c.now));
    let checklist = if asks { checklist(c, quorum.as_ref()) } else { Vec::new() };
    let mut unmet = Vec::new();
    if c.plan.gate_mode == GateMode::Enforce {
        unmet.extend(held_by_gates(&gates));
        unmet.extend(held_by_checklist(&checklist));
    }
    if let (Some(rule), Some(quorum)) = (rule, quorum.clone().filter(|q| !q.is_met())) {
        unmet.push(Condition::Approvals { quorum, from: rule.from.clone() });
    }
    if !c.immediate {
        unmet.extend(c.not_succeeded_in.iter().cloned().map(Condition::EarlierEnvironment));
    }
    unmet.extend(c.slot.map(Condition::Slot));
    let validities = standing(c.approvals, c.plan_hash, c.requesters, c.now);
    Evaluation { gates, checklist, validities, quorum, unmet }
}

fn held_by_gates(gates: &[Judged]) -> Option<Condition> {
    let holding: Vec<Judged> = gates.iter().filter(|g| g.holds()).cloned().collect();
    (!holding.is_empty()).then_some(Condition::Gates(holding))
}

/// Approvals are a condition of their own, so their line does not hold a second time.
fn held_by_checklist(lines: &[Line]) -> Option<Condition> {
    let open: Vec<String> = lines
        .iter()
        .filter(|l| l.standing == Standing::Open && l.by != AnsweredBy::Approvals)
        .map(|l| l.text.clone())
        .collect();
    (!open.is_empty()).then_some(Condition::Checklist(open))
}

fn checklist(c: &Circumstances<'_>, quorum: Option<&Quorum>) -> Vec<Line> {
    c.plan.checklist.iter().map(|text| line(text, c, quorum)).collect()
}

fn line(text: &str, c: &Circumstances<'_>, quorum: Option<&Quorum>) -> Line {
    let by = answered_by(text);
    let (standing, note) = by_evidence(by, c.facts).unwrap_or_else(|| match (by, quorum) {
        (AnsweredBy::Approvals, None) => (Standing::NotApplicable, "nobody is asked".to_owned()),
        (AnsweredBy::Approvals, Some(quorum)) => {
            let standing = if quorum.is_met() { Standing::Answered } else { Standing::Open };
            (standing, format!("{} of {}", quorum.have, quorum.required))
        }
        _ => match c.answers.iter().find(|a| a.line == text) {
            Some(answer) => (Standing::Answered, answer.note.clone()),
            None => (Standing::Open, String::new()),
        },
    });
    Line { text: text.to_owned(), by, standing, note }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::approval::Decision;
    use crate::domain::evidence::{Percent, Tests};
    use crate::domain::id::PersonId;
    use crate::domain::strategy::{ApprovalRule, GateRule};
    use crate::domain::time::Span;
    use proptest::prelude::*;

    fn plan(mode: GateMode) -> Plan {
        let slug = |s| Slug::parse(s).unwrap();
        Plan {
            release_digest: "digest".to_owned(),
            project: slug("storefront"),
            environment: slug("production"),
            kind: "deploy".to_owned(),
            strategy_version: 1,
            strategy_sha256: String::new(),
            files: vec![],
            targets: vec![slug("web-1")],
            requires: vec![slug("staging")],
            gate_mode: mode,
            gates: vec![GateRule::Coverage { at_least: 80.0 }],
            checklist: ["All tests passing", "Documentation updated", "Stakeholder approval received"]
                .map(str::to_owned)
                .to_vec(),
            approvals: Some(ApprovalRule {
                required: 1,
                from: vec!["Stakeholder".to_owned()],
                expires: Span::hours(1),
            }),
            steps: vec![],
        }
    }

    fn good() -> Facts {
        Facts {
            coverage: Some(Percent { percent: 90.0 }),
            tests: Some(Tests { passed: 1, failed: 0 }),
            ..Facts::default()
        }
    }

    fn approval() -> Approval {
        Approval {
            person: PersonId(2),
            name: "Two".to_owned(),
            decision: Decision::Approved,
            comment: String::new(),
            plan_hash: "hash".to_owned(),
            decided_at: Time(0),
            expires_at: Time(10),
            may_approve_now: true,
        }
    }

    /// What the tests change about circumstances in which nothing is in the way.
    struct Case {
        mode: GateMode,
        plan_hash: &'static str,
        immediate: bool,
        facts: Facts,
        approvals: Vec<Approval>,
        answers: Vec<Answer>,
        not_succeeded_in: Vec<Slug>,
        slot: Option<DeploymentNumber>,
        now: Time,
    }

    fn words(change: impl FnOnce(&mut Case)) -> Vec<&'static str> {
        let answers = vec![Answer { line: "Documentation updated".to_owned(), note: "One".to_owned() }];
        let mut case = Case {
            mode: GateMode::Enforce,
            plan_hash: "hash",
            immediate: false,
            facts: good(),
            approvals: vec![approval()],
            answers,
            not_succeeded_in: vec![],
            slot: None,
            now: Time(5),
        };
        change(&mut case);
        let evaluation = evaluate(&Circumstances {
            plan: &plan(case.mode),
            plan_hash: case.plan_hash,
            immediate: case.immediate,
            facts: &case.facts,
            approvals: &case.approvals,
            requesters: &Requesters(vec![PersonId(1)]),
            answers: &case.answers,
            not_succeeded_in: &case.not_succeeded_in,
            slot: case.slot,
            now: case.now,
        });
        evaluation.unmet.iter().map(Condition::word).collect()
    }

    fn staging() -> Vec<Slug> {
        vec![Slug::parse("staging").unwrap()]
    }

    #[test]
    fn each_condition_holds_by_itself() {
        assert_eq!(words(|_| {}), [""; 0]);
        assert_eq!(words(|c| c.facts = Facts::default()), ["gate", "checklist"]);
        assert_eq!(words(|c| c.answers.clear()), ["checklist"]);
        assert_eq!(words(|c| c.approvals.clear()), ["approval"]);
        assert_eq!(words(|c| c.plan_hash = "changed"), ["approval"]);
        assert_eq!(words(|c| c.now = Time(10)), ["approval"]);
        assert_eq!(words(|c| c.not_succeeded_in = staging()), ["earlier_environment"]);
        assert_eq!(words(|c| c.slot = Some(DeploymentNumber(3))), ["slot"]);
    }

    #[test]
    fn gates_that_warn_or_are_off_hold_nothing() {
        for mode in [GateMode::Warn, GateMode::Off] {
            let unmet = words(|c| {
                c.mode = mode;
                c.facts = Facts::default();
                c.answers.clear();
            });
            assert_eq!(unmet, [""; 0]);
        }
    }

    proptest! {
        #[test]
        fn an_immediate_rollback_waits_for_the_slot_only(slot in prop::option::of(1..9i64), facts in any::<bool>()) {
            let unmet = words(|c| {
                c.immediate = true;
                c.approvals.clear();
                c.answers.clear();
                c.not_succeeded_in = staging();
                c.slot = slot.map(DeploymentNumber);
                if facts {
                    c.facts = Facts::default();
                }
            });
            let expected: &[&str] = if slot.is_some() { &["slot"] } else { &[] };
            prop_assert_eq!(unmet, expected);
        }
    }
}
