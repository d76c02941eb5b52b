//! `/account/second-factor`: somebody sets up one-time codes, gets recovery codes, or ends them.

mod view;

use crate::actions::error::ActionError;
use crate::actions::prove::prove;
use crate::actions::second_factor::add::{begin_codes, begun_codes, confirm_codes, renew_recovery_codes};
use crate::actions::second_factor::remove::remove_codes;
use crate::actions::sign_in::is_demo;
use crate::app::App;
use crate::domain::client::Client;
use crate::store::{people, second_factors};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Nothing, ProtectedForm};
use crate::web::rail;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use view::{Codes, Shown};

/// A form with a code.
#[derive(Deserialize)]
pub struct Given {
    code: String,
    /// Only where codes are ended; a demo's people have none.
    #[serde(default)]
    password: String,
}

/// `GET /account/second-factor`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    page(&app, &viewer, None).await
}

/// `POST /account/second-factor`: makes a key.
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    begin_codes(&app, &viewer.actor()).await?;
    Ok(Redirect::to("/account/second-factor").into_response())
}

/// `POST /account/second-factor/confirmation`: the first code.
pub async fn confirm(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(given): ProtectedForm<Given>,
) -> Result<Response, WebError> {
    let made = confirm_codes(&app, &viewer.actor(), &given.code, &viewer.session.0).await;
    recovery_codes(&app, &viewer, made).await
}

/// `POST /account/second-factor/recovery-codes`: new ones.
pub async fn renew(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(given): ProtectedForm<Given>,
) -> Result<Response, WebError> {
    let made = renew_recovery_codes(&app, &viewer.actor(), &given.code).await;
    recovery_codes(&app, &viewer, made).await
}

/// `POST /account/second-factor/removal`
pub async fn remove(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    from: Client,
    ProtectedForm(given): ProtectedForm<Given>,
) -> Result<Response, WebError> {
    match removed(&app, &viewer, &given, &from).await {
        Ok(()) => Ok(Redirect::to("/account?done=codes").into_response()),
        Err(error) => refused(&app, &viewer, error).await,
    }
}

async fn removed(app: &App, viewer: &Viewer, given: &Given, from: &Client) -> Result<(), ActionError> {
    if !is_demo(app) {
        prove(app, viewer.person, &given.password, from).await?;
    }
    remove_codes(app, &viewer.actor(), &given.code, &viewer.session.0).await
}

async fn recovery_codes(
    app: &App,
    viewer: &Viewer,
    made: Result<Vec<String>, ActionError>,
) -> Result<Response, WebError> {
    match made {
        Ok(codes) => {
            let rail = rail::load(&mut *app.store.read().await?, viewer, "/account").await?;
            Ok(view::recovery_codes(rail, codes).into_response())
        }
        Err(error) => refused(app, viewer, error).await,
    }
}

async fn refused(app: &App, viewer: &Viewer, error: ActionError) -> Result<Response, WebError> {
    let ActionError::Refused(refusal) = error else { return Err(error.into()) };
    let error = WebError::from(refusal);
    let page = page(app, viewer, Some(error.sentence)).await?;
    Ok((error.status, page).into_response())
}

async fn page(app: &App, viewer: &Viewer, refused: Option<String>) -> Result<Html<String>, WebError> {
    let mut db = app.store.read().await?;
    let person = people::by_id(&mut db, viewer.person).await?.ok_or_else(WebError::not_found)?;
    let kept = second_factors::of(&mut db, person.id).await?;
    let codes = match kept.and_then(|kept| kept.confirmed_at) {
        Some(since) => {
            let left = second_factors::recovery_codes_left(&mut db, person.id).await?;
            Codes::On { since, left, asks_password: !is_demo(app) }
        }
        None => begun_codes(app, &mut db, &person).await?.map_or(Codes::Off, Codes::Begun),
    };
    let rail = rail::load(&mut db, viewer, "/account").await?;
    Ok(view::page(rail, viewer, Shown { codes, refused }))
}
