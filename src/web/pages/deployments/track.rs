//! The track above a deployment: how far its release has come.

use super::about::About;
use crate::actions::strategy_in_force::strategy_in_force;
use crate::app::App;
use crate::domain::deployment::State;
use crate::domain::id::EnvironmentId;
use crate::domain::journey::{quality_gate, tests};
use crate::domain::text::Slug;
use crate::domain::time::Time;
use crate::store::successes::{self, Reached};
use crate::store::{Db, StoreError, environments, releases};
use crate::ui::time::moment;
use crate::ui::track::{Progress, Stop, track};
use crate::web::pages::pipeline;
use leptos::prelude::*;

/// What the track is made from.
pub struct Track {
    registered_at: Time,
    /// The project's environments that exist for the viewer, in order.
    environments: Vec<(EnvironmentId, Slug)>,
    reached: Vec<Reached>,
}

impl Track {
    /// Reads it.
    pub async fn load(app: &App, db: &mut Db, about: &About) -> Result<Self, StoreError> {
        let deployment = &about.deployment;
        let strategy = strategy_in_force(app, db, deployment.project).await?;
        let is_named = |slug: &Slug| strategy.as_ref().is_none_or(|(_, s)| s.environment(slug).is_some());
        let environments = environments::all(db).await?;
        let environments = environments
            .into_iter()
            .filter(|e| e.id == deployment.environment || is_named(&e.slug))
            .filter(|e| about.viewer.scope.sees(deployment.project, e.id))
            .map(|e| (e.id, e.slug))
            .collect();
        let release = releases::by_id(db, deployment.release).await?;
        let reached = successes::of_release(db, deployment.release).await?;
        Ok(Self { registered_at: release.registered_at, environments, reached })
    }

    /// Build, Test, Quality Gate, and each environment.
    /// `rolled_back` is whether a rollback took the deployment's release away again.
    pub fn view(&self, about: &About, rolled_back: bool) -> AnyView {
        let (tests, gates) =
            (tests(&about.standing.evidence.facts), quality_gate(&about.standing.evaluation.gates));
        let mut stops = pipeline::beginning(self.registered_at, &tests, &gates);
        stops.extend(
            self.environments.iter().map(|(id, slug)| self.environment(about, *id, slug, rolled_back)),
        );
        track(format!("How far {} has come", about.deployment.version), stops)
    }

    fn environment(&self, about: &About, id: EnvironmentId, slug: &Slug, rolled_back: bool) -> Stop {
        if id == about.deployment.environment && rolled_back {
            return Stop::new(Progress::Failed, slug.to_string(), "rolled back");
        }
        if id == about.deployment.environment {
            return Stop::new(here(about.standing.state), slug.to_string(), note(about));
        }
        match self.reached.iter().find(|reached| reached.environment == id) {
            Some(reached) => Stop::new(Progress::Done, slug.to_string(), moment(reached.at)),
            None => Stop::new(Progress::Todo, slug.to_string(), ()),
        }
    }
}

fn here(state: State) -> Progress {
    match state {
        State::Waiting | State::Ready | State::AwaitingPerson => Progress::Now,
        State::Running => Progress::Busy,
        State::Succeeded => Progress::Done,
        State::Interrupted | State::Failed | State::Rejected => Progress::Failed,
        State::Cancelled | State::Superseded => Progress::Todo,
    }
}

fn note(about: &About) -> AnyView {
    match (about.standing.state, &about.deployment.ending) {
        (State::Succeeded, Some(ending)) => moment(ending.at),
        (state, _) => state.words().to_lowercase().into_any(),
    }
}
