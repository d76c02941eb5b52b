use super::*;
use crate::domain::approval::{Decision, Fill};
use crate::domain::evidence::{Percent, Tests};
use crate::domain::id::{EnvironmentId, PersonId, ProjectId, ReleaseId, ReportId};
use crate::domain::quorum::Filled;
use crate::domain::strategy::{ApprovalRule, GateRule};
use crate::domain::suspect::What;
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
            .map(ChecklistRule::of)
            .to_vec(),
        second_factor: false,
        drill_within: Some(Span::days(90)),
        approvals: ApprovalRule {
            required: 1,
            from: vec!["Stakeholder".to_owned()],
            expires: Span::hours(1),
        }
        .into(),
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
        sign_in_name: "two".to_owned(),
        decision: Decision::Approved,
        comment: String::new(),
        plan_hash: "hash".to_owned(),
        decided_at: Time(0),
        expires_at: Time(10),
        fills: vec![Fill { rule: 0, until: Time(0) + Span::days(1000) }],
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
    causes: Vec<Cause>,
    slot: Option<DeploymentNumber>,
    drills: Vec<Time>,
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
        causes: vec![],
        slot: None,
        drills: vec![Time(3)],
        now: Time(5),
    };
    change(&mut case);
    let version = Version::parse("2.8.0").unwrap();
    let evaluation = evaluate(&Circumstances {
        plan: &plan(case.mode),
        plan_hash: case.plan_hash,
        immediate: case.immediate,
        facts: &case.facts,
        approvals: &case.approvals,
        requesters: &Requesters(vec![PersonId(1)]),
        answers: &case.answers,
        not_succeeded_in: &case.not_succeeded_in,
        suspected: (!case.causes.is_empty()).then_some((&version, &case.causes)),
        slot: case.slot,
        drills: &case.drills,
        now: case.now,
    });
    evaluation.unmet.iter().map(Condition::word).collect()
}

fn staging() -> Vec<Slug> {
    vec![Slug::parse("staging").unwrap()]
}

fn bad() -> Vec<Cause> {
    vec![Cause {
        what: What::Reported { report: ReportId(3), decides: true },
        release: ReleaseId(8),
        version: Version::parse("2.8.0").unwrap(),
        place: (ProjectId(1), EnvironmentId(3)),
        environment: Slug::parse("production").unwrap(),
        guarded: true,
        at: Time(1),
        reason: "the basket is empty".to_owned(),
        by: "Ada".to_owned(),
        by_sign_in_name: Some("ada".to_owned()),
        people: vec![PersonId(1)],
        cleared: None,
    }]
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
    assert_eq!(words(|c| c.causes = bad()), ["suspect", "earlier_environment"], "it counts for nothing");
    assert_eq!(words(|c| c.slot = Some(DeploymentNumber(3))), ["slot"]);
    assert_eq!(words(|c| c.drills.clear()), ["drill"]);
}

#[test]
fn a_drill_counts_for_its_interval_from_when_it_succeeded() {
    let day = |days: i64| Time(0) + Span::days(days);
    for (drills, now, unmet) in [
        (vec![10], 100, None),
        (vec![10], 101, Some("drill")),
        (vec![10, 50], 101, None),
        (vec![50, 10], 101, None),
        // One that succeeded later says nothing of what stood at the start.
        (vec![120], 110, Some("drill")),
        (vec![], 0, Some("drill")),
    ] {
        let held = words(|c| {
            c.drills = drills.iter().copied().map(day).collect();
            c.now = day(now);
            c.approvals[0].expires_at = day(1000);
        });
        assert_eq!(held, unmet.into_iter().collect::<Vec<_>>(), "{drills:?} on day {now}");
    }
}

#[test]
fn gates_that_warn_or_are_off_hold_nothing() {
    for mode in [GateMode::Warn, GateMode::Off] {
        let unmet = words(|c| {
            c.mode = mode;
            c.facts = Facts::default();
            c.answers.clear();
            c.drills.clear();
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
            c.causes = bad();
            c.drills.clear();
            c.slot = slot.map(DeploymentNumber);
            if facts {
                c.facts = Facts::default();
            }
        });
        let expected: &[&str] = if slot.is_some() { &["slot"] } else { &[] };
        prop_assert_eq!(unmet, expected);
    }
}

#[test]
fn conditions_say_what_is_missing() {
    let from = ["Security", "Owner"].map(str::to_owned).to_vec();
    let rules = vec![Filled { required: 2, from, people: vec![PersonId(2)], takes: vec![0] }];
    let condition = Condition::Approvals { quorum: Quorum { have: 1, required: 2, rules } };
    assert_eq!(condition.needs(), "1 more approval, from Security or Owner");
    let suspect = Condition::Suspect { version: Version::parse("2.8.0").unwrap(), causes: bad() };
    assert_eq!(suspect.needs(), "2.8.0 to be cleared of suspicion (reported as bad in production by Ada)");
    assert_eq!(
        suspect.needs_for(|_| false),
        "2.8.0 to be cleared of suspicion (reported as bad in an environment you can't see)"
    );
    let earlier = Condition::EarlierEnvironment(Slug::parse("staging").unwrap());
    assert_eq!(earlier.needs(), "to succeed in staging first");
    assert_eq!(earlier.needs_for(|_| false), "to succeed in an earlier environment first");
    assert_eq!(Condition::Slot(DeploymentNumber(7)).needs(), "#7 to end, which holds the environment");
}

#[test]
fn a_line_that_a_role_answers_names_it() {
    let by = AnsweredBy::Role("SRE".to_owned());
    let load = ChecklistRule { by, ..ChecklistRule::of("Load test signed off") };
    let plan = Plan { checklist: vec![load], ..plan(GateMode::Enforce) };
    let tests = Facts { tests: Some(Tests { passed: 412, failed: 0 }), ..good() };
    let mut circumstances = Circumstances {
        suspected: None,
        plan: &plan,
        plan_hash: "hash",
        immediate: false,
        facts: &tests,
        approvals: &[approval()],
        requesters: &Requesters(vec![PersonId(1)]),
        answers: &[],
        not_succeeded_in: &[],
        slot: None,
        drills: &[Time(3)],
        now: Time(5),
    };
    let needs: Vec<String> = evaluate(&circumstances).unmet.iter().map(Condition::needs).collect();
    assert_eq!(needs, ["1 answer on the checklist (Load test signed off, from SRE)"]);
    let answers = [Answer { line: "Load test signed off".to_owned(), note: "One".to_owned() }];
    circumstances.answers = &answers;
    assert_eq!(evaluate(&circumstances).unmet, []);
}
