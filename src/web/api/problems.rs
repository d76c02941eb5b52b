//! `POST /api/v1/projects/{project}/releases/{version}/problems`

use super::ApiJson;
use crate::actions::report_problem::{Problem, report_problem};
use crate::app::App;
use crate::domain::text::{Slug, Version};
use crate::web::context::Caller;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// What is wrong, and where.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProblem {
    environment: Slug,
    reason: String,
}

/// Reports a problem with a release: 201, with whether the report makes the release suspect or warns approvers.
pub async fn post(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path((project, release)): Path<(String, Version)>,
    ApiJson(new): ApiJson<NewProblem>,
) -> Result<impl IntoResponse, WebError> {
    let problem = Problem { project, release, environment: new.environment, reason: new.reason };
    let reported = report_problem(&app, &actor, &problem).await?;
    let answer = json!({
        "id": reported.id,
        "project": problem.project,
        "release": problem.release,
        "environment": problem.environment,
        "reason": problem.reason.trim(),
        "suspect": reported.suspect,
    });
    Ok((StatusCode::CREATED, Json(answer)))
}
