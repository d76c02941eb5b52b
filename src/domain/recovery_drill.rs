//! Drills of Slipway's own recovery: what they prove, by what a copy is damaged on purpose, and when one is due.

use super::time::{Span, Time};

/// What Slipway comes back from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// Its process was killed.
    KilledProcess,
    /// Its database is lost or damaged, and the folder of backups beside it is there.
    LostFile,
    /// The machine is lost: what is left is the second folder, the program and the recovery key.
    LostMachine,
}

impl Case {
    /// Every case.
    pub const ALL: [Self; 3] = [Self::KilledProcess, Self::LostFile, Self::LostMachine];

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::KilledProcess => "Killed process",
            Self::LostFile => "Lost or damaged file",
            Self::LostMachine => "Lost machine",
        }
    }

    /// As it is stored, and as scripts read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::KilledProcess => "killed_process",
            Self::LostFile => "lost_file",
            Self::LostMachine => "lost_machine",
        }
    }

    /// The case of a stored name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|case| case.name() == name)
    }

    /// How long coming back may take.
    pub fn may_take(self) -> Span {
        match self {
            Self::KilledProcess => Span::seconds(10),
            Self::LostFile => Span::minutes(2),
            Self::LostMachine => Span::minutes(15),
        }
    }

    /// How much may be lost where a backup is made every so often; none where the server makes none.
    pub fn may_lose(self, every: Option<Span>) -> Option<Span> {
        match self {
            Self::KilledProcess => Some(Span(0)),
            // Making one takes its time too.
            Self::LostFile | Self::LostMachine => every.map(|every| Span(every.0 + Span::minutes(1).0)),
        }
    }
}

/// What was measured of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Which.
    pub case: Case,
    /// The name of the backup that was used.
    pub backup: String,
    /// From the beginning of the recovery until the server was ready.
    pub took: Span,
    /// What would have been lost: the age of the backup where something had changed since.
    pub lost: Span,
}

impl Measured {
    /// Whether it took no longer and lost no more than it may.
    pub fn is_within(&self, every: Option<Span>) -> bool {
        self.took <= self.case.may_take() && self.case.may_lose(every).is_none_or(|most| self.lost <= most)
    }
}

/// What a copy is damaged by on purpose: the drill must find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// One bit in the middle is another.
    FlippedByte,
    /// The last page is missing.
    CutOff,
    /// A row is gone, in a database that SQLite calls whole.
    RemovedRow,
    /// A name is another, in a database that SQLite calls whole.
    OtherName,
    /// The manifest was made by another installation.
    OtherInstallation,
}

impl Damage {
    /// Every kind, in the order in which they take turns.
    pub const ALL: [Self; 5] =
        [Self::FlippedByte, Self::CutOff, Self::RemovedRow, Self::OtherName, Self::OtherInstallation];

    /// The one whose turn it is after so many drills with a damaged copy.
    pub fn after(count: usize) -> Self {
        Self::ALL[count % Self::ALL.len()]
    }

    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::FlippedByte => "flipped_byte",
            Self::CutOff => "cut_off",
            Self::RemovedRow => "removed_row",
            Self::OtherName => "other_name",
            Self::OtherInstallation => "other_installation",
        }
    }

    /// The damage of a stored name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|damage| damage.name() == name)
    }

    /// For people, behind "a copy".
    pub fn words(self) -> &'static str {
        match self {
            Self::FlippedByte => "with a flipped bit",
            Self::CutOff => "that is cut off",
            Self::RemovedRow => "that lost a row",
            Self::OtherName => "in which a name is another",
            Self::OtherInstallation => "with the manifest of another installation",
        }
    }

    /// What is said where it is found: another refusal would be luck.
    pub fn is_found_by(self, said: &str) -> bool {
        said.contains(match self {
            Self::FlippedByte => "its SHA-256 is another",
            Self::CutOff => "it is cut off",
            Self::RemovedRow => "rows, not",
            Self::OtherName => "a value in one of them is another",
            Self::OtherInstallation => "it is a backup of another installation",
        })
    }
}

/// What drills there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// Since when there is something to lose.
    pub since: Time,
    /// When the last one began whose copy was as it was kept.
    pub last: Option<Time>,
    /// When the last of these began that passed.
    pub passed: Option<Time>,
    /// When the last one began whose copy was damaged on purpose.
    pub damaged: Option<Time>,
}

