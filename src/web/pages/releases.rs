//! `/projects/{project}/releases/{version}`: a release with what it proves, what it changes and where it is; and the
//! form that registers one by hand.

pub mod new;
pub mod reasons;

mod about;
mod deployments;
mod evidence;
mod gates;
mod page;
mod places;
mod returned;
mod since;
mod suspicion;

use crate::app::App;
use crate::domain::text::Version;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::{Path, Query};
use axum::extract::State;
use axum::response::Html;
use page::ReleasePage;
use reasons::Sent;
use std::sync::Arc;

/// `GET /projects/{project}/releases/{version}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path((project, version)): Path<(String, Version)>,
    Query(typed): Query<Sent>,
) -> Result<Html<String>, WebError> {
    Ok(ReleasePage::load(&app, &viewer, &project, &version, typed.prefilled()).await?.html())
}

#[cfg(test)]
mod tests;
