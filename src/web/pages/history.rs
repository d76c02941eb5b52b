//! `/history`: every deployment that the viewer may see, filtered, newest first.

use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::store::history::{self, Listed};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::kept::KeptPages;
use crate::web::path::Query;
use crate::web::rail;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Html;
use http::Uri;
use std::sync::Arc;

pub mod csv;
pub mod words;

mod filters;
mod page;
pub mod recent;
mod returns;
mod strips;
mod table;

use filters::{Filters, Options};
use page::HistoryPage;
use returns::Returns;
use strips::Strips;

/// So many deployments stand on a page.
const ROWS: usize = 50;

/// `GET /history`
pub async fn get(
    State(app): State<Arc<App>>,
    Extension(kept): Extension<Arc<KeptPages>>,
    viewer: Viewer,
    address: Uri,
    Query(filters): Query<Filters>,
) -> Result<Html<Bytes>, WebError> {
    let make = async |viewer| load(&app, viewer, filters).await.map(HistoryPage::html);
    kept.page(&app.store, viewer, &address, make).await
}

async fn load(app: &App, viewer: Viewer, filters: Filters) -> Result<HistoryPage, WebError> {
    let db = &mut *app.store.read().await?;
    let options = Options::load(db, &viewer).await?;
    let filter = filters.resolve(&options)?;
    let mut rows = match &filter {
        Some(filter) => history::page(db, &viewer.scope, filter, filters.before(), ROWS + 1).await?,
        None => Vec::new(),
    };
    // They stand above the newest deployments only.
    let strips = match filter.as_ref().filter(|_| filters.before().is_none()) {
        Some(filter) => Strips::load(db, &viewer, &options, filter).await?,
        None => None,
    };
    let older = next_page(&mut rows);
    let returns = Returns::load(db, &viewer, &rows).await?;
    let rail = Some(rail::load(db, &viewer, "/history").await?);
    Ok(HistoryPage { viewer, rail, filters, options, strips, rows, returns, older })
}

/// The row beyond the page says that there is another one, which begins below its last.
fn next_page(rows: &mut Vec<Listed>) -> Option<DeploymentNumber> {
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    rows.last().filter(|_| more).map(|last| last.number)
}

#[cfg(test)]
mod tests;
