//! `/runbooks`: what to do when something has gone wrong: the Recovery Plans of strategies, and what people wrote.

mod endorsed;
mod form;
mod left;
mod list;
mod page;
mod runs;
mod steps;

pub mod approval;
pub mod archive;
pub mod draft;
pub mod new;
pub mod start;

pub use steps::{commands, instructions};

use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Html;
use list::ListPage;
use page::RunbookPage;
use std::sync::Arc;

/// `GET /runbooks`
pub async fn list(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    Ok(ListPage::load(&app, &viewer).await?.html())
}

/// `GET /runbooks/{runbook}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(runbook): Path<String>,
) -> Result<Html<String>, WebError> {
    Ok(RunbookPage::load(&app, &viewer, &runbook, None).await?.html())
}

#[cfg(test)]
mod tests;
