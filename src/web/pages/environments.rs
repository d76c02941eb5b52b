//! `/environments` and `/environments/{environment}`: one environment over all projects, as its viewer may see it.

mod list;
mod page;
mod place;
mod waiting;

use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Html;
use page::EnvironmentPage;
use std::sync::Arc;

pub use list::get as list;

/// `GET /environments/{environment}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(environment): Path<String>,
) -> Result<Html<String>, WebError> {
    Ok(EnvironmentPage::load(&app, viewer, &environment).await?.html())
}

#[cfg(test)]
mod tests;
