//! `/invitation/{secret}` and `/reset/{secret}`: whose link this is sets a password.

mod view;

pub use view::PASSWORD_HINT;

use crate::actions::error::ActionError;
use crate::actions::one_time_link::whose;
use crate::actions::use_link::use_link;
use crate::app::App;
use crate::domain::one_time_link::LinkKind;
use crate::web::csrf;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use std::sync::Arc;

/// The form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    password: String,
    again: String,
}

type Sent = Result<ProtectedForm<NewPassword>, WebError>;

/// `GET /invitation/{secret}`
pub async fn invited(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    page(&app, LinkKind::Invitation, &secret, &headers, None).await
}

/// `POST /invitation/{secret}`
pub async fn accept(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, WebError> {
    set(&app, LinkKind::Invitation, &secret, &headers, sent).await
}

/// `GET /reset/{secret}`
pub async fn reset(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    page(&app, LinkKind::Reset, &secret, &headers, None).await
}

/// `POST /reset/{secret}`
pub async fn renew(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, WebError> {
    set(&app, LinkKind::Reset, &secret, &headers, sent).await
}

async fn set(
    app: &App,
    kind: LinkKind,
    secret: &str,
    headers: &HeaderMap,
    sent: Sent,
) -> Result<Response, WebError> {
    let form = match sent {
        Ok(ProtectedForm(form)) => form,
        Err(error) => return page(app, kind, secret, headers, Some(error)).await,
    };
    if form.password != form.again {
        let differ = WebError::invalid("The two passwords differ.");
        return page(app, kind, secret, headers, Some(differ)).await;
    }
    match use_link(app, kind, secret, &form.password).await {
        Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
        Err(ActionError::Refused(refusal)) => page(app, kind, secret, headers, Some(refusal.into())).await,
        Err(error) => Err(error.into()),
    }
}

/// The form, where the link opens it; `why` the last try was refused.
async fn page(
    app: &App,
    kind: LinkKind,
    secret: &str,
    headers: &HeaderMap,
    why: Option<WebError>,
) -> Result<Response, WebError> {
    let (_, person) = whose(&mut *app.store.read().await?, kind, secret, app.clock.now()).await?;
    let (token, cookie) = csrf::for_stranger(app, headers);
    let status = why.as_ref().map_or(StatusCode::OK, |error| error.status);
    let page = view::page(kind, secret, &person, why.map(|error| error.sentence), &token);
    let mut response = (status, page).into_response();
    response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}
