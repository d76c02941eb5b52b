use super::*;
use crate::domain::approval::Fill;
use crate::domain::strategy::ApprovalRule;
use crate::domain::time::Span;
use proptest::prelude::*;

const NOW: Time = Time(1_000_000_000);

fn rule(required: u32, from: &str, expires: Span) -> ApprovalRule {
    ApprovalRule { required, from: vec![from.to_owned()], expires }
}

/// An approval of a person that could fill these places for an hour more.
fn approval(person: i64, rules: &[usize]) -> Approval {
    let until = NOW + Span::hours(1);
    Approval {
        person: PersonId(person),
        name: format!("Person {person}"),
        decision: Decision::Approved,
        comment: String::new(),
        plan_hash: "plan".to_owned(),
        decided_at: Time(0),
        expires_at: until,
        fills: rules.iter().map(|rule| Fill { rule: *rule, until }).collect(),
    }
}

fn security_and_owner() -> Approvals {
    Approvals::of([rule(1, "Security", Span::hours(2)), rule(1, "Owner", Span::hours(2))])
}

fn of(asked: &Approvals, approvals: &[Approval]) -> Quorum {
    quorum(asked, approvals, "plan", &Requesters(vec![PersonId(1)]), NOW).unwrap()
}

#[test]
fn each_rule_is_asked_and_one_person_fills_one_place() {
    let asked = security_and_owner();
    let (security, owner, both) = (vec![0], vec![1], vec![0, 1]);
    for (people, have, needs) in [
        (vec![], 0, "2 more approvals, 1 from Security and 1 from Owner"),
        (vec![&security], 1, "1 more approval, from Owner"),
        (vec![&owner], 1, "1 more approval, from Security"),
        (vec![&security, &security], 1, "1 more approval, from Owner"),
        (vec![&both], 1, "1 more approval, from Owner or Security"),
        (vec![&both, &security], 2, "0 more approvals"),
        (vec![&both, &owner], 2, "0 more approvals"),
        (vec![&both, &both], 2, "0 more approvals"),
    ] {
        let approvals: Vec<_> = (2..).zip(&people).map(|(person, fills)| approval(person, fills)).collect();
        let quorum = of(&asked, &approvals);
        assert_eq!((quorum.have, quorum.needs().as_str()), (have, needs), "{people:?}");
        assert_eq!(quorum.is_met(), have == 2);
    }
}

#[test]
fn only_who_would_fill_a_free_place_is_asked() {
    let asked = security_and_owner();
    let quorum = of(&asked, &[approval(2, &[0])]);
    assert!(quorum.would_take(&[1]) && quorum.would_take(&[0, 1]));
    assert!(!quorum.would_take(&[0]), "the place of Security is filled, by somebody who can fill no other");
    let quorum = of(&asked, &[approval(2, &[0, 1])]);
    assert!(quorum.would_take(&[0]) && quorum.would_take(&[1]), "who holds both moves to the other place");
    assert!(!of(&asked, &[approval(2, &[0]), approval(3, &[1])]).would_take(&[0, 1]), "all are filled");
}

#[test]
fn each_rule_has_its_own_expiry() {
    let asked = Approvals::of([rule(1, "Security", Span::hours(1)), rule(1, "Owner", Span::hours(3))]);
    let fills = vec![Fill { rule: 0, until: NOW }, Fill { rule: 1, until: NOW + Span::hours(2) }];
    let lapsed = Approval { fills, ..approval(2, &[]) };
    let quorum = of(&asked, std::slice::from_ref(&lapsed));
    assert_eq!((quorum.have, quorum.needs().as_str()), (1, "1 more approval, from Security"));
    assert_eq!(
        quorum.place_of(PersonId(2)).map(|rule| rule.from.as_slice()),
        Some(&["Owner".to_owned()][..])
    );
    assert_eq!(quorum.until(&lapsed), NOW + Span::hours(2));
}

#[test]
fn nothing_asked_is_no_quorum() {
    assert_eq!(quorum(&Approvals::none(), &[approval(2, &[])], "plan", &Requesters::default(), NOW), None);
}

/// The most places that can be filled, by trying everything.
fn most(places: &[u32], can: &[Vec<usize>]) -> usize {
    let Some((first, others)) = can.split_first() else { return 0 };
    let without = most(places, others);
    let with = first.iter().filter(|rule| places[**rule] > 0).map(|rule| {
        let mut left = places.to_vec();
        left[*rule] -= 1;
        1 + most(&left, others)
    });
    with.max().unwrap_or(0).max(without)
}

fn any_places() -> impl Strategy<Value = (Vec<u32>, Vec<Vec<usize>>)> {
    (1..4usize).prop_flat_map(|rules| {
        let can = prop::collection::btree_set(0..rules, 0..=rules);
        let can = can.prop_map(|set| set.into_iter().collect::<Vec<_>>());
        (prop::collection::vec(1..3u32, rules), prop::collection::vec(can, 0..6))
    })
}

proptest! {
    #[test]
    fn as_many_places_are_filled_as_can_be((places, can) in any_places()) {
        let filled = fill(&places, &can);
        prop_assert_eq!(filled.iter().flatten().count(), most(&places, &can));
        for (place, can) in filled.iter().zip(&can) {
            prop_assert!(place.is_none_or(|rule| can.contains(&rule)), "nobody fills a place that is not theirs");
        }
        for (rule, places) in places.iter().enumerate() {
            let here = filled.iter().filter(|place| **place == Some(rule)).count();
            prop_assert!(here <= *places as usize, "no place is filled twice");
        }
    }

    #[test]
    fn who_is_asked_would_fill_one_more((places, can) in any_places(), next in 0..3usize) {
        prop_assume!(next < places.len());
        let filled = fill(&places, &can);
        let asked = (0..places.len()).any(|rule| takes(rule, &places, &can, &filled).contains(&next));
        let with: Vec<_> = can.iter().cloned().chain([vec![next]]).collect();
        prop_assert_eq!(asked, most(&places, &with) > most(&places, &can));
    }
}
