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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The report of a problem.
    Problem,
    /// The clearing.
    Clearing,
}

/// A refused form, or one that the address fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Which.
    pub which: Which,
    /// For which environment.
    pub environment: Slug,
    /// What was typed.
    pub text: String,
    /// Why it was refused; none where it was not sent yet.
    pub why: Option<String>,
}

/// What a form comes to: back to the release, or its page again with what was typed.
pub async fn answer(
    app: &App,
    viewer: &Viewer,
    (project, version): (&str, &Version),
    done: Result<(), ActionError>,
    (which, environment, text): (Which, Slug, String),
) -> Result<Response, WebError> {
    match done {
        Ok(()) => {
            let project = Slug::parse(project).map_err(|_| WebError::not_found())?;
            Ok(Redirect::to(&addresses::release(&project, version)).into_response())
        }
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let returned = Returned { which, environment, text, why: Some(error.sentence) };
            let page = ReleasePage::load(app, viewer, project, version, Some(returned)).await?;
            Ok((error.status, page.html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
