//! `/deployments/{number}/cancellation`: a person ends a deployment before it is done.

use super::about::About;
use super::returned::{Which, answer};
use crate::access::permission::Permission;
use crate::actions::cancel_deployment::cancel_deployment;
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::ui::button::{Button, Look, actions};
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
    reason: String,
}

/// `POST /deployments/{number}/cancellation`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<DeploymentNumber>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let done = cancel_deployment(&app, &viewer.actor(), number, &sent.reason).await;
    answer(&app, &viewer, number, done, Which::Cancellation, sent.reason).await
}

/// The form, folded; none for whom may not, and where there is nothing left to cancel.
pub fn form(about: &About) -> Option<AnyView> {
    let number = about.deployment.number;
    if about.has_ended() || about.deployment.stop_requested.is_some() || !about.may(Permission::Cancel) {
        return None;
    }
    let came_back = about.returned.as_ref().is_some_and(|returned| returned.form == Which::Cancellation);
    let reason = Field::text("reason", "Reason").id("cancel-reason").value(about.typed(&Which::Cancellation));
    let (hint, question) = if about.has_started() {
        (
            "What was put on targets stays there.",
            format!("End #{number}? What was put on targets stays there."),
        )
    } else {
        ("It ends before it began; its approvals end with it.", format!("Cancel #{number}?"))
    };
    let button = Button::new(format!("Cancel #{number}")).look(Look::Danger).confirm(question);
    let fields = view! { {reason.hint(hint).view()} {actions(button.view())} };
    Some(fold(format!("Cancel #{number}"), came_back, about.form("cancellation").stacked().view(fields)))
}
