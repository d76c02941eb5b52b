//! What time it is. Passed in wherever time matters, so that tests decide it.

mod steady;

pub use steady::SteadyClock;

use crate::domain::time::{Span, Time};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time.
pub trait Clock: std::fmt::Debug + Send + Sync {
    /// This moment.
    fn now(&self) -> Time;
}

/// The clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    fn now(&self) -> Time {
        Time(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// A clock that stands at this moment.
    pub const fn at(time: Time) -> Self {
        Self(AtomicI64::new(time.0))
    }

    /// Puts the clock to this moment, earlier or later.
    pub fn set(&self, time: Time) {
        self.0.store(time.0, Ordering::SeqCst);
    }

    /// Moves the clock on; a negative span moves it back.
    pub fn advance(&self, span: Span) {
        self.0.fetch_add(span.0, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

/// The time of a request, which notices what it is asked for: what is made with it stays true for so long. Its clones
/// notice together.
#[derive(Debug, Clone)]
pub struct Moment {
    time: Time,
    until: Arc<AtomicI64>,
}

impl Moment {
    /// This time, for which it was not asked yet.
    pub fn at(time: Time) -> Self {
        Self { time, until: Arc::new(AtomicI64::new(i64::MAX)) }
    }

    /// The time itself, for what nothing is made of.
    pub fn time(&self) -> Time {
        self.time
    }

    /// The time, for something that changes with every tick.
    pub fn now(&self) -> Time {
        self.until(Some)
    }

    /// The time, for something that stays as it is until the next time that is given; for ever where none is.
    pub fn until(&self, next: impl FnOnce(Time) -> Option<Time>) -> Time {
        if let Some(next) = next(self.time) {
            self.until.fetch_min(next.0, Ordering::SeqCst);
        }
        self.time
    }

    /// Whether what was made with this moment is, at a later time, what would be made then.
    pub fn still_holds(&self, later: Time) -> bool {
        self.time <= later && later < Time(self.until.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_holds_as_long_as_what_it_was_asked_for() {
        let moment = Moment::at(Time(5));
        assert!(moment.still_holds(Time(5)) && moment.still_holds(Time(1_000)));
        assert!(!moment.still_holds(Time(4)), "the clock was put back");
        assert_eq!(moment.clone().until(|now| Some(now + Span(10))), Time(5));
        assert_eq!(moment.until(|_| None), Time(5));
        assert!(moment.still_holds(Time(14)) && !moment.still_holds(Time(15)));
        assert_eq!(moment.until(|_| Some(Time(8))), Time(5));
        assert!(moment.still_holds(Time(7)) && !moment.still_holds(Time(8)));
        assert_eq!(moment.clone().now(), Time(5));
        assert!(!moment.still_holds(Time(5)));
    }

    #[test]
    fn a_test_clock_stands_still_until_it_is_moved() {
        let clock = TestClock::at(Time(5));
        assert_eq!((clock.now(), clock.now()), (Time(5), Time(5)));
        clock.advance(Span::seconds(1));
        assert_eq!(clock.now(), Time(1_000_005));
        clock.set(Time(3));
        assert_eq!(clock.now(), Time(3));
    }

    #[test]
    fn the_system_clock_counts_microseconds_since_1970() {
        let year_2025 = Time(1_735_689_600_000_000);
        assert!(SystemClock.now() > year_2025);
    }
}
