//! How far a page has seen the audit log, as its address carries it. The number itself would tell people of one project
//! how much happens in all others, so it is sealed.

use crate::app::App;
use crate::store::{Db, StoreError, events};
use crate::web::errors::WebError;

/// The place that these numbers are sealed for.
const PLACE: &str = "how far a page has seen the audit log";

/// Everything that has happened until now, for a page that is being made.
pub async fn now(app: &App, db: &mut Db) -> Result<String, StoreError> {
    Ok(hidden(app, events::head(db).await?))
}

/// A place in the log as an address or an event's id carries it. The same place always reads the same, so that a page
/// can be kept.
pub(super) fn hidden(app: &App, sequence: i64) -> String {
    hex::encode(app.key.seal_alike(PLACE, &sequence.to_be_bytes()))
}

/// The place that an address or an event's id carries.
///
/// # Errors
/// 422 where we did not write it.
pub(super) fn read(app: &App, hidden: &str) -> Result<i64, WebError> {
    let opened = hex::decode(hidden).ok().and_then(|sealed| app.key.open(PLACE, &sealed));
    let sequence = opened.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
    sequence.ok_or_else(|| WebError::invalid("This page is too old to be followed. Reload it."))
}

/// The place that an address carries, where it does.
///
/// # Errors
/// As [`read`].
pub(super) fn read_any(app: &App, hidden: Option<&str>) -> Result<Option<i64>, WebError> {
    hidden.map(|hidden| read(app, hidden)).transpose()
}
