//! What time it is. Passed in wherever time matters, so that tests decide it.

mod steady;

pub use steady::SteadyClock;

use crate::domain::time::{Span, Time};
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

#[cfg(test)]
mod tests {
    use super::*;

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
