//! The project and the environments that a document names.

use super::Import;
use crate::access::permit::Imports;
use crate::actions::error::ActionError;
use crate::domain::environment::appended;
use crate::domain::refusal::Refusal;
use crate::domain::strategy::{EnvironmentRules, Strategy};
use crate::domain::text::Slug;
use crate::store::environments::{self, Environment};
use crate::store::events::{self, NewEvent};
use crate::store::projects::{self, Project};

impl<P: Imports> Import<'_, P> {
    /// The document's project; made where there is none of its slug.
    pub(super) async fn project(&mut self, strategy: &Strategy) -> Result<Project, ActionError> {
        let (slug, name) = (&strategy.slug, &strategy.project);
        if let Some(project) = projects::by_slug(&mut self.write, slug.as_str()).await? {
            same_name("project", slug, name, &project.name)?;
            return Ok(project);
        }
        let before = Slug::of_name_before(name).filter(|before| before != slug);
        if let Some(before) = before {
            let known = projects::by_slug(&mut self.write, before.as_str()).await?;
            if known.is_some_and(|known| is_same(name, &known.name)) {
                return Err(another_slug("project", name, &before).into());
            }
        }
        let id = projects::insert(&mut self.write, self.permit, slug, name, self.at).await?;
        let event = NewEvent::new(self.at, &self.actor, "project.created", name).in_project(id);
        events::append(&mut self.write, event.with(serde_json::json!({ "slug": slug }))).await?;
        Ok(Project { id, slug: slug.clone(), name: name.clone() })
    }

    /// Makes the document's environments that are not there, each with its column of the matrix; gives their names.
    pub(super) async fn environments(&mut self, strategy: &Strategy) -> Result<Vec<String>, ActionError> {
        let existing = environments::all(&mut self.write).await?;
        for rules in &strategy.environments {
            if let Some(environment) = existing.iter().find(|e| e.slug == rules.slug) {
                same_name("environment", &rules.slug, &rules.name, &environment.name)?;
            }
        }
        for rules in &strategy.environments {
            let known = |e: &&Environment| is_same(&rules.name, &e.name) && e.slug != rules.slug;
            if let Some(environment) = existing.iter().find(known) {
                return Err(another_slug("environment", &rules.name, &environment.slug).into());
            }
        }
        let existing: Vec<Slug> = existing.into_iter().map(|environment| environment.slug).collect();
        let listed: Vec<Slug> = strategy.environments.iter().map(|rules| rules.slug.clone()).collect();
        let new = appended(&existing, &listed).map_err(Refusal::conflict)?;
        let mut names = Vec::new();
        for rules in strategy.environments.iter().filter(|rules| new.contains(&rules.slug)) {
            names.push(self.environment(strategy, rules).await?.name);
        }
        Ok(names)
    }

    async fn environment(
        &mut self,
        strategy: &Strategy,
        rules: &EnvironmentRules,
    ) -> Result<Environment, ActionError> {
        let (slug, name) = (&rules.slug, &rules.name);
        let environment = environments::append(&mut self.write, self.permit, slug, name, self.at).await?;
        let access = self.seed(strategy, &environment).await?;
        let details = serde_json::json!({ "position": environment.position, "access": access });
        let event = NewEvent::new(self.at, &self.actor, "environment.created", name).with(details);
        let event = NewEvent { environment: Some(environment.id), ..event };
        events::append(&mut self.write, event).await?;
        Ok(environment)
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Short names never change: a name that was given another one before letters of other scripts were spelled keeps it.
fn another_slug(what: &str, name: &str, slug: &Slug) -> Refusal {
    let how = match what {
        "project" => format!("Add the line `- **Slug**: {slug}` to Document Control."),
        _ => format!("Write {slug} in the document, as the short name is written."),
    };
    Refusal::conflict(format!(
        "The {what} {name:?} has the short name {slug} here. Nothing was changed. {how}"
    ))
}

/// One short name is one name, in whatever case it is written.
fn same_name(what: &str, slug: &Slug, written: &str, known: &str) -> Result<(), Refusal> {
    if is_same(written, known) || written == slug.as_str() {
        return Ok(());
    }
    let way = match what {
        "project" => "Give this one another with a line `- **Slug**: ...` in Document Control.",
        _ => "Names never change; choose another one.",
    };
    Err(Refusal::conflict(format!(
        "{written:?} would have the short name {slug}, which belongs to the {what} {known:?}. {way}"
    ))
    .about(if what == "project" { "project" } else { "environment" }, slug.as_str()))
}
