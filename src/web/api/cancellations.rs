//! `POST /api/v1/deployments/{number}/cancellation`

use super::ApiJson;
use super::view::{self, DeploymentView};
use crate::actions::cancel_deployment::cancel_deployment;
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::web::context::Caller;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use std::sync::Arc;

/// Why, where that is worth a word.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    #[serde(default)]
    reason: String,
}

/// Ends a deployment before it is done, or asks a running one to end.
pub async fn post(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(number): Path<DeploymentNumber>,
    ApiJson(cancellation): ApiJson<Cancellation>,
) -> Result<Json<DeploymentView>, WebError> {
    cancel_deployment(&app, &actor, number, &cancellation.reason).await?;
    Ok(Json(view::of(&app, &actor, number).await?))
}
