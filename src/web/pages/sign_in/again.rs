//! `/sign-in/again`: somebody who is signed in proves that it is still they who sit there. What they had sent is kept
//! in the page, and sent when they press a button of the next one.

mod view;

use crate::actions::error::ActionError;
use crate::actions::prove::{prove_on_demo, prove_with_code};
use crate::actions::second_factor;
use crate::actions::sign_in::is_demo;
use crate::app::App;
use crate::domain::client::Client;
use crate::domain::id::PersonId;
use crate::store::identities;
use crate::store::people::Person;
use crate::web::context::Viewer;
use crate::web::csrf::CsrfToken;
use crate::web::errors::WebError;
use crate::web::forms::{Fields, ProtectedForm};
use crate::web::path::Query;
use crate::web::{next, origin, rail, session};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::header::REFERER;
use http::{HeaderMap, StatusCode, Uri};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tower_sessions::Session;
use view::Asks;

/// What was sent and waits for the proof.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Kept {
    /// Where it is sent; empty where nothing waits.
    pub to: String,
    /// The page that it was sent from.
    pub back: String,
    /// Its fields, without the token.
    pub fields: Fields,
}

/// Before the name of a kept field, so that it is no field of this page's own.
const KEPT: &str = "kept.";

impl Kept {
    /// Takes it out of this page's own form.
    pub fn of(fields: &Fields) -> Self {
        let value = |name: &str| {
            let found = fields.iter().find(|(own, _)| own == name);
            found.map(|(_, value)| next::or_board(value).to_owned()).filter(|page| page != "/")
        };
        let kept = fields
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(KEPT)?.to_owned(), value.clone())));
        let back = value("back").unwrap_or_else(|| "/".to_owned());
        Self { to: value("to").unwrap_or_default(), back, fields: kept.collect() }
    }
}

/// The query of the address.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in/again?next=…`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, WebError> {
    let kept = Kept { back: next::or_board(&wanted.next).to_owned(), ..Kept::default() };
    page(&app, &viewer, kept, None).await
}

/// The answer to a form that asks for a fresh proof: 403 with the page that takes it.
pub async fn ask(app: &App, viewer: &Viewer, kept: Kept) -> Result<Response, WebError> {
    Ok((StatusCode::FORBIDDEN, page(app, viewer, kept, None).await?).into_response())
}

/// `POST /sign-in/again`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    session: Session,
    from: Client,
    ProtectedForm(fields): ProtectedForm<Fields>,
) -> Result<Response, WebError> {
    let kept = Kept::of(&fields);
    match proved(&app, &viewer, &fields, &from).await {
        Ok((person, with_code)) => {
            session::begin(&session, &person, &from, app.clock.now(), with_code).await?;
            go_on(&app, viewer, &session, kept).await
        }
        Err(error) => refused(&app, &viewer, kept, error).await,
    }
}

/// The page again, with what did not prove who they are.
pub(super) async fn refused(
    app: &App,
    viewer: &Viewer,
    kept: Kept,
    error: ActionError,
) -> Result<Response, WebError> {
    let ActionError::Refused(refusal) = error else { return Err(error.into()) };
    let error = WebError::from(refusal);
    let page = page(app, viewer, kept, Some(error.sentence)).await?;
    Ok((error.status, page).into_response())
}

/// The person as they proved it, and whether a one-time code was given too.
async fn proved(
    app: &App,
    viewer: &Viewer,
    fields: &Fields,
    from: &Client,
) -> Result<(Person, bool), ActionError> {
    let password = value(fields, "password");
    if is_demo(app) && password.is_empty() {
        return Ok((prove_on_demo(app, viewer.person, from).await?, false));
    }
    prove_with_code(app, viewer.person, password, value(fields, "code"), from).await
}

/// A field of this page's own.
pub(super) fn value<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

/// Whether a proof needs a one-time code too.
pub(super) async fn asks_code(app: &App, person: PersonId) -> Result<bool, WebError> {
    Ok(second_factor::asks_code(app, &mut *app.store.read().await?, person).await?)
}

/// The name of the sign-in provider, where it knows this person.
async fn provider_of(app: &App, person: PersonId) -> Result<Option<String>, WebError> {
    let Some(settings) = app.settings.openid_connect.as_ref() else { return Ok(None) };
    let knows = identities::is_of(&mut *app.store.read().await?, &settings.issuer, person).await?;
    Ok(knows.then(|| settings.name.clone()))
}

/// Back to the page, or to the form that waits, with a token of the session that has begun.
pub(super) async fn go_on(
    app: &App,
    viewer: Viewer,
    session: &Session,
    kept: Kept,
) -> Result<Response, WebError> {
    if kept.to.is_empty() {
        return Ok(Redirect::to(&kept.back).into_response());
    }
    // The session's row, and with it the new id, is written now, so that the form's token belongs to it.
    session.save().await?;
    let id = session.id().ok_or_else(|| WebError::internal(&"a session that was saved has no id"))?;
    let viewer = Viewer { csrf: CsrfToken::of_cookie(&id.to_string()), ..viewer };
    let rail = rail::load(&mut *app.store.read().await?, &viewer, "").await?;
    Ok(view::go_on(rail, &viewer, kept).into_response())
}

async fn page(
    app: &App,
    viewer: &Viewer,
    kept: Kept,
    refused: Option<String>,
) -> Result<Html<String>, WebError> {
    let rail = rail::load(&mut *app.store.read().await?, viewer, "").await?;
    let provider = provider_of(app, viewer.person).await?;
    let code = asks_code(app, viewer.person).await?;
    let asks = Asks { refused, one_click: is_demo(app), code, provider };
    Ok(view::ask(rail, viewer, kept, asks))
}

/// The page of ours whose form was sent; the board where the browser does not say.
pub fn page_before(headers: &HeaderMap, app: &App) -> String {
    let referer = headers.get(REFERER).and_then(|referer| referer.to_str().ok()).unwrap_or_default();
    let is_ours = origin::origin_of(referer) == origin::origin_of(&app.settings.public_url);
    let uri = referer.parse::<Uri>().ok().filter(|_| is_ours);
    let page = uri.as_ref().and_then(Uri::path_and_query).map_or("/", http::uri::PathAndQuery::as_str);
    next::or_board(page).to_owned()
}

#[cfg(test)]
mod tests;
