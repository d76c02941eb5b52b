//! `/runs/{number}`: a run, as it goes and afterwards, and the forms that act in it.

mod about;
mod attempts;
mod controls;
pub mod files;
mod findings;
mod head;
mod machine;
mod page;
mod report;
mod steps;
mod timeline;

pub mod acts;
pub mod attempt_log;
pub mod download;
pub mod words;

use crate::app::App;
use crate::domain::id::RunNumber;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Html;
use page::RunPage;
use std::sync::Arc;

/// `GET /runs/{number}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
) -> Result<Html<String>, WebError> {
    Ok(RunPage::load(&app, &viewer, number, None).await?.html())
}

#[cfg(test)]
mod tests;
