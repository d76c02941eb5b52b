//! What the audit log is narrowed to, as its address says it, and what can be chosen.

use super::PATH;
use crate::access::permit::AuditReader;
use crate::domain::id::{DeploymentNumber, EnvironmentId, PersonId, ProjectId};
use crate::domain::time::Span;
use crate::store::audit::{self, Acting, Filter};
use crate::store::environments::{self, Environment};
use crate::store::projects::{self, Project};
use crate::store::{Db, StoreError};
use crate::ui::field::{Choice, Field};
use crate::web::addresses::with_query;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::narrowing::{chosen, day, or};
use crate::web::sentence::vocabulary::{self, ACTIONS};
use leptos::prelude::AnyView;
use serde::Deserialize;

/// The query of the address. A filter that is absent or empty does not narrow.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filters {
    person: String,
    action: String,
    project: String,
    environment: String,
    deployment: String,
    from: String,
    to: String,
    before: String,
}

/// What can be chosen, and what the events are named by.
pub struct Options {
    people: Vec<Acting>,
    /// The projects that the reader knows.
    pub projects: Vec<Project>,
    /// The environments that the reader sees: only their events can be looked for.
    seen: Vec<Environment>,
    /// All environments: what they are called is known to every reader.
    pub environments: Vec<Environment>,
}

impl Options {
    /// Reads what the reader can choose from.
    pub async fn load(db: &mut Db, permit: &AuditReader, viewer: &Viewer) -> Result<Self, StoreError> {
        Ok(Self {
            people: audit::people(db, permit).await?,
            projects: projects::known(db, &viewer.scope).await?,
            seen: environments::seen(db, &viewer.scope).await?,
            environments: environments::all(db).await?,
        })
    }

    /// What a project is called.
    pub fn project(&self, id: Option<ProjectId>) -> Option<&Project> {
        self.projects.iter().find(|project| Some(project.id) == id)
    }

    /// What an environment is called.
    pub fn environment(&self, id: Option<EnvironmentId>) -> Option<&Environment> {
        self.environments.iter().find(|environment| Some(environment.id) == id)
    }
}

impl Filters {
    /// The filter; none where it names something that does not exist for the reader, and so nothing is found.
    ///
    /// # Errors
    /// 422 where a day or a place cannot be read.
    pub fn resolve(&self, options: &Options) -> Result<Option<Filter>, WebError> {
        if !self.before.is_empty() && self.before().is_none() {
            return Err(WebError::invalid("“before” in the address must be an event’s number."));
        }
        let (from, to) = (day("from", &self.from)?, day("to", &self.to)?);
        // The last day counts whole.
        let until = to.map(|day| day + Span::days(1));
        Ok(self.named(options).map(|named| Filter { from, until, ..named }))
    }

    /// What is chosen by name, all of which must exist for the reader.
    fn named(&self, options: &Options) -> Option<Filter> {
        let person = self.person.parse().ok().map(PersonId);
        let person = person.filter(|id| options.people.iter().any(|person| person.id == *id));
        let project = options.projects.iter().find(|project| project.slug.as_str() == self.project);
        let environment = options.seen.iter().find(|seen| seen.slug.as_str() == self.environment);
        let action = vocabulary::find(&self.action).map(|entry| entry.action.to_owned());
        Some(Filter {
            person: chosen(&self.person, person)?,
            action: chosen(&self.action, action)?,
            project: chosen(&self.project, project.map(|project| project.id))?,
            environment: chosen(&self.environment, environment.map(|environment| environment.id))?,
            deployment: chosen(&self.deployment, self.deployment.parse().ok().map(DeploymentNumber))?,
            ..Filter::default()
        })
    }

    /// The place that the page begins below.
    pub fn before(&self) -> Option<i64> {
        self.before.parse().ok()
    }

    /// Whether anything narrows the list.
    pub fn narrow(&self) -> bool {
        self.parts().iter().any(|(_, text)| !text.is_empty())
    }

    fn parts(&self) -> [(&'static str, &str); 7] {
        [
            ("person", &self.person),
            ("action", &self.action),
            ("project", &self.project),
            ("environment", &self.environment),
            ("deployment", &self.deployment),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    /// The address of a page with the same filters, beginning below a place.
    pub fn address(&self, page: &str, before: Option<i64>) -> String {
        let before = before.map(|place| place.to_string());
        let parts = self.parts().into_iter().map(|(name, value)| (name, Some(value)));
        with_query(page, parts.chain([("before", before.as_deref())]))
    }

    /// The fields.
    pub fn view(&self, options: &Options) -> AnyView {
        let person = |p: &Acting| Choice::new(p.id.to_string(), format!("{} ({})", p.name, p.sign_in_name));
        let people = options.people.iter().map(person);
        let mut actions: Vec<_> = ACTIONS.iter().collect();
        actions.sort_unstable_by_key(|entry| entry.label);
        let actions = actions.into_iter().map(|entry| Choice::new(entry.action, entry.label));
        let projects = options.projects.iter().map(|p| Choice::new(p.slug.as_str(), p.name.clone()));
        let environments = options.seen.iter().map(|e| Choice::new(e.slug.as_str(), e.slug.to_string()));
        let mut fields = vec![
            Field::select("person", "Person", or("Anyone", people)).value(&self.person),
            Field::select("action", "Action", or("Any action", actions)).value(&self.action),
            Field::select("project", "Project", or("All projects", projects)).value(&self.project),
        ];
        if !options.seen.is_empty() {
            let all = or("All environments", environments);
            fields.push(Field::select("environment", "Environment", all).value(&self.environment));
        }
        fields.push(Field::date("from", "From").value(&self.from));
        fields.push(Field::date("to", "To").value(&self.to));
        crate::ui::field::filters(PATH, fields)
    }
}
