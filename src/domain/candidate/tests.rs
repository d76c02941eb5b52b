use super::*;
use crate::domain::gate::{self, Judged};
use crate::domain::text::{Slug, Version};
use proptest::prelude::*;

fn evaluation(unmet: Vec<Condition>) -> Evaluation {
    Evaluation { gates: Vec::new(), checklist: Vec::new(), validities: Vec::new(), quorum: None, unmet }
}

fn staging() -> Condition {
    Condition::EarlierEnvironment(Slug::parse("staging").unwrap())
}

fn coverage() -> Condition {
    let (threshold, value) = ("at least 80%".to_owned(), "71%".to_owned());
    Condition::Gates(vec![Judged { name: "Coverage", threshold, value, verdict: gate::Verdict::Fail }])
}

fn suspect() -> Condition {
    Condition::Suspect { version: Version::parse("2.8.0").unwrap(), causes: Vec::new() }
}

#[test]
fn only_what_is_about_the_release_is_in_its_way() {
    let slot = Condition::Slot(DeploymentNumber(7));
    let table = [
        (vec![], Verdict::CanGo),
        (vec![slot.clone()], Verdict::CanGo),
        (vec![coverage(), slot], Verdict::Waits(vec![coverage()])),
        (vec![staging()], Verdict::Waits(vec![staging()])),
        (vec![suspect(), staging()], Verdict::Suspect(Vec::new())),
    ];
    for (unmet, verdict) in table {
        assert_eq!(Verdict::of(&evaluation(unmet), false, None), verdict);
    }
    let number = DeploymentNumber(7);
    assert_eq!(Verdict::of(&evaluation(vec![staging()]), true, None), Verdict::Live);
    assert_eq!(Verdict::of(&evaluation(vec![]), true, Some(number)), Verdict::UnderWay(number));
    // That it is suspect matters more than that it was requested before.
    assert_eq!(Verdict::of(&evaluation(vec![suspect()]), false, Some(number)), Verdict::Suspect(Vec::new()));
    for (verdict, can) in [
        (Verdict::Live, true),
        (Verdict::CanGo, true),
        (Verdict::Waits(vec![staging()]), true),
        (Verdict::Suspect(Vec::new()), false),
        (Verdict::UnderWay(number), false),
    ] {
        assert_eq!(verdict.can_be_requested(), can, "{verdict:?}");
    }
}

#[test]
fn a_line_that_evidence_answers_is_in_the_way_and_one_that_a_person_answers_is_not() {
    let line = |text: &str, by, standing| Line { text: text.to_owned(), by, standing, note: String::new() };
    let lines = vec![
        line("Benchmarks met", AnsweredBy::Benchmarks, Standing::Open),
        line("Tests pass", AnsweredBy::Tests, Standing::Answered),
        line("Told support", AnsweredBy::Person, Standing::Open),
        line("Approved", AnsweredBy::Approvals, Standing::Open),
    ];
    let open = Condition::Checklist(vec!["Benchmarks met".to_owned(), "Told support".to_owned()]);
    let held = Evaluation { checklist: lines.clone(), ..evaluation(vec![open]) };
    let expected = Verdict::Waits(vec![Condition::Checklist(vec!["Benchmarks met".to_owned()])]);
    assert_eq!(Verdict::of(&held, false, None), expected);
    // Where gates only warn, an open line holds nothing.
    let warned = Evaluation { checklist: lines, ..evaluation(vec![]) };
    assert_eq!(Verdict::of(&warned, false, None), Verdict::CanGo);
}

proptest! {
    #[test]
    fn what_is_chosen_can_go_and_is_newer_than_what_serves(
        verdicts in prop::collection::vec(0..5usize, 0..8), serves in prop::option::of(0..9i64)
    ) {
        let verdict = |at: usize| match at {
            0 => Verdict::Live,
            1 => Verdict::UnderWay(DeploymentNumber(1)),
            2 => Verdict::Suspect(Vec::new()),
            3 => Verdict::Waits(vec![staging()]),
            _ => Verdict::CanGo,
        };
        let ids = (1..=verdicts.len() as i64).rev().map(ReleaseId);
        let all: Vec<_> = ids.zip(verdicts.iter().map(|at| verdict(*at))).collect();
        let serves = serves.map(ReleaseId);
        let can = |(id, of): &&(ReleaseId, Verdict)| *of == Verdict::CanGo && serves.is_none_or(|s| *id > s);
        prop_assert_eq!(newest(&all, serves), all.iter().filter(can).map(|(id, _)| *id).max());
    }
}
