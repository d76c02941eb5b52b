//! `/deployments/{number}/steps/{position}/follow-up`: a person does what an immediate rollback left for afterwards.

use super::about::About;
use super::confirmation::step;
use super::returned::{Which, answer};
use crate::access::permission::Permission;
use crate::actions::follow_up::follow_up;
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::store::steps::Step;
use crate::ui::button::{Button, actions};
use crate::ui::field::Field;
use crate::ui::fold::fold;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

/// The form.
#[derive(Debug, Deserialize)]
pub struct Sent {
    #[serde(default)]
    note: String,
}

/// `POST /deployments/{number}/steps/{position}/follow-up`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path((number, position)): Path<(DeploymentNumber, i64)>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let step = step(&app, number, position).await?;
    let done = follow_up(&app, &viewer.actor(), number, step, &sent.note).await;
    answer(&app, &viewer, number, done, Which::FollowUp(position), sent.note).await
}

/// The form below a step that was left for afterwards; none where it is done, or for whom may not.
pub fn form(about: &About, step: &Step) -> Option<AnyView> {
    if !step.is_open_follow_up() || !about.may(Permission::ConfirmStep) {
        return None;
    }
    let which = Which::FollowUp(step.position);
    let came_back = about.returned.as_ref().is_some_and(|returned| returned.form == which);
    let id = format!("note-of-step-{}", step.position);
    let note = Field::text("note", "Note").id(id).value(about.typed(&which));
    let fields = view! { {note.view()} {actions(Button::new("Done").view())} };
    let form = about.form(&format!("steps/{}/follow-up", step.position)).stacked().view(fields);
    Some(fold("Do it now", came_back, form))
}
