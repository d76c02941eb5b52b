//! A clock that is never put back.

use super::Clock;
use crate::domain::time::{Span, Time};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// From here on a clock that is behind is worth telling.
const BEHIND: Span = Span::minutes(1);

/// A clock that goes on from the latest time it knows when the clock beneath it is put back, so that nothing that has
/// ended comes to life again: an approval, a session, a token, a link.
#[derive(Debug)]
pub struct SteadyClock {
    beneath: Arc<dyn Clock>,
    latest: Mutex<Latest>,
}

/// The latest time that the clock beneath told, and when that was by a clock that nobody sets.
#[derive(Debug)]
struct Latest {
    told: Time,
    at: Instant,
}

impl SteadyClock {
    /// The clock beneath, from this time on, which was seen before.
    pub fn over(beneath: Arc<dyn Clock>, seen: Time) -> Self {
        let now = beneath.now();
        if now + BEHIND < seen {
            tracing::warn!(
                behind = %(seen - now),
                "the machine's clock is behind what was seen before: time goes on from there"
            );
        }
        Self { beneath, latest: Mutex::new(Latest { told: seen, at: Instant::now() }) }
    }
}

impl Clock for SteadyClock {
    fn now(&self) -> Time {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let passed_us = i64::try_from(latest.at.elapsed().as_micros()).unwrap_or(i64::MAX);
        let (goes_on, told) = (latest.told + Span(passed_us), self.beneath.now());
        if told >= goes_on {
            *latest = Latest { told, at: Instant::now() };
        }
        told.max(goes_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestClock;

    #[test]
    fn it_goes_on_when_the_clock_beneath_is_put_back() {
        let beneath = Arc::new(TestClock::at(Time(0) + Span::hours(10)));
        let clock = SteadyClock::over(beneath.clone(), Time(0));
        assert_eq!(clock.now(), Time(0) + Span::hours(10));
        beneath.advance(Span::hours(-2));
        let first = clock.now();
        assert!(first >= Time(0) + Span::hours(10));
        let second = clock.now();
        assert!(second >= first && second < Time(0) + Span::hours(11));
        beneath.advance(Span::hours(5));
        assert_eq!(clock.now(), Time(0) + Span::hours(13));
    }

    #[test]
    fn it_begins_no_earlier_than_what_was_seen() {
        let clock = SteadyClock::over(Arc::new(TestClock::at(Time(5))), Time(1_000_000));
        assert!(clock.now() >= Time(1_000_000));
    }
}
