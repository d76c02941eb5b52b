//! `GET /admin/people/{name}/access`: what this person can do, where, and by which role.

mod page;

use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Html;
use page::AbilitiesPage;
use std::sync::Arc;

pub use page::way;

/// `GET /admin/people/{name}/access`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<String>,
) -> Result<Html<String>, WebError> {
    Ok(AbilitiesPage::load(&app, viewer, &name).await?.html())
}

#[cfg(test)]
mod tests;
