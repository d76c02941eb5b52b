//! Rollback: to which releases an environment can go back, and which of them was the last good one.

use super::id::{DeploymentNumber, ReleaseId};

/// A deployment that reached an environment, newest first in every list here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Success {
    /// Its number.
    pub number: DeploymentNumber,
    /// The release it put there.
    pub release: ReleaseId,
    /// Whether an immediate rollback later took this release away again.
    pub rolled_back: bool,
}

/// What an environment serves, as recorded per target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Serves {
    /// Nothing yet.
    Nothing,
    /// Every target serves this release.
    One(ReleaseId),
    /// The targets differ.
    Mixed(Vec<ReleaseId>),
}

impl Serves {
    /// The release that every target serves, if there is one.
    pub fn one(&self) -> Option<ReleaseId> {
        match self {
            Self::One(release) => Some(*release),
            Self::Nothing | Self::Mixed(_) => None,
        }
    }

    /// From what each target serves; `targets` is how many there are.
    pub fn of(releases: &[ReleaseId], targets: usize) -> Self {
        match releases {
            [] => Self::Nothing,
            [first, rest @ ..] if rest.iter().all(|r| r == first) && releases.len() >= targets => {
                Self::One(*first)
            }
            _ => {
                let mut distinct = releases.to_vec();
                distinct.sort();
                distinct.dedup();
                Self::Mixed(distinct)
            }
        }
    }
}

/// What an environment went through: its successes, and whether something was tried since.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// The successes, newest first.
    pub successes: Vec<Success>,
    /// Whether an attempt started after the newest success: it runs, or failed, and may have left something behind.
    pub unsettled: bool,
}

impl Past {
    /// The successes that a rollback can return to, newest first: each release once, with its newest success, except
    /// what was rolled back from, and what serves everywhere while nothing was tried since.
    pub fn candidates(&self, serves: &Serves) -> Vec<Success> {
        let mut seen: Vec<ReleaseId> = Vec::new();
        self.successes
            .iter()
            .filter(|success| {
                let repeated = seen.contains(&success.release);
                seen.push(success.release);
                self.leads_back_to(success, repeated, serves)
            })
            .copied()
            .collect()
    }

    /// Whether a rollback can return to a success of this past; `repeated` where the same release succeeded there
    /// again later.
    pub fn leads_back_to(&self, success: &Success, repeated: bool, serves: &Serves) -> bool {
        let settled_there = !self.unsettled && *serves == Serves::One(success.release);
        !repeated && !success.rolled_back && !settled_there
    }

    /// The last good one: where a rollback goes unless a person says otherwise.
    pub fn last_good(&self, serves: &Serves) -> Option<Success> {
        self.candidates(serves).into_iter().next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn success(number: i64, release: i64, rolled_back: bool) -> Success {
        Success { number: DeploymentNumber(number), release: ReleaseId(release), rolled_back }
    }

    fn goes_to(successes: &[Success], unsettled: bool, serves: &Serves) -> Option<i64> {
        let past = Past { successes: successes.to_vec(), unsettled };
        past.last_good(serves).map(|s| s.release.0)
    }

    #[test]
    fn the_last_good_one_is_the_newest_other_success() {
        let history = [success(5, 3, false), success(3, 2, false), success(1, 1, false)];
        assert_eq!(goes_to(&history, false, &Serves::One(ReleaseId(3))), Some(2));
        let mixed = Serves::Mixed(vec![ReleaseId(3), ReleaseId(4)]);
        assert_eq!(goes_to(&history, true, &mixed), Some(3), "a failed attempt at 4 goes back to 3");
        assert_eq!(goes_to(&history[2..], false, &Serves::One(ReleaseId(1))), None);
        assert_eq!(goes_to(&[], false, &Serves::Nothing), None);
    }

    #[test]
    fn while_an_attempt_runs_or_after_it_failed_the_last_success_is_offered_though_it_serves() {
        let history = [success(5, 3, false), success(3, 2, false)];
        assert_eq!(goes_to(&history, true, &Serves::One(ReleaseId(3))), Some(3));
    }

    #[test]
    fn what_was_rolled_back_from_is_not_offered() {
        let history = [success(7, 2, false), success(5, 3, true), success(3, 2, false), success(1, 1, false)];
        assert_eq!(goes_to(&history, false, &Serves::One(ReleaseId(2))), Some(1));
    }

    #[test]
    fn targets_that_differ_are_mixed() {
        let (a, b) = (ReleaseId(1), ReleaseId(2));
        assert_eq!(Serves::of(&[], 3), Serves::Nothing);
        assert_eq!(Serves::of(&[a, a, a], 3), Serves::One(a));
        assert_eq!(Serves::of(&[a], 3), Serves::Mixed(vec![a]), "two targets serve nothing");
        assert_eq!(Serves::of(&[b, a, b], 3), Serves::Mixed(vec![a, b]));
    }

    proptest! {
        #[test]
        fn a_rollback_never_goes_to_what_was_rolled_back_from(
            releases in prop::collection::vec((1..5i64, any::<bool>()), 0..9),
            now in 1..5i64,
            unsettled in any::<bool>(),
        ) {
            let successes: Vec<_> = releases.iter().zip(1..).map(|((r, b), n)| success(n, *r, *b)).collect();
            let past = Past { successes, unsettled };
            for candidate in past.candidates(&Serves::One(ReleaseId(now))) {
                prop_assert!(!candidate.rolled_back);
                prop_assert!(unsettled || candidate.release != ReleaseId(now));
            }
        }
    }
}
