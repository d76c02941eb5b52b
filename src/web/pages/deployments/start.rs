//! `/deployments/{number}/start`: what is in the way of a deployment's start, and the start itself.

use super::about::About;
use super::around;
use super::cancellation;
use super::returned::{Which, answer};
use super::words;
use crate::access::permission::Permission;
use crate::actions::start_deployment::start_deployment;
use crate::app::App;
use crate::domain::conditions::Condition;
use crate::domain::id::DeploymentNumber;
use crate::domain::suspect::Cause;
use crate::domain::text::Version;
use crate::ui::button::{Button, Look, actions};
use crate::ui::panel::Panel;
use crate::ui::reach::roomy;
use crate::ui::row::{Mark, Row, rows};
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Nothing, ProtectedForm};
use crate::web::pages::suspicion;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use std::sync::Arc;

/// `POST /deployments/{number}/start`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<DeploymentNumber>,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    let done = start_deployment(&app, &viewer.actor(), number).await;
    answer(&app, &viewer, number, done, Which::Start, String::new()).await
}

/// The button in the page's head, where nothing is in the way.
pub fn button(about: &About) -> Option<AnyView> {
    let ready = about.is_waiting() && about.standing.evaluation.unmet.is_empty();
    (ready && about.may(Permission::Start))
        .then(|| if about.deployment.start_when_ready { start(about) } else { roomy(start(about)) })
}

fn start(about: &About) -> AnyView {
    let why = words::needs(&about.standing.evaluation.unmet, &about.deciding, |slug| about.sees(slug));
    about.form("start").button(Button::new("Start").look(Look::Primary).refused(why))
}

/// The panel with the start, and with what is in the way that no other panel shows; none once it has started, and for
/// whom it holds nothing.
pub fn panel(about: &About) -> Option<AnyView> {
    if !about.is_waiting() {
        return None;
    }
    let unmet = &about.standing.evaluation.unmet;
    let lines: Vec<Row> = unmet.iter().filter_map(|condition| row(about, condition)).collect();
    let lines = (!lines.is_empty()).then(|| rows(lines));
    let held = (about.may(Permission::Start) && !unmet.is_empty()).then(|| actions(start(about)));
    let ready = (unmet.is_empty()).then(|| view! { <p>{ready(about)}</p> });
    let cancel = cancellation::form(about);
    let ends = around::ends(&about.deployment.version, &about.around.ends);
    let body = (held.is_some() || ready.is_some() || cancel.is_some() || ends.is_some())
        .then(|| view! { <div class="body">{ready} {ends} {held} {cancel}</div> });
    let panel = Panel::new("Start");
    (lines.is_some() || body.is_some()).then(|| panel.view(view! { {lines} {body} }))
}

fn ready(about: &About) -> &'static str {
    if about.deployment.start_when_ready {
        "Ready. It starts automatically."
    } else {
        "Ready. Someone with Deploy can start it."
    }
}

/// A thing in the way that stands in no other panel: gates, checklist and approvals have their own.
fn row(about: &About, condition: &Condition) -> Option<Row> {
    match condition {
        Condition::Gates(_) | Condition::Checklist(_) | Condition::Approvals { .. } => None,
        Condition::EarlierEnvironment(slug) if about.sees(slug) => {
            Some(Row::new(Mark::Wait, format!("Success in {slug}")))
        }
        Condition::EarlierEnvironment(_) => Some(Row::new(Mark::Wait, "Success in an earlier environment")),
        Condition::Drill(within) => {
            let plan = about.recovery_plan.as_ref().map(addresses::runbook);
            let plan = plan.map(|page| view! { " of the " <a href=page>"Recovery Plan"</a> });
            let note = format!("none has succeeded within {within}; a tabletop does not count");
            Some(Row::new(Mark::Wait, view! { "A drill" {plan} }).note(note))
        }
        Condition::Suspect { version, causes } => {
            let why = causes.iter().map(|cause| told(cause, version, about)).collect_view();
            Some(Row::new(Mark::No, format!("{version} is suspect")).below(why))
        }
        Condition::Slot(number) => {
            let page = addresses::deployment(*number);
            let holder = view! { "The end of " <a href=page>{format!("#{number}")}</a> };
            Some(Row::new(Mark::Wait, holder).note("which holds the environment"))
        }
    }
}

fn told(cause: &Cause, version: &Version, about: &About) -> AnyView {
    let project = &about.deployment.project_slug;
    let why = suspicion::cause(cause, version, project, about.viewer.grants());
    view! { <p class="quiet">{why}</p> }.into_any()
}
