//! `/deployments/{number}`: the one record of a deployment, and the forms that act on it.

pub mod about;
pub mod approval;
pub mod cancellation;
pub mod changes;
pub mod checklist;
pub mod confirmation;
pub mod follow_up;
pub mod gates;
pub mod plan;
pub mod recovery;
pub mod request;
pub mod review;
pub mod start;
pub mod step_log;
pub mod words;

mod approvals;

mod head;
mod outcome;
mod page;
mod record;
mod returned;
mod risk;
mod steps;
mod taken;
mod track;
mod wrong;

use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Html;
use page::DeploymentPage;
use std::sync::Arc;

/// `GET /deployments/{number}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<DeploymentNumber>,
) -> Result<Html<String>, WebError> {
    Ok(DeploymentPage::load(&app, &viewer, number, None).await?.html())
}

#[cfg(test)]
mod tests;
