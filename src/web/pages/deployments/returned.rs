//! A form that was refused: its page comes again, with what was typed and the reason.

use super::page::DeploymentPage;
use crate::actions::error::ActionError;
use crate::app::App;
use crate::domain::id::DeploymentNumber;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use axum::response::{IntoResponse, Redirect, Response};

/// Which form of a deployment's page. Each has one field for words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The decision.
    Approval,
    /// A line of the checklist.
    Checklist(String),
    /// The start.
    Start,
    /// The cancelling.
    Cancellation,
    /// The manual step of this position.
    Confirmation(i64),
    /// The follow-up of this position.
    FollowUp(i64),
    /// What becomes of an interrupted deployment.
    Recovery,
    /// The review of an immediate rollback.
    Review,
}

/// A refused form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Which.
    pub form: Which,
    /// What was typed.
    pub text: String,
    /// Why it was refused.
    pub reason: String,
}

/// What a form comes to: back to the deployment, or its page again with what was typed.
pub async fn answer(
    app: &App,
    viewer: &Viewer,
    number: DeploymentNumber,
    done: Result<(), ActionError>,
    form: Which,
    text: String,
) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(Redirect::to(&addresses::deployment(number)).into_response()),
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let returned = Returned { form, text, reason: error.sentence };
            let page = DeploymentPage::load(app, viewer, number, Some(returned)).await?;
            Ok((error.status, page.html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
