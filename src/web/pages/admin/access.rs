//! `/admin/access`: the access matrix. A change is reviewed, with its consequence in sentences, before it is saved.

mod bar;
mod differences;
mod latest;
mod matrix;
mod page;
pub mod sent;
mod waiting;

use crate::actions::change_access::change_access;
use crate::actions::change_access::review::review as look;
use crate::actions::decide_access_change::decide_access_change;
use crate::actions::error::ActionError;
use crate::app::App;
use crate::domain::access_change::Decision;
use crate::domain::id::AccessChangeId;
use crate::web::context::Viewer;
use crate::web::done::Done;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;
use sent::Sent;
use serde::Deserialize;
use std::sync::Arc;

pub use page::{AccessPage, Come};

/// The address of the matrix.
pub const PATH: &str = "/admin/access";

/// Where a form leads whose answer is what is not saved yet.
const REVIEW: &str = "/admin/access/review";

/// `GET /admin/access`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    Ok(AccessPage::load(&app, viewer, Come::default()).await?.html())
}

/// `POST /admin/access/review`: shows what saving would come to, and changes nothing.
pub async fn review(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(fields): ProtectedForm<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let wanted = Sent::read(&fields)?.0;
    let found = {
        let db = &mut *app.store.read().await?;
        look(&app, db, &viewer.scope, &wanted).await
    };
    let (status, come) = match found {
        Ok(review) => (StatusCode::OK, Come { wanted, review: Some(review), ..Come::default() }),
        Err(error) => refused(error, Come { wanted, ..Come::default() })?,
    };
    Ok((status, AccessPage::load(&app, viewer, come).await?.html()).into_response())
}

/// `POST /admin/access`: saves what was reviewed.
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(fields): ProtectedForm<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let wanted = Sent::read(&fields)?.0;
    let error = match change_access(&app, &viewer.actor(), &wanted).await {
        Ok(saved) => {
            let (part, word) = match saved.waits {
                Some(_) => ("waiting", "access-waits"),
                None => ("latest", "access-saved"),
            };
            return Ok(Done(word).with(Redirect::to(&format!("{PATH}#{part}")).into_response()));
        }
        Err(error) => error,
    };
    let (status, come) = refused(error, Come { wanted, ..Come::default() })?;
    Ok((status, AccessPage::load(&app, viewer, come).await?.html()).into_response())
}

/// The form of a waiting change: `applied`, `declined` or `withdrawn`.
#[derive(Debug, Deserialize)]
pub struct Decided {
    decision: String,
}

/// `POST /admin/access/changes/{change}/decision`
pub async fn decide(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(change): Path<AccessChangeId>,
    ProtectedForm(sent): ProtectedForm<Decided>,
) -> Result<Response, WebError> {
    let decision = Decision::ALL.into_iter().find(|decision| decision.word() == sent.decision);
    let decision =
        decision.ok_or_else(|| WebError::invalid("A change is applied, declined or withdrawn."))?;
    let error = match decide_access_change(&app, &viewer.actor(), change, decision).await {
        Ok(()) => {
            let word = match decision {
                Decision::Applied => "access-applied",
                Decision::Declined => "access-declined",
                Decision::Withdrawn | Decision::Overtaken => "access-withdrawn",
            };
            return Ok(Done(word).with(Redirect::to(&format!("{PATH}#latest")).into_response()));
        }
        Err(error) => error,
    };
    let (status, come) = refused(error, Come::default())?;
    Ok((status, AccessPage::load(&app, viewer, come).await?.html()).into_response())
}

/// The page comes again with the reason.
pub fn refused(error: ActionError, come: Come) -> Result<(StatusCode, Come), WebError> {
    let ActionError::Refused(refusal) = error else { return Err(error.into()) };
    let error = WebError::from(refusal);
    Ok((error.status, Come { problem: Some(error.sentence), ..come }))
}

#[cfg(test)]
mod tests;