/// The longest between two drills with a damaged copy.
const MONTH: Span = Span::days(30);

impl Past {
    /// When the next one is due: at the first such time of day after the last.
    pub fn next(&self, time_of_day: Span) -> Time {
        following(self.last.unwrap_or(self.since), time_of_day)
    }

    /// Whether one is due.
    pub fn is_due(&self, time_of_day: Span, now: Time) -> bool {
        now >= self.next(time_of_day)
    }

    /// Whether none has passed for longer than a night may be missed.
    pub fn is_overdue(&self, time_of_day: Span, now: Time) -> bool {
        let expected = following(self.passed.unwrap_or(self.since), time_of_day);
        now > expected + Span::days(1)
    }

    /// Whether the next is to be followed by one with a damaged copy.
    pub fn damaged_is_due(&self, now: Time) -> bool {
        self.damaged.is_none_or(|at| now - at >= MONTH)
    }
}

/// The first moment after another at which it is this time of day in UTC.
fn following(after: Time, time_of_day: Span) -> Time {
    let day = Span::days(1).0;
    let today = Time(after.0.div_euclid(day) * day + time_of_day.0);
    if today > after { today } else { today + Span::days(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 24th of November 2026, 10:00.
    const TEN: Time = Time(1_795_514_400_000_000);
    const THREE: Span = Span::hours(3);

    fn past(last: Option<Time>) -> Past {
        Past { since: TEN, last, passed: last, damaged: None }
    }

    #[test]
    fn the_next_drill_is_in_the_next_night() {
        assert_eq!(past(None).next(THREE).rfc3339(), "2026-11-25T03:00:00Z");
        assert!(!past(None).is_due(THREE, TEN + Span::hours(16)));
        assert!(past(None).is_due(THREE, TEN + Span::hours(17)));
        let in_time = TEN + Span::hours(17);
        assert_eq!(past(Some(in_time)).next(THREE).rfc3339(), "2026-11-26T03:00:00Z");
        assert_eq!(past(Some(in_time + Span::hours(3))).next(THREE).rfc3339(), "2026-11-26T03:00:00Z");
    }

    #[test]
    fn one_that_fails_or_is_missed_is_overdue_after_a_day() {
        let failed = Past { last: Some(TEN + Span::hours(17)), ..past(None) };
        assert!(!failed.is_overdue(THREE, TEN + Span::hours(17 + 24)));
        assert!(failed.is_overdue(THREE, TEN + Span::hours(17 + 25)));
        assert!(!past(Some(TEN + Span::hours(17))).is_overdue(THREE, TEN + Span::hours(17 + 25)));
    }

    #[test]
    fn each_damage_has_its_turn_once_a_month() {
        let turns: Vec<_> = (0..6).map(Damage::after).collect();
        assert_eq!((&turns[..5], turns[5]), (&Damage::ALL[..], Damage::FlippedByte));
        assert!(past(None).damaged_is_due(TEN));
        let damaged = Past { damaged: Some(TEN), ..past(None) };
        assert!(!damaged.damaged_is_due(TEN + Span::days(29)) && damaged.damaged_is_due(TEN + MONTH));
        for damage in Damage::ALL {
            assert_eq!(Damage::of_name(damage.name()), Some(damage));
        }
    }

    #[test]
    fn a_case_has_its_objectives() {
        let measured = |case, took, lost| Measured { case, backup: String::new(), took, lost };
        let every = Some(Span::minutes(15));
        assert!(measured(Case::KilledProcess, Span::seconds(10), Span(0)).is_within(every));
        assert!(!measured(Case::KilledProcess, Span::seconds(11), Span(0)).is_within(every));
        assert!(!measured(Case::KilledProcess, Span::seconds(1), Span(1)).is_within(every));
        assert!(measured(Case::LostFile, Span::minutes(2), Span::minutes(16)).is_within(every));
        assert!(!measured(Case::LostMachine, Span::minutes(2), Span::minutes(17)).is_within(every));
        assert!(measured(Case::LostMachine, Span::minutes(2), Span::days(9)).is_within(None));
        for case in Case::ALL {
            assert_eq!(Case::of_name(case.name()), Some(case));
        }
    }
}
