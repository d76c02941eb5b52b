//! `/runs/{number}/files/{file}`: what somebody gave as evidence, as a download and never as a page.

use crate::app::App;
use crate::domain::id::RunNumber;
use crate::store::run_files::{self, RunFile};
use crate::store::runs;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;

/// `GET /runs/{number}/files/{file}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path((number, file)): Path<(RunNumber, i64)>,
) -> Result<Response, WebError> {
    let db = &mut *app.store.read().await?;
    runs::in_scope(db, number, &viewer.scope).await?.ok_or_else(WebError::not_found)?;
    let (name, content) = run_files::content(db, number, file).await?.ok_or_else(WebError::not_found)?;
    let named = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"evidence\"; filename*=UTF-8''{named}")),
    ];
    Ok((headers, content).into_response())
}

/// The way to a file.
pub fn link(run: RunNumber, file: &RunFile) -> AnyView {
    let address = format!("{}/files/{}", addresses::run(run), file.id);
    let size = format!(" {} bytes, SHA-256 {}…", file.bytes, &file.sha256[..12.min(file.sha256.len())]);
    view! { <div><a href=address>{file.name.clone()}</a> <span class="quiet">{size}</span></div> }.into_any()
}
