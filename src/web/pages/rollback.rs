//! `/projects/{project}/environments/{environment}/rollback`: the honest page before a rollback, and the rollback.

pub mod way_back;

mod decision;
mod facts;
mod page;
mod reason;
mod swap;

use crate::actions::error::ActionError;
use crate::actions::request_deployment::{Asked, request_deployment};
use crate::actions::roll_back::roll_back;
use crate::app::App;
use crate::domain::refusal::Refusal;
use crate::domain::text::{Slug, Version};
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::done::Done;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::{Path, Query};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use page::{RollbackPage, Typed};
use reason::Reason;
use serde::Deserialize;
use std::sync::Arc;

/// The query of the address.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// The version to go back to; the last good one where nothing is said.
    to: Option<String>,
}

/// The form.
#[derive(Debug, Deserialize)]
pub struct Sent {
    to: String,
    way: Way,
    #[serde(default)]
    about: String,
    #[serde(default)]
    reason: String,
    /// Whether the release that is taken away is not at fault.
    #[serde(default)]
    no_fault: Option<String>,
    /// Why it is not.
    #[serde(default)]
    no_fault_reason: String,
}

impl Sent {
    fn reason(&self) -> Reason {
        Reason { about: self.about.clone(), reason: self.reason.clone() }
    }
}

/// The two ways back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// At once, asking nobody.
    Immediate,
    /// A request with the usual approvals.
    Planned,
}

/// `GET /projects/{project}/environments/{environment}/rollback?to=VERSION`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(place): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, WebError> {
    let page = RollbackPage::load(&app, &viewer, &place, wanted.to.as_deref(), None).await?;
    Ok(page.html())
}

/// `POST /projects/{project}/environments/{environment}/rollback`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(place): Path<(String, String)>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    match carry_out(&app, &viewer, &place, &sent).await {
        Ok(number) => {
            let word = if sent.way == Way::Immediate { "rollback-now" } else { "rollback-requested" };
            Ok(Done(word).with(Redirect::to(&addresses::deployment(number)).into_response()))
        }
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let no_fault = sent.no_fault.is_some();
            let no_fault_reason = sent.no_fault_reason.clone();
            let typed = Typed {
                way: sent.way,
                reason: sent.reason(),
                no_fault,
                no_fault_reason,
                why: error.sentence,
            };
            let page = RollbackPage::load(&app, &viewer, &place, Some(&sent.to), Some(typed)).await?;
            Ok((error.status, page.html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn carry_out(
    app: &App,
    viewer: &Viewer,
    place: &(String, String),
    sent: &Sent,
) -> Result<crate::domain::id::DeploymentNumber, ActionError> {
    let not_found = |_| ActionError::from(crate::access::policy::Denied::NotFound);
    let asked = Asked {
        project: place.0.clone(),
        environment: Slug::parse(&place.1).map_err(not_found)?,
        release: Version::parse(&sent.to).map_err(Refusal::invalid)?,
        rollback: true,
        reason: sent.reason().words(),
        no_fault: claim(sent)?,
    };
    match sent.way {
        Way::Immediate => roll_back(app, &viewer.actor(), &asked).await,
        Way::Planned => request_deployment(app, &viewer.actor(), &asked).await,
    }
}

/// Why the release is not at fault, if that is said. A reason without the tick, or a tick without the reason, is asked
/// about.
fn claim(sent: &Sent) -> Result<Option<String>, ActionError> {
    let reason = sent.no_fault_reason.trim();
    if sent.no_fault.is_none() && !reason.is_empty() {
        let words = "Tick “The release is not at fault”, or remove the reason for it. Nothing was changed.";
        return Err(Refusal::invalid(words).into());
    }
    Ok(sent.no_fault.as_ref().map(|_| reason.to_owned()))
}

#[cfg(test)]
mod tests;
