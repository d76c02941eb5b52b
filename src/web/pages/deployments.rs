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
pub mod around;
mod became;

mod blamed;
mod head;
mod outcome;
mod page;
mod reach;
mod record;
mod returned;
mod risk;
mod steps;
mod track;
mod wrong;

use crate::actions::see_ending::see_ending;
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Html;
use page::DeploymentPage;
use std::sync::Arc;

/// `GET /deployments/{number}`. The person who asked for it has then seen how it ended, which is noted once, as the use
/// of their session is.
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<DeploymentNumber>,
) -> Result<Html<String>, WebError> {
    let page = DeploymentPage::load(&app, &viewer, number, None).await?;
    if page.shows_unseen_ending() {
        see_ending(&app, viewer.person, number).await?;
    }
    Ok(page.html())
}

#[cfg(test)]
mod tests;
