//! `/sign-out`

use crate::actions::sign_out::sign_out;
use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Nothing, ProtectedForm};
use axum::extract::State;
use axum::response::Redirect;
use std::sync::Arc;
use tower_sessions::Session;

/// `POST /sign-out`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    session: Session,
    _: ProtectedForm<Nothing>,
) -> Result<Redirect, WebError> {
    sign_out(&app, &viewer.actor(), &viewer.session.0).await?;
    // The row is gone; this takes the cookie back.
    session.flush().await?;
    Ok(Redirect::to("/sign-in"))
}
