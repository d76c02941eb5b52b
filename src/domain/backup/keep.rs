//! Which backups stay: the last few, and the newest of each of the last hours, days, weeks and months.

use crate::domain::time::Time;
use std::collections::BTreeSet;

/// How many of each are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// The newest, whenever they were made; at least one.
    pub last: usize,
    /// The newest of so many hours in which any were made.
    pub hourly: usize,
    /// Of so many days, in UTC.
    pub daily: usize,
    /// Of so many weeks, which begin on Monday.
    pub weekly: usize,
    /// Of so many months.
    pub monthly: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self { last: 8, hourly: 24, daily: 7, weekly: 5, monthly: 12 }
    }
}

/// What is known of a backup from looking at it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proven {
    /// Nobody has looked yet.
    Unknown,
    /// It was read whole, or started from, and was what it says.
    Good,
    /// It was not.
    Bad,
}

/// A backup that may be kept or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// When it was made.
    pub made_at: Time,
    /// What is known of it.
    pub proven: Proven,
}

/// The places in the list of those that are kept. One that is known to be bad takes nobody's place; the newest that is
/// known to be good stays whatever the numbers say. Where none is known to be good, none that is bad goes either: it
/// may be the best there is.
pub fn kept(backups: &[Candidate], keep: &Keep) -> BTreeSet<usize> {
    let mut newest_first: Vec<usize> = (0..backups.len()).collect();
    newest_first.sort_by_key(|at| std::cmp::Reverse((backups[*at].made_at, *at)));
    let is = |at: &usize, proven| backups[*at].proven == proven;
    let Some(proven) = newest_first.iter().copied().find(|at| is(at, Proven::Good)) else {
        let (bad, rest) = newest_first.into_iter().partition::<Vec<_>, _>(|at| is(at, Proven::Bad));
        return bad.into_iter().chain(places(backups, &rest, keep)).collect();
    };
    newest_first.retain(|at| !is(at, Proven::Bad));
    let mut kept = places(backups, &newest_first, keep);
    kept.insert(proven);
    kept
}

fn places(backups: &[Candidate], newest_first: &[usize], keep: &Keep) -> BTreeSet<usize> {
    let mut kept: BTreeSet<usize> = newest_first.iter().copied().take(keep.last).collect();
    let mut newest_of = |most: usize, period: fn(Time) -> i64| {
        let mut seen = BTreeSet::new();
        for at in newest_first {
            if seen.len() < most && seen.insert(period(backups[*at].made_at)) {
                kept.insert(*at);
            }
        }
    };
    newest_of(keep.hourly, hour);
    newest_of(keep.daily, day);
    newest_of(keep.weekly, week);
    newest_of(keep.monthly, month);
    kept
}

fn hour(time: Time) -> i64 {
    time.0.div_euclid(3_600_000_000)
}

fn day(time: Time) -> i64 {
    hour(time).div_euclid(24)
}

/// The first of January 1970 was a Thursday.
fn week(time: Time) -> i64 {
    (day(time) + 3).div_euclid(7)
}

fn month(time: Time) -> i64 {
    let date = time.date();
    let mut parts = date.rsplitn(3, '-').skip(1).filter_map(|part| part.parse::<i64>().ok());
    let month = parts.next().unwrap_or(0);
    parts.next().unwrap_or(0) * 12 + month
}

#[cfg(test)]
mod tests;
