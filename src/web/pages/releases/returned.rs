//! A form of a release's page that was refused: the page comes again, with what was typed and the reason.

use super::page::ReleasePage;
use crate::actions::error::ActionError;
use crate::app::App;
use crate::domain::text::{Slug, Version};
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use axum::response::{IntoResponse, Redirect, Response};

/// Which form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The report of a problem, in this environment.
    Problem(String),
    /// The clearing in this environment.
    Clearing(Slug),
}

/// A refused form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Which.
    pub which: Which,
    /// What was typed.
    pub text: String,
    /// Why it was refused.
    pub why: String,
}

/// What a form comes to: back to the release, or its page again with what was typed.
pub async fn answer<T>(
    app: &App,
    viewer: &Viewer,
    (project, version): (&str, &Version),
    done: Result<T, ActionError>,
    (which, text): (Which, String),
) -> Result<Response, WebError> {
    match done {
        Ok(_) => {
            let project = Slug::parse(project).map_err(|_| WebError::not_found())?;
            Ok(Redirect::to(&addresses::release(&project, version)).into_response())
        }
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let returned = Returned { which, text, why: error.sentence };
            let page = ReleasePage::load(app, viewer, project, version, Some(returned)).await?;
            Ok((error.status, page.html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
