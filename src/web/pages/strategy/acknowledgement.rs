//! `/projects/{project}/strategy/reading`: an admin acknowledges what newer rules make of the version in force.

use super::page::StrategyPage;
use crate::actions::acknowledge_reading::acknowledge_reading_by;
use crate::actions::error::ActionError;
use crate::app::App;
use crate::domain::acknowledgement::Accepted;
use crate::domain::text::Slug;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Fields, ProtectedForm};
use crate::web::pages::document_form::ACKNOWLEDGED;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::BTreeSet;
use std::sync::Arc;

/// `POST /projects/{project}/strategy/reading`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(project): Path<Slug>,
    ProtectedForm(fields): ProtectedForm<Fields>,
) -> Result<Response, WebError> {
    let ticked: BTreeSet<String> =
        fields.into_iter().filter(|(name, _)| name == ACKNOWLEDGED).map(|(_, hash)| hash).collect();
    let accepted = Accepted::Passages(ticked);
    match acknowledge_reading_by(&app, &viewer.actor(), &project, &accepted).await {
        Ok(_) => Ok(Redirect::to(&addresses::strategy(&project)).into_response()),
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let page = StrategyPage::load(&app, &viewer, project.as_str()).await?;
            Ok((error.status, page.refused(error.sentence, accepted).html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
