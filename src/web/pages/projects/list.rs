//! `GET /projects`: the projects that the viewer has a role in.

use crate::actions::overview::Overview;
use crate::app::App;
use crate::domain::cell::Attention;
use crate::store::board::Narrow;
use crate::store::projects::Project;
use crate::ui::button::{Look, link_button};
use crate::ui::empty::empty;
use crate::ui::page::Page;
use crate::ui::state::{Shape, state};
use crate::ui::table::Table;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::extract::State;
use axum::response::Html;
use leptos::prelude::*;
use std::sync::Arc;

const COLUMNS: [&str; 4] = ["Project", "Released", "Strategy in force", "Now"];

/// `GET /projects`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    let db = &mut *app.store.read().await?;
    let overview = Overview::read(&app, db, &viewer.scope, Narrow::default(), &viewer.moment).await?;
    let places = overview.places();
    let open = places.iter().flat_map(|(_, _, place)| &place.open);
    let rail = rail::with(db, &viewer, "/projects", &overview.environments, open).await?;
    let begins = viewer.grants().administers();
    Ok(render::page(Frame::new("Projects", Some(rail)), || {
        let button = begins.then(|| link_button(Look::Plain, "New project", addresses::NEW_PROJECT));
        Page::new("Projects").actions(button).view(table(&overview))
    }))
}

fn table(overview: &Overview) -> AnyView {
    if overview.projects.is_empty() {
        let next = "A project begins with its strategy document. An admin adds it on the page New project.";
        return empty("No project yet that you have a role in.", next);
    }
    let row = |table: Table, project: &Project| {
        let in_force = overview.strategy(project.id);
        let released = in_force.map(|of| of.strategy.release_frequency.clone()).unwrap_or_default();
        let version = in_force.map(|of| format!("version {}", of.meta.number));
        table.row(vec![
            view! { <a href=addresses::project(&project.slug)>{project.name.clone()}</a> }.into_any(),
            released.into_any(),
            version.unwrap_or_else(|| "none approved yet".to_owned()).into_any(),
            now(overview, project),
        ])
    };
    overview.projects.iter().fold(Table::new("Projects", &COLUMNS), row).view()
}

/// How much the project asks for a look, of what the viewer sees.
fn now(overview: &Overview, project: &Project) -> AnyView {
    let places = overview.environments.iter().filter_map(|e| overview.place(project.id, e.id));
    match places.map(|place| place.attention()).max() {
        None => ().into_any(),
        Some(Attention::Calm) => state(Shape::Live, "calm"),
        Some(Attention::Look) => state(Shape::Waiting, "under way"),
        Some(Attention::Trouble) => state(Shape::Failed, "needs a look"),
    }
}
