//! What stands before every handler: who may not be there at all does not reach it.

use crate::access::policy;
use crate::actions::use_token::use_token;
use crate::app::App;
use crate::domain::token::PREFIX;
use crate::web::context::{self, Caller, Viewer};
use crate::web::errors::WebError;
use crate::web::pages::setup::missing;
use crate::web::{next as after_sign_in, typed};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::AUTHORIZATION;
use http::uri::PathAndQuery;
use http::{HeaderMap, Method, Uri};
use std::sync::Arc;
use tower_sessions::Session;

/// Lets signed-in people through, and sends everyone else to the sign-in page, which leads back. What
/// they typed into a form is kept until then.
pub async fn signed_in(
    State(app): State<Arc<App>>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Result<Response, WebError> {
    let Some(viewer) = context::viewer(&app, &session).await? else {
        if request.uri().path() == "/" && missing::is_missing(&app).await? {
            return Ok(missing::page().into_response());
        }
        if *request.method() == Method::POST {
            return typed::after_session(&app, &session, request).await;
        }
        let page = path_and_query(request.uri());
        return Ok(Redirect::to(&after_sign_in::sign_in(&page)).into_response());
    };
    request.extensions_mut().insert(viewer.clone());
    let visit = typed::Visit::of(&app, &request);
    let mut response = next.run(request).await;
    if let Some(visit) = visit {
        response = visit.answer(&app, &viewer, response).await?;
    }
    // An error's page has the viewer's navigation.
    response.extensions_mut().insert::<Viewer>(viewer);
    Ok(response)
}

/// Lets through who manages people, roles and tokens. Stands inside [`signed_in`].
pub async fn administers(viewer: Viewer, request: Request, next: Next) -> Result<Response, WebError> {
    policy::administer(&viewer.actor(), viewer.grants())?;
    Ok(next.run(request).await)
}

/// Lets through who reads the audit log. Stands inside [`signed_in`].
pub async fn reads_audit(viewer: Viewer, request: Request, next: Next) -> Result<Response, WebError> {
    policy::read_audit(viewer.grants())?;
    Ok(next.run(request).await)
}

/// Lets the API's callers through who bring a token that is good. A token is taken from the header alone: addresses
/// are written into logs.
pub async fn token(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Result<Response, WebError> {
    let secret = bearer(request.headers()).ok_or_else(WebError::no_token)?;
    let actor = use_token(&app, secret).await?.ok_or_else(WebError::no_token)?;
    request.extensions_mut().insert(Caller(actor.clone()));
    let mut response = next.run(request).await;
    // What is refused is written down with who tried.
    response.extensions_mut().insert(Caller(actor));
    Ok(response)
}

/// Refuses requests with a token in their address, whoever they are for: addresses are written into histories and
/// logs on the way here, so that such a token is one that others know.
pub async fn no_token_in_address(request: Request, next: Next) -> Result<Response, WebError> {
    let query = request.uri().query().unwrap_or_default();
    let names = ["access_token", "api_key", "token"];
    let is_api = request.uri().path().starts_with("/api/");
    let named =
        || query.split('&').filter_map(|pair| pair.split('=').next()).any(|name| names.contains(&name));
    if query.contains(PREFIX) || is_api && named() {
        return Err(WebError::token_in_address());
    }
    Ok(next.run(request).await)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn path_and_query(uri: &Uri) -> String {
    uri.path_and_query().map_or("/", PathAndQuery::as_str).to_owned()
}
