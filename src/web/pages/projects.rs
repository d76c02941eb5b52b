//! `/projects` and `/projects/{project}`: what is deployed, its pipeline, its releases and its strategy.

mod list;
pub mod new;
mod page;
mod releases;
mod rules;

use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Html;
use page::ProjectPage;
use std::sync::Arc;

pub use list::get as list;

/// `GET /projects/{project}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(project): Path<String>,
) -> Result<Html<String>, WebError> {
    Ok(ProjectPage::load(&app, viewer, &project).await?.html())
}

#[cfg(test)]
mod tests;
