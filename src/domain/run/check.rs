//! A check is tried until it passes or its time is over.

use crate::domain::time::{Span, Time};

/// What a check exits with that says nothing either way.
pub const NOTHING_EITHER_WAY: i64 = 75;
/// Of a check's newest tries, so many, what they printed is kept.
pub const KEPT_TRIES: usize = 20;

/// What a try said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It passes.
    Yes,
    /// It does not, for this reason.
    No(String),
    /// Neither, for this reason.
    Nothing(String),
}

/// The tries of a check so far, within the time that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tries {
    /// When it began.
    began: Time,
    /// It is tried for so long.
    within: Span,
    /// It rests for so long between tries.
    every: Span,
    /// How many said no.
    no: usize,
    /// How many said nothing.
    nothing: usize,
}

/// What follows from a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// It has passed; the text says after how many tries.
    Passed(String),
    /// It is tried again after so long.
    Again(Span),
    /// Its time is over, and at least one try said no.
    Failed(String),
    /// Its time is over, and every try said nothing.
    Inconclusive(String),
}

impl Tries {
    /// None yet.
    pub fn from(began: Time, within: Span, every: Span) -> Self {
        Self { began, within, every, no: 0, nothing: 0 }
    }

    /// How long a try may take now: no longer than what is left, and some time in any case.
    pub fn longest(&self, timeout: Span, now: Time) -> Span {
        let left = self.within.0 - (now - self.began).0;
        Span(timeout.0.min(left).max(Span::seconds(1).0))
    }

    /// What follows from a try that has just ended.
    pub fn after(&mut self, said: Said, now: Time) -> Next {
        let (counter, why) = match said {
            Said::Yes => {
                let tries = self.no + self.nothing + 1;
                let note = if tries == 1 { String::new() } else { format!("after {tries} tries") };
                return Next::Passed(note);
            }
            Said::No(why) => (&mut self.no, why),
            Said::Nothing(why) => (&mut self.nothing, why),
        };
        *counter += 1;
        if (now - self.began).0 + self.every.0 < self.within.0 {
            return Next::Again(self.every);
        }
        let told = format!(
            "{} within {} ({} failed, {} said nothing either way). The last one {why}",
            if self.no + self.nothing == 1 {
                "1 try".to_owned()
            } else {
                format!("{} tries", self.no + self.nothing)
            },
            self.within,
            self.no,
            self.nothing,
        );
        if self.no > 0 { Next::Failed(told) } else { Next::Inconclusive(told) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tries() -> Tries {
        Tries::from(Time(0), Span::seconds(60), Span::seconds(10))
    }

    fn at(seconds: i64) -> Time {
        Time(0) + Span::seconds(seconds)
    }

    #[test]
    fn it_passes_at_once_or_later_and_fails_only_when_its_time_is_over() {
        assert_eq!(tries().after(Said::Yes, at(1)), Next::Passed(String::new()));
        let mut some = tries();
        assert_eq!(
            some.after(Said::No("exited with status 1".into()), at(1)),
            Next::Again(Span::seconds(10))
        );
        assert_eq!(
            some.after(Said::Nothing("exited with status 75".into()), at(12)),
            Next::Again(Span::seconds(10))
        );
        let mut passed = some.clone();
        assert_eq!(passed.after(Said::Yes, at(50)), Next::Passed("after 3 tries".into()));
        let told =
            "3 tries within 1 min (1 failed, 2 said nothing either way). The last one exited with status 75";
        assert_eq!(
            some.after(Said::Nothing("exited with status 75".into()), at(50)),
            Next::Failed(told.into())
        );
        let mut quiet = tries();
        let over = quiet.after(Said::Nothing("exited with status 75".into()), at(55));
        assert!(matches!(over, Next::Inconclusive(told) if told.starts_with("1 try within 1 min (0 failed")));
    }

    #[test]
    fn a_try_is_cut_where_the_time_is_over() {
        assert_eq!(tries().longest(Span::minutes(10), at(20)), Span::seconds(40));
        assert_eq!(tries().longest(Span::seconds(5), at(20)), Span::seconds(5));
        assert_eq!(tries().longest(Span::seconds(5), at(70)), Span::seconds(1));
    }

    proptest! {
        #[test]
        fn it_ends_and_never_passes_without_a_yes(says in proptest::collection::vec(0..2_u8, 1..60), took in 0..20_i64) {
            let (mut tries, mut now, mut any_no) = (tries(), 0, false);
            let mut says = says.into_iter().cycle();
            for _ in 0..100 {
                now += took;
                let no = says.next() == Some(0);
                any_no |= no;
                let said = if no { Said::No("no".into()) } else { Said::Nothing("nothing".into()) };
                match tries.after(said, at(now)) {
                    Next::Again(rest) => now += rest.0 / 1_000_000,
                    Next::Failed(_) => { prop_assert!(any_no); return Ok(()); }
                    Next::Inconclusive(_) => { prop_assert!(!any_no); return Ok(()); }
                    Next::Passed(_) => prop_assert!(false, "nobody said yes"),
                }
                prop_assert!(now <= 60 + took);
            }
            prop_assert!(false, "it never ends");
        }
    }
}
