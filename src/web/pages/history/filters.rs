//! What the history is narrowed to, as its address says it.

use crate::domain::deployment::Outcome;
use crate::domain::id::DeploymentNumber;
use crate::domain::time::Span;
use crate::store::history::{Filter, Stage};
use crate::web::addresses::with_query;
use crate::web::errors::WebError;
use crate::web::narrowing::{chosen, day};
use serde::Deserialize;

mod form;
pub use form::Options;

/// The stages by their words in the address, with their words on the page.
const STAGES: [(&str, &str, Stage); 8] = [
    ("waiting", "Waiting", Stage::Waiting),
    ("running", "Running", Stage::Running),
    ("succeeded", "Succeeded", Stage::Ended(Outcome::Succeeded)),
    ("failed", "Failed", Stage::Ended(Outcome::Failed)),
    ("cancelled", "Cancelled", Stage::Ended(Outcome::Cancelled)),
    ("rejected", "Rejected", Stage::Ended(Outcome::Rejected)),
    ("superseded", "Superseded", Stage::Ended(Outcome::Superseded)),
    ("rollback", "Rollbacks", Stage::Rollback),
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

impl Filters {
    /// The filter; none where it names something that does not exist for the viewer, and so nothing is found.
    ///
    /// # Errors
    /// 422 where a day or a number cannot be read.
    pub fn resolve(&self, options: &Options) -> Result<Option<Filter>, WebError> {
        if !self.before.is_empty() && self.before().is_none() {
            return Err(WebError::invalid("“before” in the address must be a deployment’s number."));
        }
        let (from, to) = (day("from", &self.from)?, day("to", &self.to)?);
        // The last day counts whole.
        let until = to.map(|day| day + Span::days(1));
        Ok(self.named(options).map(|named| Filter { from, until, ..named }))
    }

    /// What is chosen by name, all of which must exist for the viewer.
    fn named(&self, options: &Options) -> Option<Filter> {
        let stage = STAGES.iter().find(|(word, ..)| *word == self.state).map(|(.., stage)| *stage);
        Some(Filter {
            project: chosen(&self.project, options.project(&self.project))?,
            environment: chosen(&self.environment, options.environment(&self.environment))?,
            stage: chosen(&self.state, stage)?,
            person: chosen(&self.person, options.person(&self.person))?,
            ..Filter::default()
        })
    }

    /// The short name of the project; empty where none is chosen.
    pub fn project(&self) -> &str {
        &self.project
    }

    /// A project with one other filter.
    pub fn of(project: &str, [(name, value)]: [(&str, &str); 1]) -> Self {
        let mut filters = Self { project: project.to_owned(), ..Self::default() };
        let field = match name {
            "from" => &mut filters.from,
            "person" => &mut filters.person,
            _ => &mut filters.state,
        };
        value.clone_into(field);
        filters
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
}
