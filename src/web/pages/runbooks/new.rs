//! `/projects/{project}/new-runbook`: somebody writes a runbook for a project.

use super::form::{STARTER, form};
use crate::access::permission::Permission;
use crate::access::policy::Denied;
use crate::actions::error::ActionError;
use crate::actions::write_runbook::{Of, write_runbook};
use crate::app::App;
use crate::domain::text::Slug;
use crate::ui::notice::refused;
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::pages::known;
use crate::web::path::Path;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

/// The form.
#[derive(Debug, Deserialize)]
pub struct Sent {
    pub(super) document: String,
}

/// `GET /projects/{project}/new-runbook`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(project): Path<Slug>,
) -> Result<Html<String>, WebError> {
    page(&app, &viewer, &project, STARTER, None).await
}

/// `POST /projects/{project}/runbooks`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(project): Path<Slug>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let document = unix(&sent.document);
    match write_runbook(&app, &viewer.actor(), Of::New(project.as_str()), &document).await {
        Ok(slug) => Ok(Redirect::to(&addresses::runbook(&slug)).into_response()),
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let page = page(&app, &viewer, &project, &sent.document, Some(error.sentence)).await?;
            Ok((error.status, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Browsers end the lines of a form with CR LF; a document that was written elsewhere keeps its own.
pub(super) fn unix(document: &str) -> String {
    document.replace("\r\n", "\n")
}

/// The form; not found where the viewer has no role in the project, forbidden where they write no runbooks.
async fn page(
    app: &App,
    viewer: &Viewer,
    project: &Slug,
    document: &str,
    why: Option<String>,
) -> Result<Html<String>, WebError> {
    let db = &mut *app.store.read().await?;
    let project = known::project(db, viewer, project.as_str()).await?;
    if !viewer.grants().may_anywhere(Permission::WriteRunbook, project.id) {
        return Err(Denied::Forbidden(Permission::WriteRunbook).into());
    }
    let rail = rail::load(db, viewer, addresses::RUNBOOKS).await?;
    let heading = format!("Write a runbook for {}", project.name);
    let title = if why.is_some() { format!("Not saved: {heading}") } else { heading.clone() };
    let form = form(addresses::project_runbooks(&project.slug), viewer.csrf.as_str(), document);
    let notice = why.map(|why| refused(why, Vec::new()));
    let about = "It stays a draft until it is published; from then on it never changes, and a change is its next version.";
    let content = view! { {notice} {Panel::new("Draft").body(form)} };
    let page = Page::new(heading).about(about).view(content);
    Ok(render::page(Frame::new(title, Some(rail)), || page))
}
