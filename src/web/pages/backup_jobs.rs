//! `/projects/{project}/environments/{environment}/backups/{job}`: a backup job of a strategy, what it did, and whether
//! what it made was ever restored.

pub mod list;
mod page;

use crate::actions::backup_jobs::JobStanding;
use crate::actions::error::ActionError;
use crate::actions::run_backup_job::run_backup_job;
use crate::app::App;
use crate::domain::backup_job::Kind;
use crate::domain::text::{Slug, list_words};
use crate::domain::time::Time;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use page::JobPage;
use serde::Deserialize;
use std::sync::Arc;

/// The project, the environment and the job that an address names.
type Name = (Slug, Slug, Slug);

/// The form.
#[derive(Debug, Deserialize)]
pub struct Sent {
    kind: Kind,
}

/// `GET /projects/{project}/environments/{environment}/backups/{job}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<Name>,
) -> Result<Html<String>, WebError> {
    Ok(JobPage::load(&app, &viewer, &name, None).await?.html())
}

/// `POST /projects/{project}/environments/{environment}/backups/{job}/runs`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<Name>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let (project, environment, job) = &name;
    let words = (project.as_str(), environment.as_str(), job.as_str());
    match run_backup_job(&app, &viewer.actor(), words, sent.kind).await {
        Ok(()) => Ok(Redirect::to(&addresses::backup_job(project, environment, job)).into_response()),
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let page = JobPage::load(&app, &viewer, &name, Some(error.sentence)).await?;
            Ok((error.status, page.html()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `no backup has succeeded since 24 Nov 2026 10:00 UTC`
pub fn overdue_words(job: &JobStanding, now: Time) -> String {
    let late = |kind: Kind| {
        let what = match kind {
            Kind::Backup => "backup",
            Kind::Verify => "verified restore",
        };
        match job.pasts.of(kind).succeeded {
            Some(last) => format!("the last {what} is of {}", last.for_people()),
            None => format!("there has been no {what} yet"),
        }
    };
    let late: Vec<String> = job.overdue(now).into_iter().map(late).collect();
    format!("overdue: {}", list_words(&late))
}

#[cfg(test)]
mod tests;
