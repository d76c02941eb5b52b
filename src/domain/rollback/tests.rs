//! Tests of where an environment can go back to, case by case. `actions/roll_back/tests/walk.rs` walks whole histories.

use super::*;

const SERVES_2: Serves = Serves::One(ReleaseId(2));

fn deployed(release: i64) -> Passage {
    passage(release, false, true)
}

fn rolled_back(from: i64, release: i64) -> Passage {
    Passage { took: vec![ReleaseId(from)], ..passage(release, true, true) }
}

/// A rollback that failed, was cancelled or interrupted after it had reached a target.
fn half_back(from: i64, release: i64) -> Passage {
    Passage { succeeded: false, ..rolled_back(from, release) }
}

fn passage(release: i64, rollback: bool, succeeded: bool) -> Passage {
    Passage {
        number: DeploymentNumber(0),
        release: ReleaseId(release),
        rollback,
        succeeded,
        took: Vec::new(),
    }
}

/// A past, told oldest first.
fn past(told: &[Passage]) -> Past {
    let numbered =
        told.iter().zip(1..).map(|(one, n)| Passage { number: DeploymentNumber(n), ..one.clone() });
    let mut passages: Vec<Passage> = numbered.collect();
    passages.reverse();
    Past { passages, ..Past::default() }
}

fn goes_to(past: &Past, serves: &Serves) -> Option<i64> {
    past.last_good(serves).map(|success| success.release.0)
}

#[test]
fn the_last_good_one_is_the_newest_success_that_does_not_serve() {
    let past = past(&[deployed(1), deployed(2), deployed(3)]);
    assert_eq!(goes_to(&past, &Serves::One(ReleaseId(3))), Some(2));
    let mixed = Serves::Mixed(vec![ReleaseId(3), ReleaseId(4)]);
    assert_eq!(goes_to(&past, &mixed), Some(3), "a failed attempt at 4 goes back to 3");
    assert_eq!(goes_to(&self::past(&[deployed(1)]), &Serves::One(ReleaseId(1))), None);
    assert_eq!(goes_to(&Past::default(), &Serves::Nothing), None);
}

#[test]
fn what_is_recorded_everywhere_is_offered_only_where_an_attempt_at_another_release_disturbed_it() {
    let calm = past(&[deployed(1), deployed(2)]);
    assert_eq!(goes_to(&calm, &SERVES_2), Some(1));
    assert_eq!(goes_to(&Past { disturbed: true, ..calm }, &SERVES_2), Some(2));
}

#[test]
fn a_rollback_leaves_behind_what_lies_above_its_release() {
    let [one, two, three, four] = [1, 2, 3, 4].map(|n| Serves::One(ReleaseId(n)));
    let mixed = Serves::Mixed(vec![ReleaseId(2), ReleaseId(3)]);
    let [d1, d2, d3, d4] = [1, 2, 3, 4].map(deployed);
    let table = [
        (vec![d1.clone(), d2.clone(), d3.clone(), rolled_back(3, 2)], two.clone(), Some(1)),
        (vec![d2.clone(), d3.clone(), rolled_back(3, 2)], two.clone(), None),
        (vec![d2.clone(), d3.clone(), half_back(3, 2)], mixed, Some(2)),
        (vec![d2.clone(), d3.clone(), half_back(3, 2), rolled_back(3, 2)], two.clone(), None),
        (vec![d1.clone(), d2.clone(), d3.clone(), rolled_back(3, 1)], one, None),
        (vec![d1.clone(), d2.clone(), d3.clone(), rolled_back(3, 1), d4], four, Some(1)),
        (vec![d2.clone(), d3.clone(), rolled_back(3, 2), d3.clone()], three.clone(), Some(2)),
        (vec![d2.clone(), d3.clone(), rolled_back(3, 2), rolled_back(2, 3)], three, None),
        (vec![d1, d2, rolled_back(2, 1), d3, rolled_back(3, 2)], two, Some(1)),
    ];
    for (told, serves, expected) in table {
        assert_eq!(goes_to(&past(&told), &serves), expected, "{told:?}");
    }
}

#[test]
fn a_rollback_to_what_is_further_back_than_is_looked_at_leaves_all_of_it_behind() {
    let back = past(&[deployed(2), deployed(3), rolled_back(3, 1)]);
    assert_eq!(goes_to(&back, &Serves::One(ReleaseId(1))), None);
    let half = past(&[deployed(2), deployed(3), half_back(3, 1)]);
    assert_eq!(goes_to(&half, &Serves::Mixed(vec![ReleaseId(1), ReleaseId(3)])), Some(1), "to be repeated");
}

#[test]
fn a_redeployment_is_no_step_further() {
    let past = past(&[deployed(1), deployed(2), deployed(2)]);
    assert_eq!(goes_to(&past, &SERVES_2), Some(1));
    assert_eq!(past.chain().len(), 2);
}

#[test]
fn suspects_and_what_was_left_behind_stay_to_be_chosen_and_are_not_offered() {
    let past = Past {
        suspects: vec![ReleaseId(2)],
        ..past(&[deployed(1), deployed(2), deployed(3), deployed(4), rolled_back(4, 3)])
    };
    let serves = Serves::One(ReleaseId(3));
    let ways: Vec<_> = past.ways(&serves).iter().map(|way| (way.success.release.0, way.standing)).collect();
    let expected = [(2, Standing::Suspect), (1, Standing::Good), (4, Standing::LeftBehind)];
    assert_eq!(ways, expected);
    assert_eq!(goes_to(&past, &serves), Some(1));
    assert_eq!(past.standing(ReleaseId(4)), Standing::LeftBehind);
    assert_eq!(past.standing(ReleaseId(3)), Standing::Good);
}

#[test]
fn targets_that_differ_are_mixed() {
    let (a, b) = (ReleaseId(1), ReleaseId(2));
    assert_eq!(Serves::of(&[], 3), Serves::Nothing);
    assert_eq!(Serves::of(&[a, a, a], 3), Serves::One(a));
    assert_eq!(Serves::of(&[a], 3), Serves::Mixed(vec![a]), "two targets serve nothing");
    assert_eq!(Serves::of(&[b, a, b], 3), Serves::Mixed(vec![a, b]));
    assert_eq!(Serves::of(&[b, a, b], 3).base(), Some(a));
    assert_eq!(Serves::of(&[], 3).base(), None);
}
