//! What the board shows, read for many environments of many projects at once: the number of statements does not grow
//! with theirs. Each list holds only what exists for the actor.

mod asks;
mod find;
mod places;
mod tries;

pub use asks::{FollowUps, OpenReview, Rejection, follow_ups, open_reviews, rejections};
pub use find::{project_of, projects_with_release};
pub use places::{Attempt, Live, attempts, live};
pub use tries::{TryOf, tries};

use crate::domain::id::{EnvironmentId, PlaceId, ProjectId};

/// Which places are read: all, those of one project, those of one environment, or one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Narrow {
    /// Only this project's.
    pub project: Option<ProjectId>,
    /// Only this environment's.
    pub environment: Option<EnvironmentId>,
}

impl Narrow {
    /// Whether a place is among them.
    pub fn holds(self, (project, environment): PlaceId) -> bool {
        self.project.is_none_or(|own| own == project) && self.environment.is_none_or(|own| own == environment)
    }
}
