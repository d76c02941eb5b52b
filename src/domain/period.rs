//! Lengths of time with a beginning, and perhaps an end: when somebody held something.

use super::time::Time;

/// From a moment, which belongs to it, until another, which does not; without an end it still goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its beginning.
    pub since: Time,
    /// Its end.
    pub until: Option<Time>,
}

impl Period {
    /// A period.
    pub const fn new(since: Time, until: Option<Time>) -> Self {
        Self { since, until }
    }

    /// What two periods have in common.
    pub fn overlap(self, other: Self) -> Option<Self> {
        let since = self.since.max(other.since);
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        until.is_none_or(|until| since < until).then_some(Self { since, until })
    }

    /// What is left of it outside others.
    pub fn without(self, others: &[Self]) -> Vec<Self> {
        let mut left = vec![self];
        for other in others {
            left = left.into_iter().flat_map(|period| period.cut(*other)).collect();
        }
        left
    }

    fn cut(self, other: Self) -> Vec<Self> {
        let before = self.overlap(Self::new(Time(i64::MIN), Some(other.since)));
        let after = other.until.and_then(|end| self.overlap(Self::new(end, None)));
        before.into_iter().chain(after).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(since: i64, until: i64) -> Period {
        Period::new(Time(since), (until > 0).then_some(Time(until)))
    }

    #[test]
    fn periods_overlap_where_both_hold() {
        assert_eq!(period(1, 5).overlap(period(3, 9)), Some(period(3, 5)));
        assert_eq!(period(1, 0).overlap(period(3, 0)), Some(period(3, 0)));
        assert_eq!(period(1, 3).overlap(period(3, 9)), None, "the end does not belong to it");
        assert_eq!(period(4, 4).overlap(period(1, 0)), None, "what ended as it began never held");
    }

    #[test]
    fn what_is_cut_out_leaves_its_sides() {
        assert_eq!(period(1, 9).without(&[period(3, 5)]), [period(1, 3), period(5, 9)]);
        assert_eq!(period(1, 9).without(&[period(3, 0)]), [period(1, 3)]);
        assert_eq!(period(1, 9).without(&[period(1, 4), period(4, 9)]), []);
        assert_eq!(period(1, 0).without(&[]), [period(1, 0)]);
    }
}
