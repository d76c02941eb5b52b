//! What the history is narrowed to, as its address says it.

use crate::domain::deployment::Outcome;
use crate::domain::id::DeploymentNumber;
use crate::domain::time::{Span, Time};
use crate::store::environments::{self, Environment};
use crate::store::history::{self, Filter, Requester, Stage};
use crate::store::projects::{self, Project};
use crate::store::{Db, StoreError};
use crate::ui::field::{Choice, Field, filters as form};
use crate::web::addresses::with_query;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use leptos::prelude::AnyView;
use serde::Deserialize;

/// The stages by their words in the address, with their words on the page.
const STAGES: [(&str, &str, Stage); 7] = [
    ("waiting", "Waiting", Stage::Waiting),
    ("running", "Running", Stage::Running),
    ("succeeded", "Succeeded", Stage::Ended(Outcome::Succeeded)),
    ("failed", "Failed", Stage::Ended(Outcome::Failed)),
    ("cancelled", "Cancelled", Stage::Ended(Outcome::Cancelled)),
    ("rejected", "Rejected", Stage::Ended(Outcome::Rejected)),
    ("superseded", "Superseded", Stage::Ended(Outcome::Superseded)),
];

/// The query of the address. A filter that is absent or empty does not narrow.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Filters {
    #[serde(default)]
    project: String,
    #[serde(default)]
    environment: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    before: String,
}

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
}

impl Filters {
    /// The filter; none where it names something that does not exist for the viewer, and so nothing is found.
    ///
    /// # Errors
    /// 422 where a day or a number cannot be read.
    pub fn resolve(&self, options: &Options) -> Result<Option<Filter>, WebError> {
        let chosen = |text: &str, found: Option<i64>| match (text, found) {
            ("", _) => Some(None),
            (_, Some(id)) => Some(Some(id)),
            (_, None) => None,
        };
        let project = options.projects.iter().find(|p| p.slug.as_str() == self.project).map(|p| p.id.0);
        let environment =
            options.environments.iter().find(|e| e.slug.as_str() == self.environment).map(|e| e.id.0);
        let person = options.people.iter().find(|p| p.id.to_string() == self.person).map(|p| p.id.0);
        let stage = STAGES.iter().find(|(word, ..)| *word == self.state).map(|(.., stage)| *stage);
        let days = (day("from", &self.from)?, day("to", &self.to)?);
        if !self.before.is_empty() && self.before().is_none() {
            return Err(WebError::invalid("before: a deployment's number is expected."));
        }
        let (Some(project), Some(environment), Some(person)) = (
            chosen(&self.project, project),
            chosen(&self.environment, environment),
            chosen(&self.person, person),
        ) else {
            return Ok(None);
        };
        if !self.state.is_empty() && stage.is_none() {
            return Ok(None);
        }
        Ok(Some(Filter {
            project: project.map(Into::into),
            environment: environment.map(Into::into),
            person: person.map(Into::into),
            stage,
            from: days.0,
            // The last day counts whole.
            until: days.1.map(|day| day + Span::days(1)),
        }))
    }

    /// The number that the page begins below.
    pub fn before(&self) -> Option<DeploymentNumber> {
        self.before.parse().ok().map(DeploymentNumber)
    }

    /// Whether anything narrows the list.
    pub fn narrow(&self) -> bool {
        [&self.project, &self.environment, &self.state, &self.person, &self.from, &self.to]
            .iter()
            .any(|text| !text.is_empty())
    }

    /// The address of a page with the same filters, beginning below a number.
    pub fn address(&self, page: &str, before: Option<DeploymentNumber>) -> String {
        let before = before.map(|number| number.to_string());
        let parts = [
            ("project", &self.project),
            ("environment", &self.environment),
            ("state", &self.state),
            ("person", &self.person),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let parts = parts.into_iter().map(|(name, value)| (name, Some(value.as_str())));
        with_query(page, parts.chain([("before", before.as_deref())]))
    }

    /// The fields.
    pub fn view(&self, options: &Options) -> AnyView {
        let choices = |all: &str, named: Vec<Choice>| {
            let mut choices = vec![Choice::new("", all)];
            choices.extend(named);
            choices
        };
        let projects = options.projects.iter().map(|p| Choice::new(p.slug.as_str(), p.name.clone()));
        let environments =
            options.environments.iter().map(|e| Choice::new(e.slug.as_str(), e.slug.to_string()));
        let people = options.people.iter().map(|p| Choice::new(p.id.to_string(), p.name.clone()));
        let states = STAGES.iter().map(|(word, words, _)| Choice::new(*word, *words));
        form(
            "/history",
            vec![
                Field::select("project", "Project", choices("All projects", projects.collect()))
                    .value(self.project.clone()),
                Field::select(
                    "environment",
                    "Environment",
                    choices("All environments", environments.collect()),
                )
                .value(self.environment.clone()),
                Field::select("state", "State", choices("Any state", states.collect()))
                    .value(self.state.clone()),
                Field::select("person", "Person", choices("Anyone", people.collect()))
                    .value(self.person.clone()),
                Field::date("from", "From").value(self.from.clone()),
                Field::date("to", "To").value(self.to.clone()),
            ],
        )
    }
}

/// The beginning of a day in UTC; none where nothing is said.
fn day(field: &str, text: &str) -> Result<Option<Time>, WebError> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = Time::of_day(text)
        .ok_or_else(|| WebError::invalid(format!("{field}: a day such as 2026-11-23 is expected.")))?;
    Ok(Some(read))
}
