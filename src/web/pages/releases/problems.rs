//! `/projects/{project}/releases/{version}/problems`: someone reports a problem with a release.

use super::returned::{Which, answer};
use super::suspicion::place;
use crate::actions::report_problem::{Problem, report_problem};
use crate::app::App;
use crate::domain::text::Version;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// The form.
#[derive(Debug, Deserialize)]
pub struct Sent {
    environment: String,
    #[serde(default)]
    reason: String,
}

/// `POST /projects/{project}/releases/{version}/problems`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path((project, release)): Path<(String, Version)>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let Sent { environment, reason } = sent;
    let problem = Problem { project, release, environment: place(&environment)?, reason };
    let done = report_problem(&app, &viewer.actor(), &problem).await;
    let page = (problem.project.as_str(), &problem.release);
    answer(&app, &viewer, page, done, (Which::Problem(environment), problem.reason.clone())).await
}
