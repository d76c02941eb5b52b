//! A project's line: how much it asks for a look, where, and of whom.

use crate::access::permission::Permission;
use crate::actions::overview::{Overview, Place};
use crate::actions::waiting_for_you::{may_review, task};
use crate::domain::id::{EnvironmentId, ProjectId};
use crate::domain::look::{Facts, Look};
use crate::web::context::Viewer;

/// A project's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The project.
    pub project: ProjectId,
    /// The gravest thing that one of its environments asks.
    pub look: Look,
    /// The environments that ask it.
    pub places: Vec<EnvironmentId>,
    /// Whether something in it waits for the viewer, or was asked for by them.
    pub mine: bool,
}

impl Line {
    /// Whether nothing in it asks for a look.
    pub fn is_calm(&self) -> bool {
        self.look == Look::Calm
    }

    /// Where it stands in the order: the gravest first, and of those what is the viewer's.
    pub fn rank(&self) -> (Look, bool) {
        (self.look, !self.mine)
    }
}

/// A line for every project, in the order of their names.
pub fn all(viewer: &Viewer, overview: &Overview) -> Vec<Line> {
    overview.projects.iter().map(|project| line(viewer, overview, project.id)).collect()
}

fn line(viewer: &Viewer, overview: &Overview, project: ProjectId) -> Line {
    let places = overview.environments.iter().filter_map(|e| Some((e.id, overview.place(project, e.id)?)));
    let places: Vec<(EnvironmentId, &Place)> = places.collect();
    let looks: Vec<(EnvironmentId, Look)> =
        places.iter().map(|(id, place)| (*id, look(viewer, (project, *id), place))).collect();
    let look = looks.iter().map(|(_, look)| *look).min().unwrap_or(Look::Calm);
    Line {
        project,
        look,
        places: looks.into_iter().filter(|(_, own)| *own == look).map(|(id, _)| id).collect(),
        mine: places.iter().any(|(_, place)| is_mine(viewer, place)),
    }
}

/// What an environment of a project asks of the viewer.
fn look(viewer: &Viewer, (project, environment): (ProjectId, EnvironmentId), place: &Place) -> Look {
    let (grants, person) = (viewer.grants(), viewer.person);
    let task = |open| task(open, grants, person, viewer.now_for(open));
    let left = !place.follow_ups.is_empty();
    let does = left && grants.may(Permission::ConfirmStep, project, environment);
    Look::of(Facts {
        shows: place.shows(),
        failed: place.failed(),
        suspect: !place.suspects.is_empty(),
        rejected: place.rejected.is_some(),
        review: place.reviews.iter().any(|review| review.is_due),
        yours: does || place.open.iter().any(|open| task(open).is_some()),
        waits: left || place.waiting().next().is_some(),
    })
}

fn is_mine(viewer: &Viewer, place: &Place) -> bool {
    let (grants, person) = (viewer.grants(), viewer.person);
    let open = place.open.iter().any(|open| {
        open.deployment.requested_by == Some(person)
            || task(open, grants, person, viewer.now_for(open)).is_some()
    });
    open || place.reviews.iter().any(|review| may_review(review, grants, person))
}
