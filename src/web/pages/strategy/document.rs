//! `/projects/{project}/strategy.md`: the bytes that were hashed and approved.

use crate::actions::export_strategy::export_strategy;
use crate::app::App;
use crate::domain::text::Slug;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use std::sync::Arc;

/// `GET /projects/{project}/strategy.md`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(project): Path<Slug>,
) -> Result<Response, WebError> {
    let document = export_strategy(&app, &viewer.actor(), project.as_str(), true).await?;
    let headers = [
        (CONTENT_TYPE, "text/markdown; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{project}-strategy.md\"")),
    ];
    Ok((headers, document).into_response())
}
