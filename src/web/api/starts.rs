//! `POST /api/v1/deployments/{number}/start`

use super::ApiJson;
use super::view::{self, DeploymentView};
use crate::actions::error::ActionError;
use crate::actions::start_deployment::start_deployment;
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::{Refusal, RefusalKind};
use crate::web::context::Caller;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use std::sync::Arc;

/// Nothing has to be said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Starts a deployment, or answers 409 with the conditions that are not met.
pub async fn post(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(number): Path<DeploymentNumber>,
    _: ApiJson<Nothing>,
) -> Result<Json<DeploymentView>, WebError> {
    let started = start_deployment(&app, &actor, number).await;
    let view = match started {
        Ok(()) => view::of(&app, &actor, number).await?,
        Err(ActionError::Refused(refusal)) if refusal.kind == RefusalKind::Conflict => {
            let view = view::of(&app, &actor, number).await?;
            return Err(with_conditions(refusal, &view));
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Json(view))
}

fn with_conditions(refusal: Refusal, view: &DeploymentView) -> WebError {
    let conditions = serde_json::to_value(&view.conditions).unwrap_or_default();
    WebError::from(refusal).with("state", view.state.word()).with("conditions", conditions)
}
