//! `/history.csv`: the history as a table for other programs.

use super::filters::{Filters, Options};
use super::words;
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::domain::time::Time;
use crate::store::StoreError;
use crate::store::history::{self, Filter, Listed};
use crate::web::context::Viewer;
use crate::web::csv::{self, cell};
use crate::web::errors::WebError;
use crate::web::path::Query;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};
use std::sync::Arc;

/// The most rows of a file.
pub const MOST: usize = 10_000;
/// So many rows are read at once.
const PAGE: usize = 500;
const HEAD: &str = "number,project,release,environment,kind,state,reason,requested_by,requested_at,started_at,ended_at,\
    requested_by_sign_in_name,requested_with_token,started_by,started_by_sign_in_name,started_with_token,approvers\r\n";

/// `GET /history.csv`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(filters): Query<Filters>,
) -> Result<Response, WebError> {
    let options = Options::load(&mut *app.store.read().await?, &viewer).await?;
    let filter = filters.resolve(&options)?;
    let rest = filter.map(|filter| Rest { app, viewer, filter, below: None, left: MOST });
    let head = stream::iter([Ok(HEAD.to_owned())]);
    Ok((csv::headers("history.csv"), Body::from_stream(head.chain(pages(rest)))).into_response())
}

/// What is still to be written.
struct Rest {
    app: Arc<App>,
    viewer: Viewer,
    filter: Filter,
    below: Option<DeploymentNumber>,
    left: usize,
}

/// The file in pages, each read by itself: no read stays open while a slow browser takes its time.
fn pages(rest: Option<Rest>) -> impl stream::Stream<Item = Result<String, StoreError>> {
    stream::try_unfold(rest, |rest| async move {
        let Some(mut rest) = rest.filter(|rest| rest.left > 0) else { return Ok(None) };
        let most = rest.left.min(PAGE);
        let (rows, approvers) = {
            let db = &mut *rest.app.store.read().await?;
            let rows = history::page(db, &rest.viewer.scope, &rest.filter, rest.below, most).await?;
            let numbers: Vec<DeploymentNumber> = rows.iter().map(|row| row.number).collect();
            let approvers = history::approvers(db, &numbers).await?;
            (rows, approvers)
        };
        let of = |row: &Listed| approvers.get(&row.number).map(|names| names.join("; ")).unwrap_or_default();
        let text: String = rows.iter().map(|row| line(row, &of(row))).collect();
        rest.left = if rows.len() < most { 0 } else { rest.left - rows.len() };
        rest.below = rows.last().map(|row| row.number);
        Ok(Some((text, Some(rest))))
    })
}

/// `approvers` are those whose approvals counted, each with the sign-in name.
fn line(row: &Listed, approvers: &str) -> String {
    let (_, state, _) = words::of(row);
    let reason = row.ending.as_ref().map_or(row.request_reason.as_str(), |ending| ending.reason.as_str());
    let moment = |time: Option<Time>| time.map(Time::rfc3339).unwrap_or_default();
    let maybe = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
    let cells = [
        row.number.to_string(),
        cell(row.project_slug.as_str()),
        cell(row.version.as_str()),
        cell(row.environment_slug.as_str()),
        row.kind.word().to_owned(),
        cell(state),
        cell(reason),
        cell(&row.requested_by_name),
        moment(Some(row.requested_at)),
        moment(row.started_at),
        moment(row.ending.as_ref().map(|ending| ending.at)),
        maybe(&row.requested_by_sign_in_name),
        maybe(&row.requested_token_name),
        maybe(&row.started_by_name),
        maybe(&row.started_by_sign_in_name),
        maybe(&row.started_token_name),
        cell(approvers),
    ];
    cells.join(",") + "\r\n"
}
