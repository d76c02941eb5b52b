//! `/deployments/new` and `/deployments`: somebody asks for a deployment.

use crate::access::policy::Denied;
use crate::actions::error::ActionError;
use crate::actions::request_deployment::{Asked, request_deployment};
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::domain::refusal::Refusal;
use crate::domain::text::{Slug, Version};
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Query;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;

mod difference;
mod expected;
mod page;
mod plan;
mod table;

use page::RequestPage;

/// What is asked for: the query of the page, and the fields of its form.
#[derive(Debug, Clone, Deserialize)]
pub struct Wanted {
    project: String,
    environment: String,
    /// The version; may be absent until it is chosen.
    #[serde(default)]
    release: String,
    #[serde(default)]
    reason: String,
}

/// `GET /deployments/new?project=…&environment=…&release=…`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, WebError> {
    Ok(RequestPage::load(&app, &viewer, wanted, None).await?.html())
}

/// `POST /deployments`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(wanted): ProtectedForm<Wanted>,
) -> Result<Response, WebError> {
    match request(&app, &viewer, &wanted).await {
        Ok(number) => Ok(Redirect::to(&addresses::deployment(number)).into_response()),
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let page = RequestPage::load(&app, &viewer, wanted, Some(error.sentence)).await?;
            Ok((error.status, page.html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn request(app: &App, viewer: &Viewer, wanted: &Wanted) -> Result<DeploymentNumber, ActionError> {
    let asked = Asked {
        project: wanted.project.clone(),
        environment: Slug::parse(&wanted.environment).map_err(|_| Denied::NotFound)?,
        release: Version::parse(&wanted.release).map_err(Refusal::invalid)?,
        rollback: false,
        reason: wanted.reason.clone(),
        no_fault: None,
    };
    request_deployment(app, &viewer.actor(), &asked).await
}
