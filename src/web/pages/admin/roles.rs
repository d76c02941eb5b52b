//! `/admin/roles`: roles of the installation's own are added and retired; each role has a page that says what it
//! gives and who holds it.

mod page;

use super::access::{AccessPage, Come, PATH, refused};
use crate::actions::add_role::add_role;
use crate::actions::error::ActionError;
use crate::actions::retire_role::retire_role;
use crate::app::App;
use crate::domain::id::RoleId;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Nothing, ProtectedForm};
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use page::RolePage;
use serde::Deserialize;
use std::sync::Arc;

/// The form of a new role.
#[derive(Debug, Deserialize)]
pub struct Sent {
    #[serde(default)]
    name: String,
}

/// `POST /admin/roles`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let error = match add_role(&app, &viewer.actor(), &sent.name).await {
        Ok(role) => return Ok(Redirect::to(&addresses::role(role)).into_response()),
        Err(error) => error,
    };
    let (status, come) = refused(error, Come { role: Some(sent.name), ..Come::default() })?;
    Ok((status, AccessPage::load(&app, viewer, come).await?.html()).into_response())
}

/// `GET /admin/roles/{role}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(role): Path<RoleId>,
) -> Result<Html<String>, WebError> {
    Ok(RolePage::load(&app, viewer, role, None).await?.html())
}

/// `POST /admin/roles/{role}/retirement`
pub async fn retire(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(role): Path<RoleId>,
    ProtectedForm(Nothing {}): ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    match retire_role(&app, &viewer.actor(), role).await {
        Ok(()) => Ok(Redirect::to(PATH).into_response()),
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let page = RolePage::load(&app, viewer, role, Some(error.sentence)).await?;
            Ok((error.status, page.html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
