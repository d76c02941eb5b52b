//! `/runs/{number}/report.md`, `.html` and `.json`: the report of a run as a file.

use super::about::About;
use super::report::html;
use crate::app::App;
use crate::domain::id::RunNumber;
use crate::domain::run::clocks::clocks;
use crate::domain::run::report::{Finding, Measured, Report, steps, timeline};
use crate::store::to_json;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use std::sync::Arc;

/// `GET /runs/{number}/report.md`
pub async fn markdown(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
) -> Result<Response, WebError> {
    Ok(file(number, "md", "text/markdown; charset=utf-8", report(&app, &viewer, number).await?.markdown()))
}

/// `GET /runs/{number}/report.html`
pub async fn page(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
) -> Result<Response, WebError> {
    Ok(file(number, "html", "text/html; charset=utf-8", html(&report(&app, &viewer, number).await?)))
}

/// `GET /runs/{number}/report.json`
pub async fn json(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<RunNumber>,
) -> Result<Response, WebError> {
    Ok(file(number, "json", "application/json", to_json(&report(&app, &viewer, number).await?)))
}

fn file(number: RunNumber, ending: &str, kind: &'static str, content: String) -> Response {
    let name = format!("attachment; filename=\"run-{number}.{ending}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], content).into_response()
}

async fn report(app: &App, viewer: &Viewer, number: RunNumber) -> Result<Report, WebError> {
    let about = About::load(app, &mut *app.store.read().await?, viewer, number, None).await?;
    let (run, runbook, progress) = (&about.standing.run, &about.standing.runbook, &about.standing.progress);
    let attempts = about.attempts.listed();
    let findings = about.findings.iter().map(|finding| Finding {
        text: finding.text.clone(),
        owner: finding.owner_name.clone(),
        due: finding.due_on.date(),
        done: finding.done_at.is_some(),
    });
    Ok(Report {
        run: run.number.0,
        runbook: run.title.clone(),
        version: about.version.number,
        sha256: about.version.sha256.clone(),
        mode: run.mode,
        project: run.project_name.clone(),
        environment: run.environment_name.clone(),
        reason: run.reason.clone(),
        started_by: run.started_by_name.clone(),
        started_at: run.started_at.rfc3339(),
        ended_at: run.ended.map(|(at, _)| at.rfc3339()),
        state: progress.state().words(),
        clocks: clocks(runbook, progress, run.started_at, viewer.now()).iter().map(Measured::of).collect(),
        steps: steps(progress, &attempts),
        findings: findings.collect(),
        timeline: timeline(runbook, &about.events, &run.started_by_name, run.started_at),
    })
}
