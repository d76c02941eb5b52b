//! What became of a deployment after it had put its release onto targets.

use super::id::{DeploymentNumber, ReleaseId};
use super::text::Version;
use super::time::{Span, Time};

/// A deployment that took another one's place on a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Took {
    /// Its number.
    pub by: DeploymentNumber,
    /// Its release.
    pub release: ReleaseId,
    /// That release's version.
    pub version: Version,
    /// Whether it is a rollback.
    pub rollback: bool,
    /// When.
    pub at: Time,
}

/// What took a deployment's place on its targets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// When it first put its release onto a target; none where it never did.
    pub since: Option<Time>,
    /// One entry for each target that was taken, oldest first.
    pub by: Vec<Took>,
}

/// What became of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It never put its release anywhere.
    NeverServed,
    /// It still serves on every target that it reached.
    Serves,
    /// A rollback took its release away.
    RolledBack {
        /// The rollback.
        by: DeploymentNumber,
        /// Whether it still serves on some target.
        in_part: bool,
    },
    /// The same release was deployed again.
    Again(DeploymentNumber),
    /// Another release took its place.
    Replaced {
        /// The deployment that did it.
        by: DeploymentNumber,
        /// What it put there.
        version: Version,
        /// Whether it still serves on some target.
        in_part: bool,
    },
    /// It serves nowhere now, though nothing took its place: the document no longer names its targets.
    Gone,
}

impl Taken {
    /// What became of a deployment of this release that is still what so many targets serve. A rollback counts before
    /// everything else that took a target.
    pub fn fate(&self, release: ReleaseId, live_on: usize) -> Fate {
        let in_part = live_on > 0;
        let other = |took: &&Took| took.release != release;
        if self.since.is_none() {
            return Fate::NeverServed;
        }
        if let Some(back) = self.by.iter().filter(other).find(|took| took.rollback) {
            return Fate::RolledBack { by: back.by, in_part };
        }
        match self.by.iter().find(other).or(self.by.first()) {
            Some(took) if took.release == release => Fate::Again(took.by),
            Some(took) => Fate::Replaced { by: took.by, version: took.version.clone(), in_part },
            None if in_part => Fate::Serves,
            None => Fate::Gone,
        }
    }

    /// How long a deployment served until its last target was taken.
    pub fn lasted(&self) -> Option<Span> {
        Some(self.by.last()?.at - self.since?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: ReleaseId = ReleaseId(2);

    fn took(by: i64, release: i64, rollback: bool) -> Took {
        let version = Version::parse(&release.to_string()).unwrap();
        Took { by: DeploymentNumber(by), release: ReleaseId(release), version, rollback, at: Time(by) }
    }

    fn fate(by: &[Took], live_on: usize) -> Fate {
        Taken { since: Some(Time(0)), by: by.to_vec() }.fate(OWN, live_on)
    }

    #[test]
    fn what_took_its_place_says_what_became_of_it() {
        let (one, three) = (Version::parse("1").unwrap(), Version::parse("3").unwrap());
        let by = DeploymentNumber;
        assert_eq!(Taken::default().fate(OWN, 0), Fate::NeverServed);
        assert_eq!(fate(&[], 3), Fate::Serves);
        assert_eq!(fate(&[], 0), Fate::Gone);
        assert_eq!(fate(&[took(7, 1, true)], 0), Fate::RolledBack { by: by(7), in_part: false });
        assert_eq!(fate(&[took(7, 1, true)], 2), Fate::RolledBack { by: by(7), in_part: true });
        assert_eq!(
            fate(&[took(8, 3, false)], 0),
            Fate::Replaced { by: by(8), version: three.clone(), in_part: false }
        );
        assert_eq!(fate(&[took(8, 2, false)], 0), Fate::Again(by(8)));
        assert_eq!(fate(&[took(8, 2, false)], 1), Fate::Again(by(8)));
        let hotfix_then_back = [took(8, 3, false), took(9, 1, true), took(9, 1, true)];
        assert_eq!(fate(&hotfix_then_back, 0), Fate::RolledBack { by: by(9), in_part: false });
        let again_then_other = [took(8, 2, false), took(9, 1, false)];
        assert_eq!(fate(&again_then_other, 0), Fate::Replaced { by: by(9), version: one, in_part: false });
    }

    #[test]
    fn it_lasted_until_its_last_target_was_taken() {
        let taken = Taken { since: Some(Time(2)), by: vec![took(7, 1, true), took(9, 1, true)] };
        assert_eq!(taken.lasted(), Some(Span(7)));
        assert_eq!(Taken::default().lasted(), None);
    }
}
