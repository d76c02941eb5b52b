//! `/deployments/{number}/steps/{position}/log`: the whole log of a step, as a file.

use crate::app::App;
use crate::domain::id::{DeploymentNumber, StepId};
use crate::store::logs::{self, LogLine};
use crate::store::{StoreError, deployments, steps};
use crate::ui::ansi;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures::stream;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use std::sync::Arc;

/// So many lines are read at once.
const PAGE: i64 = 2_000;

/// The address of a step's log.
pub fn address(number: DeploymentNumber, position: i64) -> String {
    format!("{}/steps/{position}/log", addresses::deployment(number))
}

/// `GET /deployments/{number}/steps/{position}/log`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path((number, position)): Path<(DeploymentNumber, i64)>,
) -> Result<Response, WebError> {
    let step = {
        let db = &mut *app.store.read().await?;
        let found =
            deployments::in_scope(db, number, &viewer.scope).await?.ok_or_else(WebError::not_found)?;
        let steps = steps::of_deployment(db, found.number).await?;
        steps.into_iter().find(|step| step.position == position).ok_or_else(WebError::not_found)?.id
    };
    let name = format!("attachment; filename=\"deployment-{number}-step-{position}.log\"");
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(pages(app, step))).into_response())
}

/// The log in pages, each read by itself: no read stays open while a slow browser takes its time.
fn pages(app: Arc<App>, step: StepId) -> impl stream::Stream<Item = Result<String, StoreError>> {
    stream::try_unfold(0, move |last| {
        let app = app.clone();
        async move {
            let lines = logs::of_step_after(&mut *app.store.read().await?, step, last, PAGE).await?;
            let Some(end) = lines.last().map(|line| line.id) else { return Ok(None) };
            Ok(Some((lines.iter().map(as_text).collect::<String>(), end)))
        }
    })
}

/// `2026-11-23T14:02:11Z web-1 err: port 8080 still closing`
fn as_text(line: &LogLine) -> String {
    let target = if line.target.is_empty() { String::new() } else { format!(" {}", line.target) };
    format!("{}{target} {}: {}\n", line.at.rfc3339(), line.stream.as_str(), ansi::plain(&line.text))
}
