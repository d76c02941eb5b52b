//! `/setup/{secret}`: the first run.

pub mod missing;
mod sent;
mod view;

use crate::actions::set_up::{Begun, check, may_set_up, set_up};
use crate::actions::sign_in::sign_in;
use crate::app::App;
use crate::domain::client::Client;
use crate::domain::wrong::Wrong;
use crate::web::done::Done;
use crate::web::errors::WebError;
use crate::web::forms::{Fields, ProtectedUpload};
use crate::web::pages::document_form::LIMIT_BYTES;
use crate::web::path::Path;
use crate::web::{csrf, session};
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use sent::Sent;
use std::sync::Arc;
use tower_sessions::Session;

/// What the form holds when it is shown.
struct Filled {
    sent: Sent,
    status: StatusCode,
    wrongs: Vec<Wrong<&'static str>>,
}

/// That the address is a link which opens the first run now: asked before anything of a form is read, so that nobody else
/// has the server keep a document.
pub struct Opened;

impl FromRequestParts<Arc<App>> for Opened {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, WebError> {
        let Path(secret) = Path::<String>::from_request_parts(parts, app).await?;
        may_set_up(&mut *app.store.read().await?, &secret, app.clock.now()).await?;
        Ok(Self)
    }
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
    _: Opened,
    form: Result<ProtectedUpload<Fields, LIMIT_BYTES>, WebError>,
) -> Result<Response, WebError> {
    let sent = form.and_then(|sent| {
        let ProtectedUpload { form, files, refused } = sent;
        Sent::of(form, files, refused).map_err(|error| {
            WebError::invalid(format!("The form could not be read: {error}. Nothing was set up."))
        })
    });
    let sent = match sent {
        Ok(sent) => sent,
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
    let begun = match mistakes(&sent) {
        none if none.is_empty() => Box::pin(set_up(&app, &secret, sent.wanted())).await?,
        mistakes => {
            // What else is wrong is told at the same time.
            let mut wrongs = check(&app, &sent.wanted());
            mistakes.into_iter().for_each(|(field, words)| wrongs.add(field, words));
            Begun::Wrong(wrongs)
        }
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

/// What only the form can tell.
fn mistakes(sent: &Sent) -> Vec<(&'static str, &'static str)> {
    let differ = ("again", "The two passwords differ.");
    let forgotten = (
        "first",
        "There is a document below, and something else is chosen. Choose your own document, or empty its field.",
    );
    [(!sent.passwords_agree(), differ), (sent.forgets_document(), forgotten)]
        .into_iter()
        .filter_map(|(is_wrong, mistake)| is_wrong.then_some(mistake))
        .collect()
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
