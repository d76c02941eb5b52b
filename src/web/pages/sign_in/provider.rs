//! `/sign-in/with-provider` and `/sign-in/returned`: to the organisation's provider and back.

use super::again::{self, Kept};
use super::{enter, view};
use crate::actions::error::ActionError;
use crate::actions::prove::prove_code;
use crate::actions::sign_in::By;
use crate::actions::sign_in_with_provider::{returned, sign_in_with_provider};
use crate::app::App;
use crate::domain::client::Client;
use crate::domain::id::PersonId;
use crate::domain::refusal::RefusalKind;
use crate::provider::attempt::Wish;
use crate::provider::{Attempt, Provider, Returned};
use crate::store::people::Person;
use crate::web::context::Viewer;
use crate::web::csrf::{cookie, own_cookie};
use crate::web::errors::WebError;
use crate::web::forms::{Fields, ProtectedForm};
use crate::web::path::Query;
use crate::web::{context, next, session};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{REFRESH, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use std::sync::Arc;
use tower_sessions::Session;

/// `POST /sign-in/with-provider`
///
/// The answer is a page that leads on, not a redirect: the pages' policy lets forms go nowhere but here, and browsers
/// hold every redirect after a form to it.
pub async fn post(
    State(app): State<Arc<App>>,
    session: Session,
    ProtectedForm(fields): ProtectedForm<Fields>,
) -> Result<Response, WebError> {
    let provider = provider(&app)?;
    let viewer =
        context::viewer(&app, &session).await?.filter(|_| fields.iter().any(|(name, _)| name == "back"));
    if let Some(viewer) = &viewer
        && again::asks_code(&app, viewer.person).await?
        && let Err(error) = prove_code(&app, viewer.person, again::value(&fields, "code")).await
    {
        return again::refused(&app, viewer, Kept::of(&fields), error).await;
    }
    let wish = wish(&app, &session, &fields, viewer).await?;
    let begun = provider.begin(&*app.random, &returned(&app), wish, app.clock.now()).await;
    let (address, attempt) = begun.map_err(|error| not_reached(&error))?;
    let refresh = HeaderValue::from_str(&format!("0; url={address}")).map_err(|error| not_reached(&error))?;
    let mut response = view::on_the_way(&provider.settings.name, address.into()).into_response();
    let headers = response.headers_mut();
    headers.insert(REFRESH, refresh);
    headers.append(SET_COOKIE, kept(&app, &attempt.seal(&app.key, &*app.random), "")?);
    Ok(response)
}

/// `GET /sign-in/returned`
///
/// The one address that a GET changes something at: the standard sends people back so. What it takes belongs to the
/// browser's own attempt, or it is refused and nothing happens.
pub async fn get(
    State(app): State<Arc<App>>,
    session: Session,
    from: Client,
    headers: HeaderMap,
    Query(brought): Query<Returned>,
) -> Result<Response, WebError> {
    let provider = provider(&app)?;
    let attempt = cookie(&headers, cookie_name(&app)).and_then(|value| Attempt::open(&app.key, value));
    let Some(attempt) = attempt else {
        return Err(not_signed_in("This browser has not begun to sign in, or it took too long."));
    };
    let viewer = match attempt.again {
        Some(again) => Some(still_here(&app, &session, again).await?),
        None => None,
    };
    let signed_in = sign_in_with_provider(&app, provider, &attempt, &brought, &from).await;
    let mut response = match (signed_in, viewer) {
        (Ok(person), Some(viewer)) => proved(&app, &session, viewer, &person, &from).await?,
        (Ok(person), None) => enter(&app, &session, &person, By::Provider, &from, &attempt.next).await?,
        (Err(ActionError::Refused(refusal)), _) if refusal.kind == RefusalKind::Invalid => {
            not_signed_in(&refusal.sentence).into_response()
        }
        (Err(error), _) => return Err(error.into()),
    };
    response.headers_mut().append(SET_COOKIE, kept(&app, "", "; Max-Age=0")?);
    Ok(response)
}

/// The field of a session that holds what waits for a fresh proof, sealed: it may be anything that a form had.
const WAITS: &str = "waits";

/// What somebody wants: to sign in, or, from the page that asks for a fresh proof, to prove who they are. What they had
/// sent then waits in their session.
async fn wish(
    app: &App,
    session: &Session,
    fields: &Fields,
    again: Option<Viewer>,
) -> Result<Wish, WebError> {
    let next = next::or_board(again::value(fields, "next")).to_owned();
    let Some(viewer) = again else { return Ok(Wish { next, again: None }) };
    let json = serde_json::to_vec(&Kept::of(fields)).map_err(|error| WebError::internal(&error))?;
    session.insert(WAITS, hex::encode(app.key.seal(&*app.random, WAITS, &json))).await?;
    Ok(Wish { next, again: Some(viewer.person) })
}

/// Whoever went to prove who they are, where they are signed in here still.
async fn still_here(app: &App, session: &Session, again: PersonId) -> Result<Viewer, WebError> {
    let viewer = context::viewer(app, session).await?.filter(|viewer| viewer.person == again);
    viewer.ok_or_else(|| {
        not_signed_in("Who went to prove who they are is no longer signed in here. Begin again.")
    })
}

/// They proved who they are: what waited goes on, in a session of a new id.
async fn proved(
    app: &App,
    session: &Session,
    viewer: Viewer,
    person: &Person,
    from: &Client,
) -> Result<Response, WebError> {
    let sealed = session.get::<String>(WAITS).await?.and_then(|text| hex::decode(text).ok());
    let waits = sealed.and_then(|sealed| app.key.open(WAITS, &sealed));
    let kept = waits.and_then(|json| serde_json::from_slice(&json).ok());
    let kept = kept.unwrap_or_else(|| Kept { back: "/".to_owned(), ..Kept::default() });
    session::begin(session, person, from, app.clock.now(), false).await?;
    again::go_on(app, viewer, session, kept).await
}

fn provider(app: &App) -> Result<&Provider, WebError> {
    app.provider.as_ref().ok_or_else(WebError::not_found)
}

fn cookie_name(app: &App) -> &'static str {
    if app.settings.is_https() { "__Host-slipway-provider" } else { "slipway-provider" }
}

fn kept(app: &App, value: &str, more: &str) -> Result<HeaderValue, WebError> {
    HeaderValue::from_str(&own_cookie(app, cookie_name(app), value, more))
        .map_err(|error| WebError::internal(&error))
}

fn not_signed_in(why: &str) -> WebError {
    WebError::new(StatusCode::UNAUTHORIZED, format!("{why} Nothing was changed."))
}

fn not_reached(error: &dyn std::fmt::Display) -> WebError {
    tracing::error!(%error, "nobody can sign in with the provider");
    let sentence = "The sign-in provider cannot be reached. Nothing was changed. Try again in a while, or sign in with \
                    a password.";
    WebError::new(StatusCode::SERVICE_UNAVAILABLE, sentence)
}

#[cfg(test)]
mod tests;
