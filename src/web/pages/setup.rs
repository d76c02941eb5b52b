//! `/setup/{secret}`: the first run.

pub mod missing;
mod passages;

mod sent;
mod view;

use crate::actions::set_up::{Begun, check, may_set_up, set_up};
use crate::actions::sign_in::sign_in;
use crate::app::App;
use crate::domain::client::Client;
use crate::domain::wrong::Wrong;
use crate::web::done::Done;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use crate::web::{csrf, session};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use passages::Ticked;
use sent::Sent;
use std::sync::Arc;
use tower_sessions::Session;

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
    session: Session,
    from: Client,
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
    let begun = if sent.passwords_agree() {
        Box::pin(set_up(&app, &secret, sent.wanted())).await?
    } else {
        // What else is wrong is told at the same time.
        let mut wrongs = check(&app, &sent.wanted());
        wrongs.add("again", "The two passwords differ.");
        Begun::Wrong(wrongs)
    };
    match begun {
        Begun::SetUp { address } => {
            enter(&app, &session, &from, &sent).await?;
            Ok(lead_on(&app, &sent, address))
        }
        Begun::Wrong(wrongs) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&app, &secret, &headers, Filled { sent, status, wrongs: wrongs.0 }).await
        }
    }
}

/// Signs the first admin in.
async fn enter(app: &App, session: &Session, from: &Client, sent: &Sent) -> Result<(), WebError> {
    let person = sign_in(app, sent.name.trim(), &sent.password, from).await?;
    session::begin(session, &person, from, app.clock.now(), false).await
}

/// To the board; where another address holds from now on, first to what is left to do for it.
fn lead_on(app: &App, sent: &Sent, address: Option<(String, Result<(), String>)>) -> Response {
    if let Some((address, kept)) = address {
        return view::restart(&address, kept, &app.settings.data.display().to_string()).into_response();
    }
    let word = if sent.begins_later() { "set-up-without" } else { "set-up" };
    Done(word).with(Redirect::to("/").into_response())
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
