//! `/admin/audit`: what happened, newest first, filtered, each event a sentence with what was before and what is after.

use crate::access::policy;
use crate::app::App;
use crate::store::events::Event;
use crate::store::{audit, people};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Query;
use crate::web::rail;
use axum::extract::State;
use axum::response::Html;
use std::sync::Arc;

pub mod access;
pub mod chain;
pub mod export;

mod filters;
mod page;
mod table;

use chain::Chain;
use filters::{Filters, Options};
use page::AuditPage;

/// The page's address.
const PATH: &str = "/admin/audit";
/// So many events stand on a page.
const ROWS: usize = 50;

/// `GET /admin/audit`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(filters): Query<Filters>,
) -> Result<Html<String>, WebError> {
    let permit = policy::read_audit(viewer.grants())?;
    let db = &mut *app.store.read().await?;
    let options = Options::load(db, &permit, &viewer).await?;
    let mut events = match filters.resolve(&options)? {
        Some(filter) => audit::page(db, &permit, &viewer.scope, &filter, filters.before(), ROWS + 1).await?,
        None => Vec::new(),
    };
    let older = next_page(&mut events);
    let chain = Chain::load(&app, db, &viewer).await?;
    let rail = Some(rail::load(db, &viewer, PATH).await?);
    let names = people::actors(db, &events).await?;
    Ok(AuditPage { rail, filters, options, events, names, older, chain }.html())
}

/// The event beyond the page says that there is another one, which begins below its last.
fn next_page(events: &mut Vec<Event>) -> Option<i64> {
    let more = events.len() > ROWS;
    events.truncate(ROWS);
    events.last().filter(|_| more).map(|last| last.sequence)
}

#[cfg(test)]
mod tests;
