//! `/recovery`: the backups of Slipway's own state, when one was last looked at again, and what keeps them from being
//! of use.

mod about;
mod page;

use crate::access::policy;
use crate::actions::back_up::{back_up, verify_newest};
use crate::app::App;
use crate::backups::BackupError;
use crate::store::StoreError;
use crate::web::addresses::RECOVERY;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Nothing, ProtectedForm};
use crate::web::rail;
use about::About;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use page::RecoveryPage;
use std::sync::Arc;

/// `GET /recovery`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Response, WebError> {
    show(&app, &viewer, None).await
}

/// `POST /recovery/backups`: makes a backup now.
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    let permit = policy::administer(&viewer.actor(), viewer.grants())?;
    let making = app.clone();
    // Who goes away meanwhile does not end it half-way.
    let made = tokio::spawn(async move { back_up(&making, &permit).await }).await;
    match made.map_err(|error| WebError::internal(&error))? {
        Ok(made) => match made.second {
            Some(Err(error)) => {
                let words = format!("The backup was made, but the second folder did not get it: {error}");
                show(&app, &viewer, Some(words)).await
            }
            _ => Ok(Redirect::to(RECOVERY).into_response()),
        },
        Err(error) => fail(&app, &viewer, "No backup was made", error).await,
    }
}

/// `POST /recovery/verification`: reads every copy of the newest backup whole.
pub async fn verify(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    let permit = policy::administer(&viewer.actor(), viewer.grants())?;
    let looking = app.clone();
    let looked = tokio::spawn(async move { verify_newest(&looking, &permit).await }).await;
    match looked.map_err(|error| WebError::internal(&error))? {
        Ok(()) => Ok(Redirect::to(RECOVERY).into_response()),
        Err(error) => fail(&app, &viewer, "The backup was not verified", error).await,
    }
}

/// What cannot be told in the audit log is an error like everywhere; all else is for who administers to mend.
async fn fail(app: &Arc<App>, viewer: &Viewer, what: &str, error: BackupError) -> Result<Response, WebError> {
    match error {
        BackupError::Store(error @ StoreError::AuditLog(_)) => Err(error.into()),
        other => show(app, viewer, Some(format!("{what}: {other}"))).await,
    }
}

/// The page, with what could not be done on top.
async fn show(app: &Arc<App>, viewer: &Viewer, refused: Option<String>) -> Result<Response, WebError> {
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let db = &mut *app.store.read().await?;
    let about = About::load(app, db, viewer).await?;
    let rail = rail::load(db, viewer, RECOVERY).await?;
    let csrf = viewer.csrf.as_str().to_owned();
    Ok((status, RecoveryPage { rail: Some(rail), about, refused, csrf }.html()).into_response())
}

#[cfg(test)]
mod tests;
