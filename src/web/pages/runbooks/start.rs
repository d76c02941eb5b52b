//! `/runbooks/{runbook}/runs`: somebody starts a run.

use super::page::{Returned, again};
use crate::access::permission::Permission;
use crate::actions::start_run::{Asked, start_run};
use crate::actions::strategy_in_force::strategies_in_force;
use crate::app::App;
use crate::domain::runbook::{Mode, Runbook as Content};
use crate::store::environments::{self, Environment};
use crate::store::projects::{self, Project};
use crate::store::runbooks::Runbook;
use crate::store::{Db, StoreError};
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::{Choice, Field};
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

/// The form. The place is `project/environment`.
#[derive(Debug, Clone, Deserialize)]
pub struct Sent {
    mode: Mode,
    place: String,
    #[serde(default)]
    reason: String,
}

/// `POST /runbooks/{runbook}/runs`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(runbook): Path<String>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let (project, environment) = sent.place.split_once('/').unwrap_or_default();
    let asked = Asked { runbook: &runbook, mode: sent.mode, project, environment, reason: &sent.reason };
    match start_run(&app, &viewer.actor(), &asked).await {
        Ok(number) => Ok(Redirect::to(&addresses::run(number)).into_response()),
        Err(error) => {
            let form = Returned { started: Some(sent), ..Returned::default() };
            again(&app, &viewer, &runbook, error, form).await
        }
    }
}

/// Where the viewer may run a runbook: projects, each with the environments that its document names.
pub async fn places(
    app: &App,
    db: &mut Db,
    viewer: &Viewer,
    runbook: &Runbook,
) -> Result<Vec<(Project, Environment)>, StoreError> {
    let environments = environments::seen(db, &viewer.scope).await?;
    let projects = projects::known(db, &viewer.scope).await?;
    let in_force = strategies_in_force(app, db, runbook.project).await?;
    let own = projects.into_iter().filter(|project| runbook.project.is_none_or(|own| own == project.id));
    let pairs = own.flat_map(|project| environments.iter().map(move |one| (project.clone(), one.clone())));
    let may = |(project, environment): &(Project, Environment)| {
        let strategy = in_force.get(&project.id).map(|in_force| &in_force.strategy);
        strategy.is_none_or(|strategy| strategy.environment(&environment.slug).is_some())
            && viewer.grants().may(Permission::TakePart, project.id, environment.id)
    };
    Ok(pairs.filter(may).collect())
}

/// The form; none where the viewer may run it nowhere.
pub fn panel(
    viewer: &Viewer,
    runbook: &Runbook,
    content: &Content,
    places: &[(Project, Environment)],
    sent: Option<&Sent>,
) -> Option<AnyView> {
    if places.is_empty() {
        return None;
    }
    let real = |(project, environment): &(Project, Environment)| {
        viewer.grants().may(Permission::RunForReal, project.id, environment.id)
    };
    let modes = Mode::ALL.into_iter().filter(|mode| *mode != Mode::Real || places.iter().any(real));
    let modes: Vec<Mode> = modes.filter(|mode| content.not_in(*mode).is_none()).collect();
    let why = Mode::ALL.into_iter().filter_map(|mode| content.not_in(mode)).next();
    let why = why.map(|why| view! { <p class="quiet">{why}</p> });
    let address = format!("{}/runs", addresses::runbook(&runbook.slug));
    let form = Form::post(address, viewer.csrf.as_str()).stacked();
    let form = (!modes.is_empty()).then(|| form.view(fields(&modes, places, sent)));
    Some(Panel::new("Start a run").decision().body(view! { {why} {form} }))
}

fn fields(modes: &[Mode], places: &[(Project, Environment)], sent: Option<&Sent>) -> AnyView {
    let modes = modes.iter().map(|mode| Choice::new(mode.word(), meaning(*mode))).collect();
    let place = |(project, environment): &(Project, Environment)| {
        let value = format!("{}/{}", project.slug, environment.slug);
        Choice::new(value, format!("{}, {}", project.name, environment.name))
    };
    let mode = Field::select("mode", "Mode", modes).value(sent.map_or("", |sent| sent.mode.word()));
    let place = Field::select("place", "Where", places.iter().map(place).collect());
    let place = place.value(sent.map_or("", |sent| &sent.place));
    let reason = Field::text("reason", "Reason").hint("A real run needs one.");
    let reason = reason.value(sent.map_or("", |sent| &sent.reason));
    let button = actions(Button::new("Start").look(Look::Primary).view());
    view! { {mode.view()} {place.view()} {reason.view()} {button} }.into_any()
}

fn meaning(mode: Mode) -> &'static str {
    match mode {
        Mode::Tabletop => "Tabletop: talk it through, nothing is executed",
        Mode::Drill => "Drill: do it, bound to this environment",
        Mode::Real => "Real: it has happened",
    }
}
