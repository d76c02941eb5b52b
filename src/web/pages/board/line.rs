//! A project's line: how much it asks for a look, and of whom.

use crate::actions::overview::{Overview, Place};
use crate::actions::waiting_for_you::{may_review, task};
use crate::domain::cell::Attention;
use crate::domain::id::ProjectId;
use crate::web::context::Viewer;

/// A project's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The project.
    pub project: ProjectId,
    /// The most that one of its cells asks for.
    pub attention: Attention,
    /// Whether something in it waits for the viewer, or was asked for by them.
    pub mine: bool,
}

impl Line {
    /// Whether nothing in it asks for a look.
    pub fn is_calm(&self) -> bool {
        self.attention == Attention::Calm
    }

    /// Where it stands in the order: mine first, then trouble, then what is under way.
    pub fn rank(&self) -> u8 {
        match self.attention {
            Attention::Calm => 3,
            _ if self.mine => 0,
            Attention::Trouble => 1,
            Attention::Look => 2,
        }
    }
}

/// A line for every project, in the order of their names.
pub fn all(viewer: &Viewer, overview: &Overview) -> Vec<Line> {
    let line = |project| {
        let places = overview.environments.iter().filter_map(|e| overview.place(project, e.id));
        let places: Vec<&Place> = places.collect();
        Line {
            project,
            attention: places.iter().map(|p| p.attention()).max().unwrap_or(Attention::Calm),
            mine: places.iter().any(|place| is_mine(viewer, place)),
        }
    };
    overview.projects.iter().map(|project| line(project.id)).collect()
}

fn is_mine(viewer: &Viewer, place: &Place) -> bool {
    let (grants, person) = (viewer.grants(), viewer.person);
    let open = place.open.iter().any(|open| {
        open.deployment.requested_by == Some(person)
            || task(open, grants, person, viewer.now_for(open)).is_some()
    });
    open || place.reviews.iter().any(|review| may_review(review, grants, person))
}
