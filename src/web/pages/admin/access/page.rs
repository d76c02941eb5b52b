//! The page of the matrix: everything it shows, read at one moment, and how it is laid out.

use super::{bar, differences, latest, matrix, waiting};
use crate::actions::access_differences::{Differing, access_differences};
use crate::actions::change_access::review::{Review, Told, told};
use crate::actions::change_access::{Wanted, admins};
use crate::app::App;
use crate::domain::environment::is_production_like;
use crate::store::access_changes::{self, Proposed};
use crate::store::environments::{self, Environment};
use crate::store::holdings::{self, Holding};
use crate::store::people;
use crate::store::roles::{self, Cell, Role};
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;

/// So many decided changes are shown.
const LATEST: i64 = 10;

/// What a form brought back to the page.
#[derive(Debug, Default)]
pub struct Come {
    /// The cells as they were sent.
    pub wanted: Vec<Wanted>,
    /// What saving them would come to.
    pub review: Option<Review>,
    /// The name of a role that was not made.
    pub role: Option<String>,
    /// Why the form was refused.
    pub problem: Option<String>,
}

/// Everything that the page shows.
pub struct AccessPage {
    pub(super) viewer: Viewer,
    pub(super) come: Come,
    pub(super) roles: Vec<Role>,
    pub(super) environments: Vec<Environment>,
    pub(super) cells: Vec<Cell>,
    pub(super) held: Vec<Holding>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) decided: Vec<Proposed>,
    pub(super) differing: Vec<Differing>,
    pub(super) admins: usize,
    rail: Option<Rail>,
}

/// A change that waits for a second admin.
pub(super) struct Waiting {
    pub proposed: Proposed,
    /// What it comes to.
    pub told: Told,
    /// Whether the viewer was an admin when it was proposed.
    pub was_admin: bool,
}

impl AccessPage {
    /// Reads it in one transaction.
    pub async fn load(app: &App, viewer: Viewer, come: Come) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let mut waiting = Vec::new();
        for proposed in access_changes::waiting(db).await? {
            let told = told(db, &viewer.scope, proposed.change.clone(), viewer.now()).await?;
            let was_admin = people::administered_at(db, viewer.person, proposed.at).await?;
            waiting.push(Waiting { proposed, told, was_admin });
        }
        // Roles without access to environments come last: nothing can be changed in their columns.
        let mut roles = roles::all(db).await?;
        roles.sort_by_key(|role| role.administers);
        Ok(Self {
            roles,
            environments: environments::all(db).await?,
            cells: roles::matrix(db).await?,
            held: holdings::now(db, None, None).await?,
            waiting,
            decided: access_changes::decided(db, LATEST).await?,
            differing: access_differences(app, db, &viewer.scope).await?,
            admins: admins(app, db, viewer.now()).await?,
            rail: Some(rail::load(db, &viewer, super::PATH).await?),
            viewer,
            come,
        })
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let title = match (&self.come, self.waiting.len()) {
            (Come { review: Some(_), .. }, _) => "Not saved yet: access matrix".to_owned(),
            (Come { problem: Some(_), .. }, _) => "Not saved: access matrix".to_owned(),
            (_, 0) => "Access matrix".to_owned(),
            (_, count) => format!("Access matrix: {count} waiting"),
        };
        let frame = Frame::new(title, self.rail.take());
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let title = if self.come.role.is_some() { "The role was not made" } else { "Nothing was saved" };
        let notice = self.come.problem.as_ref().map(|why| {
            refused(
                title,
                vec![Problem {
                    field: self.come.role.as_ref().map(|_| "new-role".to_owned()),
                    words: why.clone(),
                }],
            )
        });
        let content = view! {
            {notice}
            {waiting::view(self)}
            {self.matrix()}
            {latest::view(self)}
            {differences::view(self)}
            {self.new_role()}
        };
        Page::new("Access matrix")
            .about("What each role can do in each environment.")
            .actions(self.actions())
            .view(content)
    }

    fn actions(&self) -> AnyView {
        let first = self.environments.iter().find(|environment| is_production_like(&environment.name));
        let shown = first.or(self.environments.last()).map(|environment| {
            let words = format!("Who can deploy to {}?", environment.name);
            link_button(Look::Plain, words, addresses::exposure(&environment.slug))
        });
        view! { {shown} {link_button(Look::Plain, "New role", "#new-role")} }.into_any()
    }

    fn matrix(&self) -> AnyView {
        if self.environments.is_empty() {
            return empty(
                "There is no environment yet.",
                "A strategy document names the environments. Import one with slipway strategy import.",
            );
        }
        let form = Form::post(super::REVIEW, self.viewer.csrf.as_str()).id(bar::FORM);
        view! { {legend()} <div class="with-sticky">{form.view(matrix::view(self))} {bar::view(self)}</div> }
            .into_any()
    }

    fn new_role(&self) -> AnyView {
        let name = Field::text("name", "Name")
            .id("new-role")
            .required()
            .value(self.come.role.clone().unwrap_or_default())
            .hint("New roles have no access until you set it in the matrix. You can’t rename a role later.");
        let fields = view! { {name.view()} {actions(Button::new("Add the role").view())} };
        Panel::new("New role")
            .body(Form::post("/admin/roles", self.viewer.csrf.as_str()).stacked().view(fields))
    }
}

/// What each level gives, in a few words.
fn legend() -> AnyView {
    let levels = [
        ("None", "hides the environment"),
        ("Read", "sees it"),
        ("Deploy", "requests and starts"),
        ("Full", "also changes settings and rolls back"),
    ];
    let levels = levels.map(|(level, words)| view! { <span><b>{level}</b> {format!(" {words}")}</span> });
    view! { <p class="legend">{levels.collect_view()}</p> }.into_any()
}
