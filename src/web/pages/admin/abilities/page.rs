//! Everything that the page shows, read at one moment, and how it is laid out.

use super::super::access::PATH;
use crate::access::grants::Grants;
use crate::access::permission::Permission;
use crate::app::App;
use crate::domain::id::{EnvironmentId, ProjectId};
use crate::domain::role::Access;
use crate::domain::text::list_words;
use crate::store::environments::{self, Environment};
use crate::store::grants;
use crate::store::holdings::{self, Holding};
use crate::store::people::{self, Person};
use crate::store::projects::{self, Project};
use crate::ui::button::{Look, link_button};
use crate::ui::empty::empty;
use crate::ui::notice::note;
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::ui::row::{Row, rows};
use crate::ui::table::Table;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;

/// Everything that the page shows.
pub struct AbilitiesPage {
    person: Person,
    grants: Grants,
    held: Vec<Holding>,
    environments: Vec<Environment>,
    projects: Vec<Project>,
    rail: Option<Rail>,
}

impl AbilitiesPage {
    /// Reads it in one transaction; not found where there is no such person.
    pub async fn load(app: &App, viewer: Viewer, name: &str) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let person = people::by_sign_in_name(db, name).await?.ok_or_else(WebError::not_found)?;
        Ok(Self {
            grants: grants::of_person(db, person.id).await?,
            held: holdings::now(db, Some(person.id), None).await?,
            environments: environments::all(db).await?,
            projects: projects::known(db, &viewer.scope).await?,
            rail: Some(rail::load(db, &viewer, "/admin/people").await?),
            person,
        })
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let frame = Frame::new(self.heading(), self.rail.take());
        render::page(frame, || self.view())
    }

    fn heading(&self) -> String {
        format!("What {} can do", self.person.name)
    }

    fn view(&self) -> AnyView {
        let page = Page::new(self.heading())
            .about(view! {
                <a href=addresses::PEOPLE>"People"</a> " · "
                <a href=addresses::person(&self.person.sign_in_name)>{self.person.sign_in_name.clone()}</a>
            })
            .actions(link_button(Look::Plain, "Access matrix", PATH));
        if self.person.disabled_at.is_some() {
            return page.view(note("Disabled: nothing at all, whatever they held."));
        }
        if self.held.is_empty() {
            return page
                .view(empty("Nothing: they hold no role.", "Roles are given to people and to groups."));
        }
        let scopes = self.grants.scopes();
        let scopes = scopes.into_iter().map(|project| self.scope(project)).collect_view();
        page.view(view! { {self.everywhere()} {scopes} {self.bounds()} })
    }

    /// What does not belong to an environment.
    fn everywhere(&self) -> Option<AnyView> {
        let all = [
            (self.grants.administers(), "Manages people, roles and tokens."),
            (self.grants.reads_audit(), "Reads the audit log and who had which access."),
        ];
        let told = all.into_iter().filter(|(is, _)| *is).map(|(_, words)| Row::plain(words));
        let told: Vec<Row> = told.collect();
        (!told.is_empty()).then(|| Panel::new("In the installation").view(rows(told)))
    }

    /// The environments, in all projects or in one.
    fn scope(&self, project: Option<ProjectId>) -> AnyView {
        let title = self.place(project);
        let table = Table::new(title.clone(), &["Environment", "Level", "May", "By"]);
        let row = |table: Table, environment: &Environment| table.row(self.cells(project, environment));
        let table = self.environments.iter().fold(table, row).view();
        Panel::new(title).view(table)
    }

    fn place(&self, project: Option<ProjectId>) -> String {
        let Some(id) = project else { return "In every project".to_owned() };
        let found = self.projects.iter().find(|project| project.id == id);
        found.map_or_else(|| "In one project".to_owned(), |project| format!("In {}", project.name))
    }

    fn cells(&self, project: Option<ProjectId>, environment: &Environment) -> Vec<AnyView> {
        let access = self.grants.effective(project, environment.id);
        let exposure = addresses::exposure(&environment.slug);
        vec![
            view! { <a href=exposure>{environment.name.clone()}</a> }.into_any(),
            access.to_string().into_any(),
            may(access).into_any(),
            self.ways(project, environment.id).into_any(),
        ]
    }

    /// The roles that give anything there, each with its way.
    fn ways(&self, project: Option<ProjectId>, environment: EnvironmentId) -> String {
        let covers = |holding: &&Holding| holding.project.is_none() || holding.project == project;
        let gives = |holding: &&Holding| {
            let grant = self.grants.held.iter().find(|g| g.role == holding.role);
            let cell = grant.and_then(|g| g.cells.iter().find(|(id, _)| *id == environment));
            cell.is_some_and(|(_, access)| access.effective() != Access::default())
        };
        let ways = self.held.iter().filter(covers).filter(gives);
        let ways: Vec<String> = ways.map(way).collect();
        list_words(&ways)
    }

    /// What holds whatever the roles say.
    fn bounds(&self) -> AnyView {
        let words = [
            "Nobody approves what they asked for, or what a token of theirs asked for.",
            "Nobody approves by managing people and roles, and no token ever approves.",
        ];
        Panel::new("Whatever the roles say").view(rows(words.map(Row::plain)))
    }
}

/// What a cell permits, in words; a dash for nothing.
fn may(access: Access) -> String {
    let given = Permission::ALL.into_iter().filter(|permission| permission.is_given_by(access));
    let words: Vec<&str> = given.map(words).collect();
    if words.is_empty() { "–".to_owned() } else { words.join(", ") }
}

fn words(permission: Permission) -> &'static str {
    match permission {
        Permission::See => "see what is live, history and logs",
        other => other.words(),
    }
}

/// `SRE`, `DevOps by the group On-call`
pub fn way(holding: &Holding) -> String {
    match &holding.group {
        Some(group) => format!("{} by the group {group}", holding.role_name),
        None => holding.role_name.clone(),
    }
}
