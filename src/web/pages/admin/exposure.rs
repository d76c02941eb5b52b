//! `GET /admin/environments/{environment}/access`: who can put something there, and who can approve it. It tells
//! names and rules, never what is in the environment: who manages people sees no environment by that.

mod page;
mod people;
mod rules;

use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Html;
use page::ExposurePage;
use std::sync::Arc;

/// `GET /admin/environments/{environment}/access`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(environment): Path<String>,
) -> Result<Html<String>, WebError> {
    Ok(ExposurePage::load(&app, viewer, &environment).await?.html())
}

#[cfg(test)]
mod tests;
