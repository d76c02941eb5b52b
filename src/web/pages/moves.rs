//! What a viewer can do in a place now: promote, deploy, roll back. Each leads to the page where it is done. Who may
//! not do a thing does not see it; who may, but not now, sees why.

use crate::access::permission::Permission;
use crate::actions::overview::{Overview, Place};
use crate::actions::suspicion::sees;
use crate::domain::strategy::DeploymentType;
use crate::domain::text::Version;
use crate::store::environments::Environment;
use crate::store::projects::Project;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::web::addresses;
use crate::web::context::Viewer;
use leptos::prelude::*;

/// One thing that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    words: String,
    look: Look,
    href: String,
    refused: Option<String>,
}

/// What can be done in a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moves {
    /// Put here what succeeded in the environment before.
    pub promote: Option<Move>,
    /// Put a release here.
    pub deploy: Option<Move>,
    /// Bring the last good release back.
    pub roll_back: Option<Move>,
}

impl Moves {
    /// All of them, what most people come for first.
    pub fn all(self) -> Vec<Move> {
        [self.promote, self.deploy, self.roll_back].into_iter().flatten().collect()
    }
}

/// A place with the names around it.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// Who looks.
    pub viewer: &'a Viewer,
    /// What they see.
    pub overview: &'a Overview,
    /// The project.
    pub project: &'a Project,
    /// The environment.
    pub environment: &'a Environment,
    /// The place.
    pub place: &'a Place,
}

impl At<'_> {
    /// Whether the viewer may do this here.
    pub fn may(&self, permission: Permission) -> bool {
        self.viewer.grants().may(permission, self.project.id, self.environment.id)
    }

    /// What the viewer can do here.
    pub fn moves(&self) -> Moves {
        let named = match self.overview.strategy(self.project.id) {
            Some(_) => self.overview.rules(self.project.id, self.environment).is_some(),
            None => true,
        };
        if !named {
            return Moves::default();
        }
        Moves { promote: self.promote(), deploy: self.deploy(), roll_back: self.last_good() }
    }

    fn promote(&self) -> Option<Move> {
        let (release, version) = self.overview.promotion(self.project.id, self.environment)?;
        let idle = !self.place.is_under_way(version) && self.may(Permission::Request);
        let promote = idle.then(|| self.deploying(format!("Promote {version}"), Some(version)))?;
        let causes = self.overview.suspicion(release).suspected_for();
        let suspected = causes.first().map(|cause| {
            format!("{version} is suspect: {}", cause.phrase(sees(self.viewer.grants(), cause)))
        });
        Some(Move { refused: promote.refused.or(suspected), ..promote })
    }

    fn deploy(&self) -> Option<Move> {
        self.may(Permission::Request).then(|| self.deploying("Deploy …".to_owned(), None))
    }

    fn deploying(&self, words: String, version: Option<&Version>) -> Move {
        let href = addresses::new_deployment(&self.project.slug, &self.environment.slug, version);
        Move { words, look: Look::Plain, href, refused: self.impossible() }
    }

    fn last_good(&self) -> Option<Move> {
        self.ways_back().into_iter().next()
    }

    /// Every release that the viewer can roll back to, the last good one first.
    pub fn ways_back(&self) -> Vec<Move> {
        if !self.may(Permission::RollBackNow) && !self.may(Permission::Request) {
            return Vec::new();
        }
        let under_way = self.place.rolling_back().map(|number| format!("#{number} rolls back already"));
        let refused = under_way.or_else(|| self.impossible());
        let back = |version: &Version| Move {
            words: format!("Roll back to {version}"),
            look: Look::Plain,
            href: addresses::rollback(&self.project.slug, &self.environment.slug, version),
            refused: refused.clone(),
        };
        self.place.ways_back().into_iter().map(back).collect()
    }

    /// Why nothing can be put here at all.
    fn impossible(&self) -> Option<String> {
        match self.overview.strategy(self.project.id).map(|in_force| in_force.strategy.deployment_type) {
            None => Some("no approved strategy yet".to_owned()),
            Some(DeploymentType::Rolling) => None,
            Some(other) => Some(format!("Slipway cannot carry out {} deployments yet", other.word())),
        }
    }
}

impl Move {
    /// Where it is done; none where something is in the way.
    pub fn possible(self) -> Option<String> {
        self.refused.is_none().then_some(self.href)
    }

    /// The button, or why there is none to press.
    pub fn view(self) -> AnyView {
        match self.refused {
            Some(reason) => Button::new(self.words).refused(Some(reason)).view(),
            None => link_button(self.look, self.words, self.href),
        }
    }
}

/// Buttons beside each other; nothing where there are none.
pub fn buttons(moves: Vec<Move>) -> Option<AnyView> {
    (!moves.is_empty()).then(|| actions(moves.into_iter().map(Move::view).collect_view()))
}
