//! `/recovery`: what Slipway is proven to come back from, the backups of its own state, when one was last looked at
//! again, and what keeps them from being of use.

mod about;
mod drills;
mod list;
mod page;

use crate::access::policy;
use crate::actions::back_up::{back_up, confirm_recovery_key, verify_newest};
use crate::actions::error::ActionError;
use crate::actions::recovery_drill::ask_drill;
use crate::app::App;
use crate::backups::BackupError;
use crate::store::StoreError;
use crate::web::addresses::RECOVERY;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::events::seen;
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

/// `POST /recovery/drills`: asks for a drill, which the server begins at once.
pub async fn drill(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    let permit = policy::administer(&viewer.actor(), viewer.grants())?;
    match ask_drill(&app, &permit).await {
        Ok(()) => Ok(Redirect::to(RECOVERY).into_response()),
        Err(ActionError::Refused(refusal)) => show(&app, &viewer, Some(refusal.sentence)).await,
        Err(error) => Err(error.into()),
    }
}

/// `POST /recovery/key`: somebody says that the recovery key is kept elsewhere.
pub async fn keep_key(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    let permit = policy::administer(&viewer.actor(), viewer.grants())?;
    match confirm_recovery_key(&app, &permit).await {
        Ok(()) => Ok(Redirect::to(RECOVERY).into_response()),
        Err(error) => fail(&app, &viewer, "It was not written down", error).await,
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
    let (csrf, events) = (viewer.csrf.as_str().to_owned(), seen::now(app, db).await?);
    let page = RecoveryPage { rail: Some(rail), about, refused, csrf, events };
    Ok((status, page.html()).into_response())
}

#[cfg(test)]
mod tests;
