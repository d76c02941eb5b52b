//! `/projects/{project}/releases/{version}/clearings`: a person clears a release of suspicion.

use super::returned::{Which, answer};
use super::suspicion::place;
use crate::actions::clear_suspicion::{Clearing, clear_suspicion};
use crate::app::App;
use crate::domain::text::Version;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// The form.
#[derive(Debug, Deserialize)]
pub struct Sent {
    environment: String,
    /// What the person saw; see [`crate::actions::clear_suspicion::keys`].
    seen: String,
    #[serde(default)]
    reason: String,
}

/// `POST /projects/{project}/releases/{version}/clearings`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path((project, release)): Path<(String, Version)>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let Sent { environment, seen, reason } = sent;
    let clearing = Clearing { project, release, environment: place(&environment)?, reason, seen };
    let done = clear_suspicion(&app, &viewer.actor(), &clearing).await;
    let page = (clearing.project.as_str(), &clearing.release);
    let which = Which::Clearing(clearing.environment.clone());
    answer(&app, &viewer, page, done, (which, clearing.reason.clone())).await
}
