//! The fields that narrow the history, with what its viewer can choose from.

use super::{Filters, STAGES};
use crate::domain::id::{EnvironmentId, PersonId, ProjectId};
use crate::store::environments::{self, Environment};
use crate::store::history::{self, Requester};
use crate::store::projects::{self, Project};
use crate::store::{Db, StoreError};
use crate::ui::field::{Choice, Field, filters};
use crate::web::context::Viewer;
use crate::web::narrowing::or;
use leptos::prelude::AnyView;

/// What can be chosen.
pub struct Options {
    projects: Vec<Project>,
    environments: Vec<Environment>,
    people: Vec<Requester>,
}

impl Options {
    /// Reads what the viewer can choose from.
    pub async fn load(db: &mut Db, viewer: &Viewer) -> Result<Self, StoreError> {
        Ok(Self {
            projects: projects::known(db, &viewer.scope).await?,
            environments: environments::seen(db, &viewer.scope).await?,
            people: history::requesters(db, &viewer.scope).await?,
        })
    }

    /// The one project that a filter leaves; none where it leaves several.
    pub fn only(&self, chosen: Option<ProjectId>) -> Option<&Project> {
        match (chosen, self.projects.as_slice()) {
            (Some(chosen), projects) => projects.iter().find(|project| project.id == chosen),
            (None, [one]) => Some(one),
            (None, _) => None,
        }
    }

    /// The environments that exist for the viewer, in order.
    pub fn environments(&self) -> &[Environment] {
        &self.environments
    }

    /// Whether there are several projects to choose from.
    pub fn several_projects(&self) -> bool {
        self.projects.len() > 1
    }

    /// The project of a short name.
    pub fn project(&self, slug: &str) -> Option<ProjectId> {
        self.projects.iter().find(|project| project.slug.as_str() == slug).map(|project| project.id)
    }

    /// The environment of a short name.
    pub fn environment(&self, slug: &str) -> Option<EnvironmentId> {
        self.environments.iter().find(|environment| environment.slug.as_str() == slug).map(|e| e.id)
    }

    /// The person of a number.
    pub fn person(&self, id: &str) -> Option<PersonId> {
        self.people.iter().find(|person| person.id.to_string() == id).map(|person| person.id)
    }
}

impl Filters {
    /// The fields.
    pub fn view(&self, options: &Options) -> AnyView {
        let projects = options.projects.iter().map(|p| Choice::new(p.slug.as_str(), p.name.clone()));
        let environments =
            options.environments.iter().map(|e| Choice::new(e.slug.as_str(), e.slug.to_string()));
        let people = options.people.iter().map(|p| Choice::new(p.id.to_string(), p.name.clone()));
        let states = STAGES.iter().map(|(word, words, _)| Choice::new(*word, *words));
        let select = |name, label: &str, choices| Field::select(name, label, choices);
        filters(
            "/history",
            vec![
                select("project", "Project", or("All projects", projects)).value(&self.project),
                select("environment", "Environment", or("All environments", environments))
                    .value(&self.environment),
                select("state", "State", or("Any state", states)).value(&self.state),
                select("person", "Person", or("Anyone", people)).value(&self.person),
                Field::date("from", "From").value(&self.from),
                Field::date("to", "To").value(&self.to),
            ],
        )
    }
}
