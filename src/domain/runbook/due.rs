//! When a runbook is to be drilled next.

use super::Runbook;
use crate::domain::time::{Span, Time};

/// When a runbook is to be drilled next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nobody has said how often.
    Unasked,
    /// At this moment.
    At(Time),
    /// It was due at this moment.
    Overdue(Time),
}

impl Due {
    /// From when it was last drilled with success; until the first time it counts from when it was published.
    pub fn of(runbook: &Runbook, published_at: Time, last: Option<Time>, now: Time) -> Self {
        let every = runbook.drill_every;
        every.map_or(Self::Unasked, |every| Self::after(every, last.unwrap_or(published_at), now))
    }

    /// So long after a moment.
    pub fn after(every: Span, last: Time, now: Time) -> Self {
        let next = last + every;
        if next < now { Self::Overdue(next) } else { Self::At(next) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drill_is_due_its_interval_after_the_last_one() {
        let day = |days: i64| Time(0) + Span::days(days);
        let runbook = |every: Option<i64>| Runbook {
            title: "Plan".to_owned(),
            time_objective: None,
            point_objective: None,
            drill_every: every.map(Span::days),
            time_limit: None,
            environments: Vec::new(),
            steps: Vec::new(),
        };
        for (every, last, now, due) in [
            (None, Some(1), 500, Due::Unasked),
            (Some(90), None, 50, Due::At(day(100))),
            (Some(90), None, 101, Due::Overdue(day(100))),
            (Some(90), Some(30), 101, Due::At(day(120))),
            (Some(90), Some(30), 120, Due::At(day(120))),
            (Some(90), Some(30), 121, Due::Overdue(day(120))),
        ] {
            assert_eq!(
                Due::of(&runbook(every), day(10), last.map(day), day(now)),
                due,
                "{every:?} {last:?} {now}"
            );
        }
    }
}
