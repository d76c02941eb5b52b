//! `GET /environments`: the environments that exist for the viewer.

use crate::actions::overview::Overview;
use crate::app::App;
use crate::domain::cell::Attention;
use crate::domain::environment::shared_rule_words;
use crate::domain::text::count_of;
use crate::store::board::Narrow;
use crate::store::environments::Environment;
use crate::ui::empty::empty;
use crate::ui::page::Page;
use crate::ui::state::{Shape, state};
use crate::ui::table::Table;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::rail::words::best;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::extract::State;
use axum::response::Html;
use leptos::prelude::*;
use std::sync::Arc;

const COLUMNS: [&str; 5] = ["Environment", "Rules", "You", "Serves", "Now"];

/// `GET /environments`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    let db = &mut *app.store.read().await?;
    let overview = Overview::read(&app, db, &viewer.scope, Narrow::default(), &viewer.moment).await?;
    let places = overview.places();
    let open = places.iter().flat_map(|(_, _, place)| &place.open);
    let rail = rail::with(db, &viewer, "/environments", &overview.environments, open).await?;
    let frame = Frame::new("Environments", Some(rail));
    Ok(render::page(frame, || Page::new("Environments").view(table(&viewer, &overview))))
}

fn table(viewer: &Viewer, overview: &Overview) -> AnyView {
    if overview.environments.is_empty() {
        return empty(
            "Your roles show you no environment.",
            "An admin gives roles, and says what they show.",
        );
    }
    let row = |table: Table, environment| table.row(cells(viewer, overview, environment));
    overview.environments.iter().fold(Table::new("Environments", &COLUMNS), row).view()
}

fn cells(viewer: &Viewer, overview: &Overview, environment: &Environment) -> Vec<AnyView> {
    let rules = overview.projects.iter().filter_map(|project| overview.rules(project.id, environment));
    let places = overview.projects.iter().filter_map(|project| overview.place(project.id, environment.id));
    let places: Vec<_> = places.collect();
    let serving = places.iter().filter(|place| !place.live.is_empty()).count();
    let look = places.iter().filter(|place| place.attention() != Attention::Calm).count();
    let now = match look {
        0 => state(Shape::Live, "calm"),
        1 => state(Shape::Waiting, "1 needs a look"),
        count => state(Shape::Waiting, format!("{count} need a look")),
    };
    vec![
        view! { <a href=addresses::environment(&environment.slug)>{environment.name.clone()}</a> }.into_any(),
        shared_rule_words(rules).unwrap_or_default().into_any(),
        best(viewer.grants(), environment.id).to_string().into_any(),
        count_of(serving, "project").into_any(),
        now,
    ]
}
