//! `/account/tokens`: one's own API tokens.

use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::pages::tokens::{Sent, SentRevocation, Whose, made, page, revoked};
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;

/// `GET /account/tokens`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Response, WebError> {
    page(&app, &viewer, Whose::Own).await
}

/// `POST /account/tokens`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    made(&app, &viewer, Whose::Own, sent).await
}

/// `POST /account/tokens/revocation`
pub async fn revoke(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(sent): ProtectedForm<SentRevocation>,
) -> Result<Response, WebError> {
    revoked(&app, &viewer, Whose::Own, &sent).await
}
