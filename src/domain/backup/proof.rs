//! What was seen when a backup was looked at again. It is kept beside the backup, so that it outlives the database.

use super::Proven;
use crate::domain::time::Time;
use serde::{Deserialize, Serialize};

/// One look at a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// When it began.
    pub at: Time,
    /// How long it took, in microseconds.
    pub took_us: i64,
    /// What was wrong, each in a sentence; empty where nothing was.
    pub problems: Vec<String>,
}

impl Check {
    /// Whether nothing was wrong.
    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }
}

/// The newest look of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Proof {
    /// It was read whole and compared with its manifest.
    pub verified: Option<Check>,
    /// A server was started from a copy of it.
    pub drilled: Option<Check>,
}

impl Proof {
    /// What is known by the newer of the two looks.
    pub fn proven(&self) -> Proven {
        match self.newest() {
            None => Proven::Unknown,
            Some(check) if check.is_good() => Proven::Good,
            Some(_) => Proven::Bad,
        }
    }

    /// The newer of the two looks.
    pub fn newest(&self) -> Option<&Check> {
        [&self.verified, &self.drilled].into_iter().flatten().max_by_key(|check| check.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newer_look_counts() {
        let check = |at, problems: &[&str]| {
            let problems = problems.iter().map(|one| (*one).to_owned()).collect();
            Some(Check { at: Time(at), took_us: 1, problems })
        };
        assert_eq!(Proof::default().proven(), Proven::Unknown);
        let good = Proof { verified: check(1, &["cut off"]), drilled: check(2, &[]) };
        assert_eq!(good.proven(), Proven::Good);
        let bad = Proof { verified: check(3, &["cut off"]), ..good };
        assert_eq!(bad.proven(), Proven::Bad);
    }
}
