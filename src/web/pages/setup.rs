//! `/setup/{secret}`: the first run.

mod passages;
mod sent;
mod view;

use crate::actions::set_up::{Begun, may_set_up, set_up};
use crate::app::App;
use crate::domain::wrong::Wrong;
use crate::web::csrf;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use passages::Ticked;
use sent::Sent;
use std::sync::Arc;

/// The most that the form may hold: a document is longer than what other forms are sent.
pub const LIMIT_BYTES: usize = 1024 * 1024;

/// What the form holds when it is shown.
struct Filled {
    sent: Sent,
    status: StatusCode,
    wrongs: Vec<Wrong<&'static str>>,
}

/// `GET /setup/{secret}`
pub async fn get(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let sent = Sent::first(&app.settings.public_url);
    page(&app, &secret, &headers, Filled { sent, status: StatusCode::OK, wrongs: Vec::new() }).await
}

/// `POST /setup/{secret}`
pub async fn post(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    form: Result<ProtectedForm<Ticked, LIMIT_BYTES>, WebError>,
) -> Result<Response, WebError> {
    let sent = match form {
        Ok(ProtectedForm(Ticked(sent))) => sent,
        Err(error) => {
            let wrongs = vec![Wrong { place: "", words: error.sentence }];
            let sent = Sent::first(&app.settings.public_url);
            return page(&app, &secret, &headers, Filled { sent, status: error.status, wrongs }).await;
        }
    };
    if sent.only_shows_the_reading() {
        return page(&app, &secret, &headers, Filled { sent, status: StatusCode::OK, wrongs: Vec::new() })
            .await;
    }
    if !sent.passwords_agree() {
        let wrongs = vec![Wrong { place: "again", words: "The two passwords differ.".to_owned() }];
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&app, &secret, &headers, Filled { sent, status, wrongs }).await;
    }
    match Box::pin(set_up(&app, &secret, sent.wanted())).await? {
        Begun::SetUp { address: None } => Ok(Redirect::to("/sign-in").into_response()),
        Begun::SetUp { address: Some((address, kept)) } => {
            Ok(view::restart(&address, kept, &app.settings.data.display().to_string()).into_response())
        }
        Begun::Wrong(wrongs) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&app, &secret, &headers, Filled { sent, status, wrongs: wrongs.0 }).await
        }
    }
}

/// The form, where the link opens it.
async fn page(app: &App, secret: &str, headers: &HeaderMap, filled: Filled) -> Result<Response, WebError> {
    may_set_up(&mut *app.store.read().await?, secret, app.clock.now()).await?;
    let (token, cookie) = csrf::for_stranger(app, headers);
    let mut response = (filled.status, view::page(secret, filled, &token)).into_response();
    response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}

#[cfg(test)]
mod tests;
