//! `/projects/{project}/strategy`: the document that decides, and the versions there were. Everybody with a role in the
//! project reads it.

pub mod acknowledgement;
pub mod document;

mod page;
mod reading;
mod source;
mod versions;

use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Html;
use page::StrategyPage;
use std::sync::Arc;

/// `GET /projects/{project}/strategy`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(project): Path<String>,
) -> Result<Html<String>, WebError> {
    Ok(StrategyPage::load(&app, &viewer, &project).await?.html())
}

#[cfg(test)]
mod tests;
