//! Rollback: to which releases an environment can go back, and which of them was the last good one.

mod past;

pub use past::{Passage, Past, Standing, Way};

use super::id::{DeploymentNumber, ReleaseId};

/// A deployment that put a release into an environment with success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Success {
    /// Its number.
    pub number: DeploymentNumber,
    /// The release it put there.
    pub release: ReleaseId,
}

/// What an environment serves, as recorded per target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Serves {
    /// Nothing yet.
    Nothing,
    /// Every target serves this release.
    One(ReleaseId),
    /// The targets differ.
    Mixed(Vec<ReleaseId>),
}

impl Serves {
    /// The release that every target serves, if there is one.
    pub fn one(&self) -> Option<ReleaseId> {
        match self {
            Self::One(release) => Some(*release),
            Self::Nothing | Self::Mixed(_) => None,
        }
    }

    /// The release that a difference is told from: the oldest one that a target serves, so that no target gets more
    /// than the difference says.
    pub fn base(&self) -> Option<ReleaseId> {
        match self {
            Self::Nothing => None,
            Self::One(release) => Some(*release),
            Self::Mixed(releases) => releases.iter().min().copied(),
        }
    }

    /// From what each target serves; `targets` is how many there are.
    pub fn of(releases: &[ReleaseId], targets: usize) -> Self {
        match releases {
            [] => Self::Nothing,
            [first, rest @ ..] if rest.iter().all(|r| r == first) && releases.len() >= targets => {
                Self::One(*first)
            }
            _ => {
                let mut distinct = releases.to_vec();
                distinct.sort();
                distinct.dedup();
                Self::Mixed(distinct)
            }
        }
    }
}

#[cfg(test)]
mod tests;
