//! What environments of projects serve and wait for, as one actor may see it: the read model of the board and of the
//! pages of environments, projects and releases. It is read in a number of statements that does not grow with them.

mod place;

pub use place::Place;

use super::open_deployments::open_at;
use super::strategy_in_force::{InForce, strategies_in_force};
use crate::access::scope::Scope;
use crate::app::App;
use crate::clock::Moment;
use crate::domain::cell;
use crate::domain::id::{EnvironmentId, PlaceId, ProjectId, ReleaseId};
use crate::domain::strategy::EnvironmentRules;
use crate::domain::suspect::{Suspicion, Suspicions};
use crate::domain::text::Version;
use crate::store::board::{self, Narrow};
use crate::store::environments::{self, Environment};
use crate::store::projects::{self, Project};
use crate::store::{Db, StoreError, successes, suspects};
use std::collections::{HashMap, HashSet};

/// So many deployments of each place are looked through for a way back and for what could be promoted. A page about one
/// place looks through more: [`successes::of_place`].
const MOST_PASSAGES: i64 = 16;

/// What an actor sees.
#[derive(Debug)]
pub struct Overview {
    /// The projects that exist for the actor, by name.
    pub projects: Vec<Project>,
    /// The environments that exist for the actor, in order; of one project only those that it has.
    pub environments: Vec<Environment>,
    strategies: HashMap<ProjectId, InForce>,
    places: HashMap<PlaceId, Place>,
    suspicions: Suspicions,
    scope: Scope,
}

impl Overview {
    /// Reads what an actor sees of these places at this moment.
    pub async fn read(
        app: &App,
        db: &mut Db,
        scope: &Scope,
        narrow: Narrow,
        moment: &Moment,
    ) -> Result<Self, StoreError> {
        let mut overview = Self {
            projects: projects::known(db, scope).await?,
            environments: environments::seen(db, scope).await?,
            strategies: strategies_in_force(app, db, narrow.project).await?,
            places: HashMap::new(),
            suspicions: Suspicions::default(),
            scope: scope.clone(),
        };
        overview.projects.retain(|project| narrow.project.is_none_or(|own| own == project.id));
        overview
            .environments
            .retain(|environment| narrow.environment.is_none_or(|own| own == environment.id));
        overview.make_places();
        overview.fill(db, narrow, moment).await?;
        overview.keep_real_places(narrow);
        Ok(overview)
    }

    /// A project has the environments that its document names, and those where something of it still is: an
    /// environment belongs to the installation, and other projects' are none of its own.
    fn keep_real_places(&mut self, narrow: Narrow) {
        let named: HashSet<PlaceId> = self
            .places
            .keys()
            .filter(|(project, environment)| {
                let environment = self.environments.iter().find(|one| one.id == *environment);
                environment.is_some_and(|environment| self.rules(*project, environment).is_some())
            })
            .copied()
            .collect();
        self.places.retain(|id, place| named.contains(id) || !place.is_empty());
        if narrow.project.is_some() {
            let places = &self.places;
            self.environments.retain(|one| places.keys().any(|(_, environment)| *environment == one.id));
        }
    }

    /// Every place that the actor may see has an entry, so that one where nothing happened yet has one too.
    fn make_places(&mut self) {
        for project in &self.projects {
            for environment in &self.environments {
                if self.scope.sees(project.id, environment.id) {
                    let targets = self.rules(project.id, environment).map_or(0, |rules| rules.targets.len());
                    self.places.insert((project.id, environment.id), Place::new(targets));
                }
            }
        }
    }

    async fn fill(&mut self, db: &mut Db, narrow: Narrow, moment: &Moment) -> Result<(), StoreError> {
        let scope = self.scope.clone();
        for live in board::live(db, &scope, narrow).await? {
            self.at(live.place, |place| place.live.push(live));
        }
        for attempt in board::attempts(db, &scope, narrow).await? {
            self.at(attempt.place, |place| place.attempt = Some(attempt));
        }
        let places: Vec<PlaceId> = self.places.keys().copied().collect();
        for passed in successes::passages(db, &places, MOST_PASSAGES).await? {
            self.at(passed.place, |place| place.passed(passed));
        }
        let passed: Vec<ReleaseId> = self.places.values().flat_map(Place::releases).collect();
        self.suspicions = suspects::about(db, &passed).await?;
        let suspicions = &self.suspicions;
        self.places.values_mut().for_each(|place| place.mark_suspects(suspicions));
        for disturbed in successes::disturbed(db, &places).await? {
            self.at(disturbed, |place| place.disturbed = true);
        }
        for open in open_at(db, &scope, narrow, moment).await? {
            self.at((open.deployment.project, open.deployment.environment), |place| place.open.push(open));
        }
        for review in board::open_reviews(db, &scope).await? {
            self.at(review.place, |place| place.reviews.push(review));
        }
        for follow_ups in board::follow_ups(db, &scope).await? {
            self.at(follow_ups.place, |place| place.follow_ups.push(follow_ups));
        }
        for rejected in board::rejections(db, &scope, narrow).await? {
            self.at(rejected.place, |place| place.rejected = Some(rejected));
        }
        Ok(())
    }

    /// What speaks against a release that serves somewhere, or that could be promoted.
    pub fn suspicion(&self, release: ReleaseId) -> Suspicion {
        self.suspicions.of_release(release)
    }

    fn at(&mut self, place: PlaceId, change: impl FnOnce(&mut Place)) {
        if let Some(place) = self.places.get_mut(&place) {
            change(place);
        }
    }

    /// An environment of a project; none where it does not exist for the actor.
    pub fn place(&self, project: ProjectId, environment: EnvironmentId) -> Option<&Place> {
        self.places.get(&(project, environment))
    }

    /// Every place, project by project, each in the order of the environments.
    pub fn places(&self) -> Vec<(&Project, &Environment, &Place)> {
        let mut places = Vec::with_capacity(self.places.len());
        for project in &self.projects {
            for environment in &self.environments {
                places.extend(
                    self.place(project.id, environment.id).map(|place| (project, environment, place)),
                );
            }
        }
        places
    }

    /// The strategy that rules a project.
    pub fn strategy(&self, project: ProjectId) -> Option<&InForce> {
        self.strategies.get(&project)
    }

    /// What a project's strategy says about an environment; none where it does not name it.
    pub fn rules(&self, project: ProjectId, environment: &Environment) -> Option<&EnvironmentRules> {
        self.strategy(project)?.strategy.environment(&environment.slug)
    }

    /// The release that could be promoted to an environment: what succeeded last in the one before, by the order of
    /// the project's document, where the actor sees both.
    pub fn promotion(&self, project: ProjectId, environment: &Environment) -> Option<(ReleaseId, &Version)> {
        let listed = &self.strategy(project)?.strategy.environments;
        let at = listed.iter().position(|rules| rules.slug == environment.slug)?;
        let before = &listed.get(at.checked_sub(1)?)?.slug;
        let before = self.environments.iter().find(|e| e.slug == *before)?;
        let before = self.place(project, before.id)?;
        let here = self.place(project, environment.id)?;
        let release = cell::promotes(&before.past(), &here.past(), &here.serves())?;
        Some((release, before.version(release)?))
    }
}
