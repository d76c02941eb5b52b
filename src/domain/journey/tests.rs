use super::*;
use crate::domain::evidence::{Percent, Tests};
use crate::domain::gate::judge;
use crate::domain::strategy::{GateMode, GateRule};

fn one(number: i64, state: State) -> Try {
    let started = !state.is_waiting() && !matches!(state, State::Rejected | State::Superseded);
    Try { number: DeploymentNumber(number), state, started, at: Time(number) }
}

fn stage(tries: &[Try], live_on: usize, rolled_back: bool) -> &'static str {
    Stage::of(&There { tries: tries.to_vec(), live_on, targets: 3, rolled_back }).words()
}

#[test]
fn a_stage_tells_what_became_of_a_release() {
    let succeeded = one(1, State::Succeeded);
    let table = [
        ("not yet", vec![], 0, false),
        ("waiting", vec![one(1, State::Waiting)], 0, false),
        ("waiting", vec![one(2, State::Ready), one(1, State::Failed)], 0, false),
        ("running", vec![one(1, State::AwaitingPerson)], 1, false),
        ("interrupted", vec![one(1, State::Interrupted)], 0, false),
        ("live", vec![succeeded], 3, false),
        ("live", vec![one(2, State::Waiting), succeeded], 3, false),
        ("live, not verified", vec![one(1, State::Failed)], 3, false),
        ("live, not verified", vec![one(1, State::Failed)], 1, false),
        ("live in part", vec![succeeded], 2, false),
        ("was live", vec![succeeded], 0, false),
        ("was live", vec![one(2, State::Superseded), succeeded], 0, false),
        ("rolled back", vec![succeeded], 0, true),
        ("failed", vec![one(2, State::Failed), succeeded], 0, false),
        ("cancelled", vec![one(1, State::Cancelled)], 0, false),
        ("rejected", vec![one(1, State::Rejected)], 0, false),
        ("not yet", vec![one(1, State::Superseded)], 0, false),
    ];
    for (words, tries, live_on, rolled_back) in table {
        assert_eq!(stage(&tries, live_on, rolled_back), words, "{tries:?} {live_on} {rolled_back}");
    }
}

#[test]
fn a_request_that_was_withdrawn_says_nothing() {
    let withdrawn = Try { started: false, ..one(1, State::Cancelled) };
    assert_eq!(stage(&[withdrawn], 0, false), "not yet");
}

#[test]
fn what_is_missing_never_passes() {
    let words = |facts: &Facts| (tests(facts).verdict, tests(facts).words);
    let run = |passed, failed| Facts { tests: Some(Tests { passed, failed }), ..Facts::default() };
    assert_eq!(words(&Facts::default()), (Verdict::Missing, "no evidence".to_owned()));
    assert_eq!(words(&run(412, 0)), (Verdict::Pass, "412 passed".to_owned()));
    assert_eq!(words(&run(411, 1)), (Verdict::Fail, "1 failed".to_owned()));
    assert_eq!(words(&run(0, 0)).0, Verdict::Fail, "no test is no proof");
}

#[test]
fn the_quality_gate_is_all_gates_together() {
    let rules = [GateRule::Coverage { at_least: 80.0 }, GateRule::DependencyCheck];
    let gate = |coverage: Option<f64>| {
        let facts = Facts { coverage: coverage.map(|percent| Percent { percent }), ..Facts::default() };
        quality_gate(&judge(&rules[..1], &facts, GateMode::Enforce))
    };
    assert_eq!(gate(Some(83.4)).words, "1 of 1");
    assert_eq!(gate(Some(71.2)).words, "1 of 1 failed");
    assert_eq!(gate(None).words, "1 of 1 missing");
    let both = quality_gate(&judge(&rules, &Facts::default(), GateMode::Enforce));
    assert_eq!((both.verdict, both.words.as_str()), (Verdict::Missing, "2 of 2 missing"));
    let none = quality_gate(&[]);
    assert_eq!((none.verdict, none.words.as_str()), (Verdict::Missing, "no gates"), "nothing was checked");
}
