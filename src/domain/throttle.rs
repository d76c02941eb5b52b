//! How guessing is slowed: after some failures in a row each further one makes the next try wait longer.

use super::time::{Span, Time};

/// How long is waited after how many failures in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// Before so many failures nothing is waited.
    free: i64,
    /// The first wait; each further one is twice as long.
    first: Span,
    /// No wait is longer.
    longest: Span,
    /// After so many failures no try is looked at until somebody helps.
    most: Option<i64>,
    /// After so long without a failure, earlier ones no longer count.
    forgets: Option<Span>,
}

/// Passwords of one account.
pub const ACCOUNT: Throttle =
    Throttle { free: 10, first: Span::seconds(30), longest: Span::hours(1), most: Some(100), forgets: None };

/// Passwords from one address, whoever they are for. An address may stand for a whole office: it is given many tries,
/// waits shortly, and starts anew after an hour.
pub const ADDRESS: Throttle = Throttle {
    free: 100,
    first: Span::seconds(30),
    longest: Span::minutes(5),
    most: None,
    forgets: Some(Span::hours(1)),
};

/// One-time codes of one account, which only who knows its password can try.
pub const CODE: Throttle =
    Throttle { free: 5, first: Span::minutes(5), longest: Span::hours(1), most: Some(100), forgets: None };

/// Failures in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: i64,
    /// When the last one was.
    pub last_at: Time,
    /// Until then no try is looked at.
    pub delayed_until: Time,
}

impl Failures {
    /// None so far.
    pub const NONE: Self = Self { count: 0, last_at: Time(0), delayed_until: Time(0) };

    /// Whether no try is looked at now.
    pub fn delay(&self, now: Time) -> bool {
        now < self.delayed_until
    }

    /// One more. While tries are not looked at, none is counted: repeating does not make the wait longer.
    pub fn and_one(self, throttle: &Throttle, now: Time) -> Self {
        if self.delay(now) {
            return self;
        }
        let forgotten = throttle.forgets.is_some_and(|after| now - self.last_at > after);
        let count = if forgotten { 1 } else { self.count + 1 };
        Self { count, last_at: now, delayed_until: throttle.until(count, now) }
    }
}

impl Throttle {
    fn until(&self, count: i64, now: Time) -> Time {
        if self.most.is_some_and(|most| count >= most) {
            return Time(i64::MAX);
        }
        match u32::try_from(count - self.free) {
            Ok(doubled) => now + self.wait(doubled),
            Err(_) => Time(0),
        }
    }

    fn wait(&self, doubled: u32) -> Span {
        let wait = self.first.0.checked_shl(doubled.min(20)).unwrap_or(i64::MAX);
        Span(wait.min(self.longest.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The waits of failures that follow each other as soon as they may.
    fn waits(throttle: &Throttle, count: usize) -> Vec<Span> {
        let (mut now, mut failures, mut waits) = (Time(1), Failures::NONE, Vec::new());
        for _ in 0..count {
            failures = failures.and_one(throttle, now);
            waits.push(Span((failures.delayed_until - now).0.max(0)));
            now = if failures.delay(now) { failures.delayed_until } else { now };
        }
        waits
    }

    #[test]
    fn an_account_waits_half_a_minute_after_ten_failures_and_twice_as_long_after_each_more() {
        let waits = waits(&ACCOUNT, 20);
        assert!(waits[..9].iter().all(|wait| *wait == Span(0)));
        let seconds: Vec<i64> = waits[9..].iter().map(|wait| wait.0 / 1_000_000).collect();
        assert_eq!(seconds, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
    }

    #[test]
    fn no_account_is_tried_more_than_a_hundred_times_in_a_row() {
        let waits = waits(&ACCOUNT, 100);
        assert_eq!(waits[98], Span::hours(1));
        assert!(waits[99] > Span::days(100_000));
    }

    #[test]
    fn an_address_starts_anew_after_an_hour_and_is_never_shut_out() {
        let waits = waits(&ADDRESS, 1_000);
        assert!(waits.iter().all(|wait| *wait <= Span::minutes(5)));
        let failed = Failures { count: 500, last_at: Time(1), delayed_until: Time(2) };
        assert_eq!(failed.and_one(&ADDRESS, Time(1) + Span::minutes(61)).count, 1);
        assert_eq!(failed.and_one(&ACCOUNT, Time(1) + Span::days(400)).delayed_until, Time(i64::MAX));
    }

    #[test]
    fn trying_while_one_waits_changes_nothing() {
        let failed = Failures { count: 12, last_at: Time(5), delayed_until: Time(100) };
        assert_eq!(failed.and_one(&ACCOUNT, Time(99)), failed);
        assert_eq!(failed.and_one(&ACCOUNT, Time(100)).count, 13);
    }
}
