//! `/runbooks/{runbook}/draft` and `/publication`: the draft of a runbook is written again, or published.

use super::form::form;
use super::new::{Sent, unix};
use super::page::{Returned, again};
use super::steps;
use crate::access::permission::Permission;
use crate::actions::error::ActionError;
use crate::actions::publish_runbook::{may_publish, publish_runbook};
use crate::actions::write_runbook::{Of, write_runbook};
use crate::app::App;
use crate::store::runbook_versions::RunbookVersion;
use crate::store::runbooks::Runbook;
use crate::ui::button::{Button, Look, actions};
use crate::ui::fold::fold;
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

/// The form that publishes.
#[derive(Debug, Deserialize)]
pub struct Publication {
    /// The SHA-256 of the text that was read.
    seen: String,
}

/// `POST /runbooks/{runbook}/draft`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(runbook): Path<String>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let document = unix(&sent.document);
    let done = write_runbook(&app, &viewer.actor(), Of::Known(&runbook), &document).await.map(drop);
    answer(&app, &viewer, &runbook, done, Some(sent.document)).await
}

/// `POST /runbooks/{runbook}/publication`
pub async fn publish(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(runbook): Path<String>,
    ProtectedForm(sent): ProtectedForm<Publication>,
) -> Result<Response, WebError> {
    let done = publish_runbook(&app, &viewer.actor(), &runbook, &sent.seen).await;
    answer(&app, &viewer, &runbook, done, None).await
}

/// Back to the runbook, or its page again with what was written and the reason.
async fn answer(
    app: &App,
    viewer: &Viewer,
    runbook: &str,
    done: Result<(), ActionError>,
    document: Option<String>,
) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}/{runbook}", addresses::RUNBOOKS)).into_response()),
        Err(error) => again(app, viewer, runbook, error, Returned { document, ..Returned::default() }).await,
    }
}

/// The draft, for people who can write or publish it; `authors` wrote part of it, and `has_approvers` says whether others
/// approve it in an environment that it names.
pub fn panel(
    viewer: &Viewer,
    runbook: &Runbook,
    draft: &RunbookVersion,
    (authors, has_approvers): (&[crate::domain::id::PersonId], bool),
) -> Option<AnyView> {
    let project = runbook.project?;
    let button = Button::new("Publish").look(Look::Primary);
    let publishes = viewer.grants().may_anywhere(Permission::PublishRunbook, project);
    let refused = match may_publish(draft, authors, viewer.person, has_approvers) {
        _ if !publishes => Some("your roles do not let you publish runbooks".to_owned()),
        Ok(()) => None,
        Err(refusal) => Some(refusal.sentence),
    };
    let address = format!("{}/publication", addresses::runbook(&runbook.slug));
    let form = Form::post(address, viewer.csrf.as_str()).with("seen", draft.sha256.clone());
    let words = "Once published it never changes, and runs may be bound to it.";
    let steps = steps::panel(&draft.content);
    Some(
        Panel::new(format!("Draft: version {}", draft.number)).decision().body(
            view! { <p class="quiet">{words}</p> {actions(form.button(button.refused(refused)))} {steps} },
        ),
    )
}

/// The form that writes the draft: what came back, else the draft, else the version in force.
pub fn write(viewer: &Viewer, runbook: &Runbook, text: &str, came_back: bool) -> AnyView {
    let address = format!("{}/draft", addresses::runbook(&runbook.slug));
    fold("Write the next version", came_back, form(address, viewer.csrf.as_str(), text))
}
