//! `/deployments/{number}/steps/{position}/confirmation`: a person answers the manual step that a deployment stands at.

use super::about::About;
use super::plan::details;
use super::returned::{Which, answer};
use crate::access::permission::Permission;
use crate::actions::confirm_step::{Answer, confirm_step};
use crate::app::App;
use crate::domain::id::{DeploymentNumber, StepId};
use crate::store::StoreError;
use crate::store::steps::{self, Step};
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::Field;
use crate::ui::panel::Panel;
use crate::ui::reach::roomy;
use crate::web::context::Viewer;
use crate::web::done::Done;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

/// The id of the form, for the button that stands outside of it.
pub const FORM: &str = "confirm";

/// The form.
#[derive(Debug, Deserialize)]
pub struct Sent {
    answer: Pressed,
    #[serde(default)]
    note: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Pressed {
    Done,
    CouldNot,
}

/// `POST /deployments/{number}/steps/{position}/confirmation`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path((number, position)): Path<(DeploymentNumber, i64)>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let step = step(&app, number, position).await?;
    let note = sent.note.clone();
    let said = match sent.answer {
        Pressed::Done => Answer::Done(note),
        Pressed::CouldNot => Answer::CouldNot(note),
    };
    let done = confirm_step(&app, &viewer.actor(), number, step, &said).await;
    let word = if matches!(said, Answer::Done(_)) { "confirmed" } else { "could-not" };
    let answer = answer(&app, &viewer, number, done, Which::Confirmation(position), sent.note).await?;
    Ok(Done(word).with(answer))
}

/// The step of a position. Where there is none, no step has this id either: the action says so, to whom may know.
pub async fn step(app: &App, number: DeploymentNumber, position: i64) -> Result<StepId, StoreError> {
    let steps = steps::of_deployment(&mut *app.store.read().await?, number).await?;
    Ok(steps.into_iter().find(|step| step.position == position).map_or(StepId(0), |step| step.id))
}

/// The id of the note about a step.
pub fn note_id(step: &Step) -> String {
    format!("note-of-step-{}", step.position)
}

/// The step that waits for a person, at the top of the page: above every log.
pub fn panel(about: &About, step: &Step) -> AnyView {
    let panel = Panel::new(format!("Waiting for a person: {}", step.text));
    let panel = panel.aside(format!("step {} of {}", step.position, about.deployment.plan.steps.len()));
    let details = details(about.deployment.plan.details(step.position));
    if !about.may(Permission::ConfirmStep) {
        return panel.body(view! { {details} <p>"Someone with Deploy must confirm this step."</p> });
    }
    panel.decision().body(view! { {details} {form(about, step)} })
}

fn form(about: &About, step: &Step) -> AnyView {
    let which = Which::Confirmation(step.position);
    let note = Field::area("note", "Note")
        .id(note_id(step))
        .hint("If it didn’t work, say why. The deployment will fail.")
        .value(about.typed(&which));
    let done = Button::new("Done").look(Look::Primary).answer("answer", "done");
    let could_not = Button::new("Could not be done").look(Look::Danger).answer("answer", "could_not");
    let buttons = view! { {roomy(done.view())} {could_not.view()} };
    let fields = view! { {note.view()} {actions(buttons)} };
    about.form(&format!("steps/{}/confirmation", step.position)).id(FORM).stacked().view(fields)
}
