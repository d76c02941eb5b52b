//! Tests of what is kept: by example, and as properties of any list.

use super::*;
use crate::domain::time::Span;
use proptest::prelude::*;

/// 2026-11-24T10:00:00Z, a Tuesday.
const NOW: Time = Time(1_795_514_400_000_000);

fn ago(span: Span, proven: Proven) -> Candidate {
    Candidate { made_at: Time(NOW.0 - span.0), proven }
}

#[test]
fn a_year_of_quarter_hours_leaves_eight_and_one_for_each_period() {
    let quarters = (0..4 * 24 * 400).map(|n| ago(Span::minutes(15 * n), Proven::Unknown));
    let backups: Vec<_> = quarters.collect();
    let kept = kept(&backups, &Keep::default());
    let ages: Vec<i64> = kept.iter().map(|at| (NOW - backups[*at].made_at).0 / 60_000_000).collect();
    assert_eq!(ages[..10], [0, 15, 30, 45, 60, 75, 90, 105, 135, 195]);
    let days: Vec<i64> = ages.iter().map(|minutes| minutes / 60 / 24).collect();
    assert_eq!(
        days[29..],
        [1, 2, 3, 4, 5, 8, 15, 22, 23, 54, 84, 115, 146, 176, 207, 237, 268, 296, 327],
        "{days:?}"
    );
    assert_eq!(kept.len(), 48, "{days:?}");
}

#[test]
fn the_newest_that_is_proven_stays_however_old_it_is() {
    let mut backups: Vec<_> = (0..30).map(|n| ago(Span::minutes(n), Proven::Unknown)).collect();
    backups.push(ago(Span::days(900), Proven::Good));
    backups.push(ago(Span::days(901), Proven::Good));
    let only = Keep { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0 };
    assert_eq!(kept(&backups, &only), BTreeSet::from([0, 30]));
}

#[test]
fn a_bad_one_takes_no_place_and_goes_only_when_a_good_one_is_there() {
    let only = Keep { last: 1, hourly: 1, daily: 0, weekly: 0, monthly: 0 };
    let [bad, unknown, good] =
        [(1, Proven::Bad), (2, Proven::Unknown), (3, Proven::Good)].map(|(n, is)| ago(Span::minutes(n), is));
    assert_eq!(kept(&[bad, unknown, good], &only), BTreeSet::from([1, 2]));
    assert_eq!(kept(&[bad, unknown], &only), BTreeSet::from([0, 1]));
}

#[test]
fn weeks_begin_on_monday_and_months_on_their_first() {
    let at = |day: &str| Time::of_day(day).unwrap();
    assert_eq!(week(at("2026-11-23")), week(at("2026-11-29")));
    assert_ne!(week(at("2026-11-22")), week(at("2026-11-23")));
    assert_eq!(month(at("2026-12-31")) + 1, month(at("2027-01-01")));
}

fn lists() -> impl Strategy<Value = Vec<Candidate>> {
    let proven = prop_oneof![Just(Proven::Unknown), Just(Proven::Good), Just(Proven::Bad)];
    let one = (0_i64..1_000_000, proven).prop_map(|(minutes, proven)| ago(Span::minutes(minutes), proven));
    proptest::collection::vec(one, 0..120)
}

fn numbers() -> impl Strategy<Value = Keep> {
    (1_usize..10, 0_usize..30, 0_usize..10, 0_usize..6, 0_usize..14)
        .prop_map(|(last, hourly, daily, weekly, monthly)| Keep { last, hourly, daily, weekly, monthly })
}

fn newest(backups: &[Candidate], is: impl Fn(Proven) -> bool) -> Option<Time> {
    backups.iter().filter(|one| is(one.proven)).map(|one| one.made_at).max()
}

proptest! {
    #[test]
    fn the_newest_proven_one_is_never_deleted(backups in lists(), keep in numbers()) {
        let kept: Vec<_> = kept(&backups, &keep).into_iter().map(|at| backups[at]).collect();
        for is in [|one| one == Proven::Good, |one| one != Proven::Bad] {
            prop_assert_eq!(newest(&kept, is), newest(&backups, is));
        }
        prop_assert_eq!(kept.is_empty(), backups.is_empty());
        let bad = kept.iter().filter(|one| one.proven == Proven::Bad).count();
        let most = keep.last + keep.hourly + keep.daily + keep.weekly + keep.monthly + 1;
        prop_assert!(kept.len() - bad <= most);
    }

    #[test]
    fn what_was_kept_is_kept_again(backups in lists(), keep in numbers()) {
        let once: Vec<_> = kept(&backups, &keep).into_iter().map(|at| backups[at]).collect();
        prop_assert_eq!(kept(&once, &keep).len(), once.len());
    }

    #[test]
    fn asking_for_more_never_deletes_more(backups in lists(), keep in numbers()) {
        let more = Keep { last: keep.last + 1, daily: keep.daily + 1, ..keep };
        prop_assert!(kept(&backups, &more).is_superset(&kept(&backups, &keep)));
    }
}
