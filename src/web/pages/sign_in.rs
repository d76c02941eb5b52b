//! `/sign-in`

pub mod again;
pub mod code;

mod demo;
pub mod provider;
mod view;

use crate::actions::error::ActionError;
use crate::actions::second_factor::asks_code;
use crate::actions::sign_in::{By, sign_in, sign_in_on_demo};
use crate::app::App;
use crate::domain::client::Client;
use crate::store::people::Person;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::pages::setup::missing;
use crate::web::path::Query;
use crate::web::{context, csrf, next, session, typed};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;
use serde::Deserialize;
use std::sync::Arc;
use tower_sessions::Session;
use view::Filled;

/// The query of the address.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

/// The form.
#[derive(Deserialize)]
pub struct Credentials {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// A button of the demo.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    name: String,
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub async fn get(
    State(app): State<Arc<App>>,
    session: Session,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if context::viewer(&app, &session).await?.is_some() {
        return Ok(Redirect::to(next::or_board(&wanted.next)).into_response());
    }
    if app.provider.is_none() && missing::is_missing(&app).await? {
        return Ok(missing::page().into_response());
    }
    let is_kept = typed::is_marked(&app, &headers);
    page(&app, &headers, Filled { next: wanted.next, is_kept, ..Filled::default() }).await
}

/// `POST /sign-in`
pub async fn post(
    State(app): State<Arc<App>>,
    session: Session,
    from: Client,
    headers: HeaderMap,
    form: Result<ProtectedForm<Credentials>, WebError>,
) -> Result<Response, WebError> {
    let ProtectedForm(form) = match form {
        Ok(form) => form,
        // The form's cookie is gone, or another session has begun: the page is given again, with a token that holds.
        Err(error) => return refused(&app, &headers, error, Filled::default()).await,
    };
    match sign_in(&app, &form.name, &form.password, &from).await {
        Ok(person) => enter(&app, &session, &person, By::Password, &from, &form.next).await,
        Err(ActionError::Refused(refusal)) => {
            let filled = Filled { name: form.name, next: form.next, ..Filled::default() };
            refused(&app, &headers, refusal.into(), filled).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /sign-in/as`: only on a demo.
pub async fn post_as(
    State(app): State<Arc<App>>,
    session: Session,
    from: Client,
    ProtectedForm(chosen): ProtectedForm<Chosen>,
) -> Result<Response, WebError> {
    let person = sign_in_on_demo(&app, &chosen.name, &from).await?;
    enter(&app, &session, &person, By::Demo, &from, &chosen.next).await
}

/// Lets a person in whose password, or whose provider, said who they are. Where their account has one-time codes they
/// give one first.
async fn enter(
    app: &App,
    session: &Session,
    person: &Person,
    by: By,
    from: &Client,
    wanted: &str,
) -> Result<Response, WebError> {
    if asks_code(app, &mut *app.store.read().await?, person.id).await? {
        session::begin_half(session, person, by, app.clock.now()).await?;
        return Ok(Redirect::to(&code::address(wanted)).into_response());
    }
    session::begin(session, person, from, app.clock.now(), false).await?;
    Ok(Redirect::to(next::or_board(wanted)).into_response())
}

async fn refused(
    app: &App,
    headers: &HeaderMap,
    error: WebError,
    filled: Filled,
) -> Result<Response, WebError> {
    let answer = page(app, headers, Filled { refused: Some(error.sentence), ..filled }).await?;
    Ok((error.status, answer).into_response())
}

async fn page(app: &App, headers: &HeaderMap, filled: Filled) -> Result<Response, WebError> {
    let (token, cookie) = csrf::for_stranger(app, headers);
    let people = if app.settings.demo { demo::people(app).await? } else { Vec::new() };
    let provider = app.provider.as_ref().map(|provider| provider.settings.name.clone());
    let mut response = view::page(filled, people, provider, token).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

#[cfg(test)]
mod tests;
