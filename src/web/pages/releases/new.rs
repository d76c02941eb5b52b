//! `/projects/{project}/new-release`: somebody registers a release by hand, where no CI does.

mod form;
mod sent;

use crate::access::permission::Permission;
use crate::access::policy::Denied;
use crate::actions::error::ActionError;
use crate::actions::register_release::register_release;
use crate::app::App;
use crate::domain::text::Slug;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::pages::known;
use crate::web::path::Path;
use crate::web::{addresses, rail};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use form::FormPage;
use sent::Sent;
use std::sync::Arc;

/// `GET /projects/{project}/new-release`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(project): Path<Slug>,
) -> Result<Html<String>, WebError> {
    Ok(page(&app, &viewer, &project, Sent::default(), None).await?.html())
}

/// `POST /projects/{project}/releases`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(project): Path<Slug>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    match register(&app, &viewer, &project, &sent).await {
        Ok(release) => Ok(Redirect::to(&release).into_response()),
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let page = page(&app, &viewer, &project, sent, Some(error.sentence)).await?;
            Ok((error.status, page.html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Registers it, and gives the address of its page.
async fn register(app: &App, viewer: &Viewer, project: &Slug, sent: &Sent) -> Result<String, ActionError> {
    let release = sent.release()?;
    let registered = register_release(app, &viewer.actor(), project.as_str(), release).await?;
    Ok(addresses::release(project, &registered.release.version))
}

/// The form; not found where the viewer has no role in the project, forbidden where they register nothing.
async fn page(
    app: &App,
    viewer: &Viewer,
    project: &Slug,
    sent: Sent,
    why: Option<String>,
) -> Result<FormPage, WebError> {
    let db = &mut *app.store.read().await?;
    let project = known::project(db, viewer, project.as_str()).await?;
    if !viewer.grants().may_anywhere(Permission::RegisterRelease, project.id) {
        return Err(Denied::Forbidden(Permission::RegisterRelease).into());
    }
    let rail = rail::load(db, viewer, "/projects").await?;
    let action = addresses::releases(&project.slug);
    Ok(FormPage { rail, project, action, csrf: viewer.csrf.as_str().to_owned(), sent, why })
}

#[cfg(test)]
mod tests;
