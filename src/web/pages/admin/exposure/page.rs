//! Everything that the page shows, read at one moment, and how it is laid out.

use super::people::{Someone, of_person};
use super::rules;
use crate::access::grants::Grants;
use crate::actions::change_access::holders::tokens;
use crate::actions::strategy_in_force::{InForce, strategies_in_force};
use crate::app::App;
use crate::domain::id::{PersonId, ProjectId};
use crate::domain::role::{Access, Level};
use crate::store::environments::{self, Environment};
use crate::store::people::{self, Person};
use crate::store::projects::{self, Project};
use crate::store::{grants, holdings};
use crate::ui::button::{Look, link_button};
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::ui::row::{Row, rows};
use crate::ui::table::Table;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::pages::admin::access::PATH;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;
use std::collections::HashMap;

/// Everything that the page shows.
pub struct ExposurePage {
    environment: Environment,
    projects: Vec<Project>,
    in_force: HashMap<ProjectId, InForce>,
    people: Vec<Person>,
    grants: HashMap<PersonId, Grants>,
    found: Vec<Someone>,
    rail: Option<Rail>,
}

impl ExposurePage {
    /// Reads it in one transaction; not found where there is no such environment.
    pub async fn load(app: &App, viewer: Viewer, slug: &str) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let environment = environments::by_slug(db, slug).await?.ok_or_else(WebError::not_found)?;
        let mut people = people::active(db).await?;
        people.sort_by_key(|person| person.display_name.to_lowercase());
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        let grants = grants::of_people(db, &ids).await?;
        let held = holdings::now(db, None, None).await?;
        let own = |person: &Person| Some(of_person(person, grants.get(&person.id)?, &held, environment.id));
        let mut found: Vec<Someone> = people.iter().filter_map(own).flatten().collect();
        for (token, own) in tokens(db, &grants, viewer.now()).await? {
            let (project, by) = (Some(token.project), token.role_name.clone());
            let access = own.effective(project, environment.id);
            let name = format!("{}, a token of {}", token.name, token.owner_name);
            found.push(Someone { name, sign_in_name: None, project, access, by });
        }
        Ok(Self {
            projects: projects::known(db, &viewer.scope).await?,
            in_force: strategies_in_force(app, db, None).await?,
            rail: Some(rail::load(db, &viewer, PATH).await?),
            environment,
            people,
            grants,
            found,
        })
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let title = format!("Who can deploy to {}", self.environment.name);
        let frame = Frame::new(title, self.rail.take());
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let name = &self.environment.name;
        let deploys = |access: Access| access.level >= Level::Deploy;
        let approves = |access: Access| access.approve;
        let reads = |access: Access| access.level == Level::Read && !access.approve;
        let content = view! {
            {self.list(format!("Who can deploy to {name}"), "Nobody can.", deploys)}
            {self.list("Who can approve it".to_owned(), "Nobody can.", approves)}
            {self.asked()}
            {self.list(format!("Who can only see {name}"), "Nobody else.", reads)}
        };
        Page::new(format!("Who can deploy to {name}, and who can approve it"))
            .about("By the matrix as it is now. Who asked for a deployment never approves it, whatever they hold.")
            .actions(link_button(Look::Plain, "Access matrix", PATH))
            .view(content)
    }

    fn list(&self, title: String, nobody: &'static str, is: impl Fn(Access) -> bool) -> AnyView {
        let those: Vec<&Someone> = self.found.iter().filter(|someone| is(someone.access)).collect();
        if those.is_empty() {
            return Panel::new(title).body(view! { <p class="quiet">{nobody}</p> });
        }
        let count = format!("{} can", those.len());
        let table = Table::new(title.clone(), &["Who", "Level", "In", "By"]);
        let table = those.into_iter().fold(table, |table, someone| table.row(self.cells(someone)));
        Panel::new(title).aside(count).view(table.view())
    }

    fn cells(&self, someone: &Someone) -> Vec<AnyView> {
        let name = someone.name.clone();
        let who = match &someone.sign_in_name {
            Some(sign_in) => view! { <a href=addresses::abilities(sign_in)>{name}</a> }.into_any(),
            None => name.into_any(),
        };
        let project = someone.project.and_then(|id| self.projects.iter().find(|p| p.id == id));
        let place = match (someone.project, project) {
            (None, _) => "every project".to_owned(),
            (Some(_), Some(project)) => project.name.clone(),
            (Some(_), None) => "one project".to_owned(),
        };
        vec![who, someone.access.to_string().into_any(), place.into_any(), someone.by.clone().into_any()]
    }

    /// What the documents ask.
    fn asked(&self) -> AnyView {
        let place = (self.environment.id, &self.environment.slug);
        let asked = self.projects.iter().filter_map(|project| {
            let in_force = self.in_force.get(&project.id)?;
            rules::row(project, in_force, place, &self.people, &self.grants)
        });
        let asked: Vec<Row> = asked.collect();
        if asked.is_empty() {
            return ().into_any();
        }
        Panel::new("What the projects ask").view(rows(asked))
    }
}
