//! `/runs/{number}/attempts/{attempt}/log`: the whole log of an attempt, as a file.

use crate::app::App;
use crate::domain::id::{RunAttemptId, RunNumber};
use crate::store::run_attempts::{self, RunLogLine};
use crate::store::{StoreError, runs};
use crate::ui::ansi;
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

/// `GET /runs/{number}/attempts/{attempt}/log`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path((number, attempt)): Path<(RunNumber, RunAttemptId)>,
) -> Result<Response, WebError> {
    let step = {
        let db = &mut *app.store.read().await?;
        let run = runs::in_scope(db, number, &viewer.scope).await?.ok_or_else(WebError::not_found)?;
        let attempts = run_attempts::of_run(db, run.number).await?;
        attempts.into_iter().find(|one| one.id == attempt).ok_or_else(WebError::not_found)?.step
    };
    let name = format!("attachment; filename=\"run-{number}-attempt-{attempt}.log\"");
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(pages(app, (number, step, attempt)))).into_response())
}

/// The log in pages, each read by itself: no read stays open while a slow browser takes its time.
fn pages(
    app: Arc<App>,
    of: (RunNumber, i64, RunAttemptId),
) -> impl stream::Stream<Item = Result<String, StoreError>> {
    stream::try_unfold(0, move |last| {
        let app = app.clone();
        async move {
            let mut read = app.store.read().await?;
            let lines = run_attempts::lines_of_attempt_after(&mut read, of, last, PAGE).await?;
            let Some(end) = lines.last().map(|line| line.id) else { return Ok(None) };
            Ok(Some((lines.iter().map(as_text).collect::<String>(), end)))
        }
    })
}

/// `2026-11-23T14:02:11Z err: port 8080 still closing`
fn as_text(line: &RunLogLine) -> String {
    format!("{} {}: {}\n", line.at.rfc3339(), line.stream.as_str(), ansi::plain(&line.text))
}
