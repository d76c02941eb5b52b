//! A form that was refused: its page comes again, with what was typed and the reason.

use super::about::About;
use super::page::DeploymentPage;
use crate::actions::error::ActionError;
use crate::app::App;
use crate::domain::deployment::State;
use crate::domain::id::DeploymentNumber;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::done::Done;
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
        Ok(()) => {
            let led_on = Redirect::to(&addresses::deployment(number)).into_response();
            Ok(match said(app, viewer, number, &form).await? {
                Some(done) => done.with(led_on),
                None => led_on,
            })
        }
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let returned = Returned { form, text, reason: error.sentence };
            let page = DeploymentPage::load(app, viewer, number, Some(returned)).await?;
            Ok((error.status, page.html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What the next page says was done, where that depends on how the deployment stands now.
async fn said(
    app: &App,
    viewer: &Viewer,
    number: DeploymentNumber,
    form: &Which,
) -> Result<Option<Done>, WebError> {
    if !matches!(form, Which::Approval | Which::Cancellation | Which::Recovery) {
        return Ok(None);
    }
    let about = About::load(&mut *app.store.read().await?, viewer, number, None).await?;
    let ended = about.has_ended();
    Ok(Some(Done(match form {
        Which::Approval => decided(&about),
        Which::Cancellation if ended => "cancelled",
        Which::Cancellation => "cancelling",
        _ if ended => "failed",
        _ => "resumed",
    })))
}

fn decided(about: &About) -> &'static str {
    let evaluation = &about.standing.evaluation;
    let lacks = evaluation.quorum.as_ref().is_some_and(|quorum| !quorum.is_met());
    match () {
        () if about.standing.state == State::Rejected => "rejected",
        () if lacks => "approved-more",
        () if !evaluation.unmet.is_empty() => "approved-waits",
        () if about.deployment.start_when_ready => "approved-automatic",
        () => "approved-ready",
    }
}
