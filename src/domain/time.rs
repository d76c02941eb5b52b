//! Moments and lengths of time: whole microseconds, UTC.

mod span;

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// A moment, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub i64);

/// A length of time in microseconds; never negative where a document states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    /// So many seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// So many minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self::seconds(minutes.saturating_mul(60))
    }

    /// So many hours.
    pub const fn hours(hours: i64) -> Self {
        Self::minutes(hours.saturating_mul(60))
    }

    /// So many days of 24 hours.
    pub const fn days(days: i64) -> Self {
        Self::hours(days.saturating_mul(24))
    }

    /// Reads a length of time as documents write it: `10s`, `1h30m`, `1 h 30 min`, `2 days` or ISO 8601's `PT5M`.
    ///
    /// # Errors
    /// Says what was expected, and how a number without a unit is written.
    pub fn parse(text: &str) -> Result<Self, String> {
        span::parse(text)
    }

    /// For timers of the runtime; a negative span is zero.
    pub fn to_std(self) -> std::time::Duration {
        std::time::Duration::from_micros(u64::try_from(self.0).unwrap_or(0))
    }
}

impl Time {
    /// The beginning of a day in UTC, as forms send it: `2026-11-23`.
    pub fn of_day(text: &str) -> Option<Self> {
        let day: jiff::civil::Date = text.parse().ok()?;
        let start = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        (text.len() == 10).then(|| Self(start.timestamp().as_microsecond()))
    }

    /// A moment in UTC, as forms send it: `2026-11-23T14:02`, with seconds or without.
    pub fn of_minute(text: &str) -> Option<Self> {
        let moment: jiff::civil::DateTime = text.parse().ok()?;
        let stamp = moment.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
        matches!(text.len(), 16 | 19).then(|| Self(stamp.as_microsecond()))
    }

    /// A moment as [`Time::rfc3339`] writes it; none for anything else.
    pub fn of_rfc3339(text: &str) -> Option<Self> {
        let stamp: jiff::Timestamp = text.parse().ok()?;
        Some(Self(stamp.as_microsecond())).filter(|time| time.rfc3339() == text)
    }

    /// RFC 3339 in UTC, to the second: `2026-11-23T14:02:11Z`.
    pub fn rfc3339(self) -> String {
        self.stamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The time of day in UTC: `14:02:11`.
    pub fn clock(self) -> String {
        self.stamp().strftime("%H:%M:%S").to_string()
    }

    /// For people, in UTC: `23 Nov 2026 14:02 UTC`.
    pub fn for_people(self) -> String {
        self.stamp().strftime("%-d %b %Y %H:%M UTC").to_string()
    }

    /// Digits that sort by time, to the second, in UTC: `20261123-140211`.
    pub fn compact(self) -> String {
        self.stamp().strftime("%Y%m%d-%H%M%S").to_string()
    }

    /// The date in UTC: `2026-11-23`.
    pub fn date(self) -> String {
        self.stamp().strftime("%Y-%m-%d").to_string()
    }

    /// The day for people, in UTC, where the year is clear: `23 Nov`.
    pub fn day(self) -> String {
        self.stamp().strftime("%-d %b").to_string()
    }

    /// The time of day in UTC, to the minute: `14:02`.
    pub fn minute(self) -> String {
        self.stamp().strftime("%H:%M").to_string()
    }

    /// The beginning of the minute, hour or day in UTC, as long as the span says.
    pub fn start_of(self, unit: Span) -> Self {
        Self(self.0 - self.0.rem_euclid(unit.0.max(1)))
    }

    /// The beginning of the day in UTC.
    pub fn start_of_day(self) -> Self {
        Self::of_day(&self.date()).unwrap_or(self)
    }

    /// Moments beyond the calendar's range become its end: they can only come from a damaged row.
    fn stamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Sub for Time {
    type Output = Span;
    fn sub(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl std::fmt::Display for Span {
    /// As people say it, in at most two units: `48 s`, `7 min 31 s`, `6 h`, `3 d`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let millis = self.0.max(0) / 1000;
        let seconds = millis / 1000;
        match seconds {
            0 if (1..100).contains(&millis) => f.write_str("under 0.1 s"),
            0..10 if millis % 1000 != 0 => write!(f, "{}.{} s", seconds, millis % 1000 / 100),
            0..60 => write!(f, "{seconds} s"),
            60..600 if seconds % 60 != 0 => write!(f, "{} min {} s", seconds / 60, seconds % 60),
            60..3600 => write!(f, "{} min", seconds / 60),
            3600..172_800 => write!(f, "{} h", seconds / 3600),
            _ => write!(f, "{} d", seconds / 86_400),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_people_say_them() {
        for (span, words) in [
            (Span(12_000), "under 0.1 s"),
            (Span(300_000), "0.3 s"),
            (Span::seconds(48), "48 s"),
            (Span::seconds(451), "7 min 31 s"),
            (Span::minutes(25), "25 min"),
            (Span::hours(24), "24 h"),
            (Span::days(3), "3 d"),
            (Span(-5), "0 s"),
        ] {
            assert_eq!(span.to_string(), words);
        }
    }

    #[test]
    fn moments_read_in_utc() {
        let time = Time(1_763_906_531_000_000);
        assert_eq!(time.rfc3339(), "2025-11-23T14:02:11Z");
        assert_eq!(time.clock(), "14:02:11");
        assert_eq!(time.for_people(), "23 Nov 2025 14:02 UTC");
        assert_eq!(Time::of_day("2025-11-23").unwrap().rfc3339(), "2025-11-23T00:00:00Z");
        assert_eq!(Time::of_minute("2025-11-23T14:02").unwrap().rfc3339(), "2025-11-23T14:02:00Z");
        for bad in ["", "2025-11-23", "14:02", "2025-11-23T25:00"] {
            assert_eq!(Time::of_minute(bad), None, "{bad}");
        }
        for bad in ["", "2025-11-31", "23 Nov 2025", "2025-11-23T10:00", "20251123", "-002025-11-23"] {
            assert_eq!(Time::of_day(bad), None, "{bad}");
        }
    }
}
