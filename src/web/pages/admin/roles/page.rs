//! The page of one role: what it gives, who holds it, and for one of the installation's own, its retirement.

use super::super::access::PATH;
use crate::actions::change_access::review::{Told, told};
use crate::actions::error::ActionError;
use crate::actions::retire_role;
use crate::app::App;
use crate::domain::access_change::{AccessChange, CellChange};
use crate::domain::id::RoleId;
use crate::domain::role::Access;
use crate::store::environments::{self, Environment};
use crate::store::holdings::{self, Holding};
use crate::store::roles::{self, Role};
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::empty::empty;
use crate::ui::form::Form;
use crate::ui::notice::refused;
use crate::ui::page::Page;
use crate::ui::panel::{Panel, facts};
use crate::ui::rail::Rail;
use crate::ui::table::Table;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;

/// Everything that the page shows.
pub struct RolePage {
    viewer: Viewer,
    role: Role,
    environments: Vec<Environment>,
    change: Told,
    held: Vec<Holding>,
    problem: Option<String>,
    /// Why it cannot be retired now.
    why: Option<String>,
    rail: Option<Rail>,
}

impl RolePage {
    /// Reads it in one transaction; not found where there is no such role.
    pub async fn load(
        app: &App,
        viewer: Viewer,
        role: RoleId,
        problem: Option<String>,
    ) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let role = roles::by_id(db, role).await?.ok_or_else(WebError::not_found)?;
        let environments = environments::all(db).await?;
        let cells = roles::cells(db, role.id).await?;
        let change = ending(&role, &environments, &cells);
        let change = told(db, &viewer.scope, change, viewer.now()).await?;
        let held = holdings::now(db, None, Some(role.id)).await?;
        let why = match retire_role::check(app, db, &role).await {
            Err(ActionError::Refused(refusal)) => Some(refusal.sentence),
            other => other.map(|()| None)?,
        };
        let rail = Some(rail::load(db, &viewer, PATH).await?);
        Ok(Self { viewer, role, environments, change, held, problem, why, rail })
    }

    /// The whole page.
    pub fn html(mut self) -> Html<String> {
        let frame = Frame::new(format!("Role {}", self.role.name), self.rail.take());
        render::page(frame, || self.view())
    }

    fn view(&self) -> AnyView {
        let notice = self.problem.as_ref().map(|why| refused(why.clone(), Vec::new()));
        let kind = match (self.role.is_retired, self.role.built_in) {
            (true, _) => "Retired: nobody holds it, and its name is not used again.",
            (_, true) => "Built in: every installation has it.",
            (_, false) => "A role of your own.",
        };
        let content = view! { {notice} {self.gives()} {self.holders()} {self.retirement()} };
        Page::new(format!("Role {}", self.role.name))
            .about(kind)
            .actions(link_button(Look::Plain, "Access matrix", PATH))
            .view(content)
    }

    fn gives(&self) -> AnyView {
        let more = [
            (self.role.administers, "Manages people, roles and tokens"),
            (self.role.reads_audit, "Reads the audit log"),
        ];
        let more =
            more.into_iter().filter(|(is, _)| *is).map(|(_, what)| (what.to_owned(), "yes".into_any()));
        let cells = self.environments.iter().map(|environment| {
            let cell = self.change.change.cells.iter().find(|cell| cell.environment == environment.id);
            let access = cell.map_or_else(Access::default, |cell| cell.before);
            (environment.name.clone(), access.to_string().into_any())
        });
        Panel::new("What it gives").view(facts(cells.chain(more).collect()))
    }

    fn holders(&self) -> AnyView {
        if self.held.is_empty() {
            let ways = view! {
                {link_button(Look::Plain, "People", addresses::PEOPLE)}
                {link_button(Look::Plain, "Groups", addresses::GROUPS)}
            };
            return Panel::new("Who holds it")
                .view(empty("Nobody holds it. It is given to a person or to a group on their page.", ways));
        }
        let table = Table::new("Who holds it", &["Person", "By", "In"]);
        let table = self.held.iter().fold(table, |table, holding| table.row(cells(holding))).view();
        Panel::new("Who holds it").view(table)
    }

    fn retirement(&self) -> Option<AnyView> {
        if self.role.built_in || self.role.is_retired {
            return None;
        }
        let sentences = self.change.sentences.iter().map(|words| view! { <p>{words.clone()}</p> });
        let sentences = sentences.collect_view();
        let button = Button::new(format!("Retire {}", self.role.name)).look(Look::Danger);
        let button = button.confirm(format!("Retire {}? Its name is not used again.", self.role.name));
        let form =
            Form::post(format!("{}/retirement", addresses::role(self.role.id)), self.viewer.csrf.as_str());
        let words =
            "Whoever holds it, person, group or token, holds it no longer. Its name is not used again.";
        let content =
            view! { <p>{words}</p> {sentences} {actions(form.button(button.refused(self.why.clone())))} };
        Some(Panel::new("Retire it").body(content))
    }
}

fn cells(holding: &Holding) -> Vec<AnyView> {
    let person = addresses::abilities(&holding.sign_in_name);
    vec![
        view! { <a href=person>{holding.person_name.clone()}</a> }.into_any(),
        by(holding).into_any(),
        within(holding).into_any(),
    ]
}

/// `the group Web team`, `directly`
pub fn by(holding: &Holding) -> String {
    holding.group.as_ref().map_or_else(|| "directly".to_owned(), |group| format!("the group {group}"))
}

/// `every project`, `Storefront`
pub fn within(holding: &Holding) -> String {
    holding.project_name.clone().unwrap_or_else(|| "every project".to_owned())
}

/// The change that retiring comes to.
fn ending(
    role: &Role,
    environments: &[Environment],
    cells: &[(crate::domain::id::EnvironmentId, Access)],
) -> AccessChange {
    let cell = |environment: &Environment| {
        let (_, before) = cells.iter().find(|(id, _)| *id == environment.id)?;
        Some(CellChange {
            role: role.id,
            role_name: role.name.clone(),
            environment: environment.id,
            environment_name: environment.name.clone(),
            before: *before,
            after: Access::default(),
        })
    };
    AccessChange { cells: environments.iter().filter_map(cell).collect() }
}
