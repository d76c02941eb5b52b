//! The two forms of a release's page that give a reason for an environment: the report of a problem, and the clearing of
//! suspicion. Both come back filled in where they are refused.

use super::returned::{Returned, Which, answer};
use crate::access::policy::Denied;
use crate::actions::clear_suspicion::{Clearing, clear_suspicion};
use crate::actions::report_problem::{Problem, report_problem};
use crate::app::App;
use crate::domain::text::{Slug, Version};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// Either form; and the address of the page, which can fill the report in.
#[derive(Debug, Default, Deserialize)]
pub struct Sent {
    #[serde(default)]
    environment: String,
    #[serde(default)]
    reason: String,
    /// For a clearing what the person saw; see [`crate::actions::clear_suspicion::keys`].
    #[serde(default)]
    seen: String,
}

impl Sent {
    /// The report as the address fills it in; none where it says nothing.
    pub fn prefilled(self) -> Option<Returned> {
        let environment = Slug::parse(&self.environment).ok()?;
        let why = None;
        (!self.reason.is_empty()).then_some(Returned {
            which: Which::Problem,
            environment,
            text: self.reason,
            why,
        })
    }

    fn environment(&self) -> Result<Slug, Denied> {
        Slug::parse(&self.environment).map_err(|_| Denied::NotFound)
    }
}

/// `POST /projects/{project}/releases/{version}/problems`
pub async fn problem(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path((project, release)): Path<(String, Version)>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let environment = sent.environment()?;
    let problem = Problem { project, release, environment: environment.clone(), reason: sent.reason };
    let done = report_problem(&app, &viewer.actor(), &problem).await.map(drop);
    let page = (problem.project.as_str(), &problem.release);
    answer(&app, &viewer, page, done, (Which::Problem, environment, problem.reason.clone())).await
}

/// `POST /projects/{project}/releases/{version}/clearings`
pub async fn clearing(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path((project, release)): Path<(String, Version)>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let environment = sent.environment()?;
    let Sent { seen, reason, .. } = sent;
    let clearing = Clearing { project, release, environment: environment.clone(), reason, seen };
    let done = clear_suspicion(&app, &viewer.actor(), &clearing).await.map(drop);
    let page = (clearing.project.as_str(), &clearing.release);
    answer(&app, &viewer, page, done, (Which::Clearing, environment, clearing.reason.clone())).await
}
