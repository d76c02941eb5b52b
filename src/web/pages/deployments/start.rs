//! `/deployments/{number}/start`: what is in the way of a deployment's start, and the start itself.

use super::about::About;
use super::cancellation;
use super::returned::{Which, answer};
use super::words;
use crate::access::permission::Permission;
use crate::actions::start_deployment::start_deployment;
use crate::app::App;
use crate::domain::deployment::Condition;
use crate::domain::id::DeploymentNumber;
use crate::domain::text::{choice_words, count_of};
use crate::ui::button::{Button, Look};
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Nothing, ProtectedForm};
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
    (ready && about.may(Permission::Start)).then(|| start(about))
}

fn start(about: &About) -> AnyView {
    let why = words::needs(&about.standing.evaluation.unmet, &about.deciding, |slug| about.sees(slug));
    about.form("start").button(Button::new("Start").look(Look::Primary).refused(why))
}

/// The panel with what is in the way; none once it has started.
pub fn panel(about: &About) -> Option<AnyView> {
    let unmet = &about.standing.evaluation.unmet;
    let may_start = about.may(Permission::Start);
    let cancel = cancellation::form(about);
    if !about.is_waiting() || (unmet.is_empty() && !may_start && cancel.is_none()) {
        return None;
    }
    let lines = rows(unmet.iter().map(|condition| row(about, condition)).collect::<Vec<_>>());
    let nothing = unmet.is_empty().then(|| view! { <p>{ready(about)}</p> });
    let held = (may_start && !unmet.is_empty()).then(|| view! { <div class="actions">{start(about)}</div> });
    let lines = (!unmet.is_empty()).then_some(lines);
    Some(Panel::new("Before it starts").view(view! {
        {lines}
        <div class="body">{nothing} {held} {cancel}</div>
    }))
}

fn ready(about: &About) -> &'static str {
    if about.deployment.start_when_ready {
        "Nothing is in the way. It starts by itself."
    } else {
        "Nothing is in the way. It waits for somebody to start it."
    }
}

/// One thing that is in the way.
pub fn row(about: &About, condition: &Condition) -> Row {
    match condition {
        Condition::Gates(gates) => {
            let why: Vec<String> = gates.iter().map(|gate| gate.why()).collect();
            Row::new(Mark::No, "Gates").note(why.join("; "))
        }
        Condition::Checklist(lines) => {
            let answers = count_of(lines.len(), "checklist answer");
            Row::new(Mark::Wait, answers).note(lines.join("; "))
        }
        Condition::Approvals { quorum, from } => {
            let more = count_of(quorum.missing() as usize, "more approval");
            Row::new(Mark::Wait, more).note(format!("from {}", choice_words(from)))
        }
        Condition::EarlierEnvironment(slug) if about.sees(slug) => {
            Row::new(Mark::Wait, format!("Success in {slug}"))
        }
        Condition::EarlierEnvironment(_) => Row::new(Mark::Wait, "Success in an earlier environment"),
        Condition::Slot(number) => {
            let page = addresses::deployment(*number);
            Row::new(Mark::Wait, view! { "The end of " <a href=page>{format!("#{number}")}</a> })
                .note("which holds the environment")
        }
    }
}
