use super::*;
use crate::domain::rollback::Passage;

fn target(release: i64, deployment: i64) -> OnTarget {
    OnTarget { release: ReleaseId(release), deployment: DeploymentNumber(deployment) }
}

fn attempt(number: i64, state: State) -> Option<Attempt> {
    Some(Attempt { number: DeploymentNumber(number), state })
}

#[test]
fn a_cell_tells_what_serves_whatever_was_tried() {
    let (old, new) = (target(1, 10), target(2, 11));
    let table = [
        ("nothing yet", vec![], None, Shows::Nothing),
        ("a first attempt failed", vec![], attempt(10, State::Failed), Shows::Nothing),
        ("a success", vec![old; 3], attempt(10, State::Succeeded), Shows::Live),
        ("failed before it changed anything", vec![old; 3], attempt(11, State::Failed), Shows::Live),
        ("failed on the way", vec![new, old, old], attempt(11, State::Failed), Shows::Mixed),
        ("failed after it was everywhere", vec![new; 3], attempt(11, State::Failed), Shows::Unverified),
        ("cancelled after it was everywhere", vec![new; 3], attempt(11, State::Cancelled), Shows::Unverified),
        ("a target serves nothing", vec![old; 2], attempt(10, State::Succeeded), Shows::Mixed),
        (
            "put there again, not everywhere",
            vec![target(1, 11), old, old],
            attempt(11, State::Failed),
            Shows::Unverified,
        ),
        ("running", vec![old; 3], attempt(11, State::Running), Shows::Attempt(State::Running)),
        (
            "on its way",
            vec![new, old, old],
            attempt(11, State::AwaitingPerson),
            Shows::Attempt(State::AwaitingPerson),
        ),
        (
            "interrupted",
            vec![new, old, old],
            attempt(11, State::Interrupted),
            Shows::Attempt(State::Interrupted),
        ),
    ];
    for (case, live, attempt, expected) in table {
        assert_eq!(shows(&live, 3, attempt), expected, "{case}");
    }
}

#[test]
fn only_what_is_settled_is_calm() {
    let table = [
        (Shows::Live, false, false, Attention::Calm),
        (Shows::Nothing, false, false, Attention::Calm),
        (Shows::Live, false, true, Attention::Look),
        (Shows::Attempt(State::Running), false, false, Attention::Look),
        (Shows::Live, true, false, Attention::Trouble),
        (Shows::Mixed, false, false, Attention::Trouble),
        (Shows::Unverified, true, true, Attention::Trouble),
        (Shows::Attempt(State::Interrupted), false, false, Attention::Trouble),
    ];
    for (shows, failed, more, expected) in table {
        assert_eq!(shows.attention(failed, more), expected, "{shows:?} {failed} {more}");
    }
}

#[test]
fn a_spread_names_what_most_targets_serve() {
    let spread = |live: &[OnTarget], targets| Spread::of(live, targets);
    assert_eq!(spread(&[], 3), None);
    let mixed = spread(&[target(2, 11), target(1, 10), target(1, 10)], 3).unwrap();
    assert_eq!((mixed.main, mixed.on, mixed.of), (ReleaseId(1), 2, 3));
    assert_eq!(mixed.rest, [(ReleaseId(2), 1)]);
    let tie = spread(&[target(2, 11), target(1, 10)], 2).unwrap();
    assert_eq!(tie.main, ReleaseId(1), "what was there before");
    assert!(spread(&[target(1, 10); 3], 3).unwrap().is_even());
    assert!(spread(&[target(1, 10); 3], 2).unwrap().is_even(), "a target that the strategy no longer names");
    assert!(!spread(&[target(1, 10)], 2).unwrap().is_even());
}

#[test]
fn what_succeeded_before_can_be_promoted_where_it_is_newer() {
    let passage = |release, rollback| Passage {
        number: DeploymentNumber(release),
        release: ReleaseId(release),
        rollback,
        succeeded: true,
        took: Vec::new(),
    };
    let (success, back) = (|release| passage(release, false), |release| passage(release, true));
    let past = |passages: &[Passage]| Past { passages: passages.to_vec(), ..Past::default() };
    let (one, two) = (ReleaseId(1), ReleaseId(2));
    let table = [
        (past(&[]), past(&[]), Serves::Nothing, None),
        (past(&[success(1)]), past(&[]), Serves::Nothing, Some(one)),
        (past(&[success(2), success(1)]), past(&[]), Serves::One(one), Some(two)),
        (past(&[success(2)]), past(&[]), Serves::One(two), None),
        (past(&[back(1), success(2), success(1)]), past(&[]), Serves::One(one), None),
        (past(&[success(1)]), past(&[]), Serves::One(two), None),
        (past(&[success(2)]), past(&[]), Serves::Mixed(vec![one, two]), Some(two)),
        (past(&[success(2)]), past(&[back(1), success(2), success(1)]), Serves::One(one), None),
        (Past { suspects: vec![two], ..past(&[success(2)]) }, past(&[]), Serves::One(one), None),
    ];
    for (before, past, serves, expected) in table {
        assert_eq!(promotes(&before, &past, &serves), expected, "{before:?} {past:?} {serves:?}");
    }
}

#[test]
fn what_is_left_is_told_while_there_is_some() {
    let left = |now| left(Span::minutes(10), Time(0), Time(0) + Span::minutes(now));
    assert_eq!(left(4), Some(Span::minutes(6)));
    assert_eq!(left(10), None);
    assert_eq!(left(11), None);
}
