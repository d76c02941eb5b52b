//! `POST /api/v1/projects/{project}/releases`

use super::ApiJson;
use crate::actions::register_release::register_release;
use crate::app::App;
use crate::domain::release::NewRelease;
use crate::web::context::Caller;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::StatusCode;
use serde_json::json;
use std::sync::Arc;

/// Registers a release: 201, or 200 for the identical release again, or 409 for its version with other content.
pub async fn post(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(project): Path<String>,
    ApiJson(new): ApiJson<NewRelease>,
) -> Result<impl IntoResponse, WebError> {
    let registered = register_release(&app, &actor, &project, new).await?;
    let status = if registered.created { StatusCode::CREATED } else { StatusCode::OK };
    let release = registered.release;
    let answer = json!({
        "project": project,
        "version": release.version,
        "commit": release.commit,
        "artifact": release.artifact,
        "digest": release.digest,
        "registered_at": release.registered_at.rfc3339(),
        "warnings": registered.warnings,
    });
    Ok((status, Json(answer)))
}
