//! `POST /api/v1/projects/{project}/deployments` and `GET /api/v1/deployments/{number}`

use super::ApiJson;
use super::view::{self, DeploymentView};
use crate::actions::request_deployment::{Asked, request_deployment};
use crate::app::App;
use crate::domain::deployment::Kind;
use crate::domain::id::DeploymentNumber;
use crate::domain::text::{Slug, Version};
use crate::web::context::Caller;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::{StatusCode, header};
use serde::Deserialize;
use std::sync::Arc;

/// What is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDeployment {
    release: Version,
    environment: Slug,
    #[serde(default = "deploy")]
    kind: Kind,
    #[serde(default)]
    reason: String,
    /// For a rollback: why the release that it takes away is not at fault.
    #[serde(default)]
    release_not_at_fault: Option<String>,
}

fn deploy() -> Kind {
    Kind::Deploy
}

/// Requests a deployment.
pub async fn post(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(project): Path<String>,
    ApiJson(new): ApiJson<NewDeployment>,
) -> Result<impl IntoResponse, WebError> {
    let rollback = new.kind == Kind::Rollback;
    let NewDeployment { release, environment, reason, release_not_at_fault: no_fault, .. } = new;
    let asked = Asked { project, release, environment, rollback, reason, no_fault };
    let number = request_deployment(&app, &actor, &asked).await?;
    let place = format!("/api/v1/deployments/{number}");
    let view = view::of(&app, &actor, number).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(view)))
}

/// A deployment as it stands.
pub async fn get(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(number): Path<DeploymentNumber>,
) -> Result<Json<DeploymentView>, WebError> {
    Ok(Json(view::of(&app, &actor, number).await?))
}
