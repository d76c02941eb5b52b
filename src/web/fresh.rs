//! What is dangerous asks for a fresh proof of who sits there: a session that was left open an hour ago approves
//! nothing. The one place that says how fresh, and what is answered where it is not.

use crate::app::App;
use crate::domain::id::{DeploymentNumber, RunNumber};
use crate::domain::runbook::Mode;
use crate::domain::time::Span;
use crate::store::{deployments, runs};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms;
use crate::web::pages::sign_in::again::{self, Kept};
use axum::extract::{RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// A proof is fresh for so long.
pub const FRESH: Span = Span::minutes(15);

/// How long ago a person may have proved who they are, for a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Whenever their session began.
    Any,
    /// No longer ago than [`FRESH`].
    Fresh,
    /// Fresh, where the plan of the deployment that the address names asks for approvals.
    FreshWhereApproved,
    /// Fresh, where the run that the address names is real.
    FreshInRealRun,
}

/// Lets a form through whose sender has proved freshly who they are. Others are asked to, and what they sent is kept in
/// the answer, to be sent again. Stands inside the guards that say who may be here at all.
pub async fn asked(
    State((app, proof)): State<(Arc<App>, Proof)>,
    viewer: Viewer,
    parameters: RawPathParams,
    request: Request,
    next: Next,
) -> Result<Response, WebError> {
    if is_fresh(&viewer) || !is_dangerous(&app, &viewer, proof, &parameters).await? {
        return Ok(next.run(request).await);
    }
    let to = request.uri().path().to_owned();
    let back = again::page_before(request.headers(), &app);
    let fields = forms::fields(request, &app, forms::LIMIT_BYTES).await?;
    again::ask(&app, &viewer, Kept { to, back, fields }).await
}

/// Whether the person has proved freshly who they are.
pub fn is_fresh(viewer: &Viewer) -> bool {
    viewer.now() - viewer.proved_at <= FRESH
}

/// A deployment or run that the viewer does not see is left to the handler, which does not know it either.
async fn is_dangerous(
    app: &App,
    viewer: &Viewer,
    proof: Proof,
    parameters: &RawPathParams,
) -> Result<bool, WebError> {
    let number =
        parameters.iter().find(|(name, _)| *name == "number").and_then(|(_, text)| text.parse().ok());
    match (proof, number) {
        (Proof::Any, _) => Ok(false),
        (Proof::Fresh, _) => Ok(true),
        (_, None) => Ok(false),
        (Proof::FreshWhereApproved, Some(number)) => is_approved(app, viewer, DeploymentNumber(number)).await,
        (Proof::FreshInRealRun, Some(number)) => is_real(app, viewer, RunNumber(number)).await,
    }
}

async fn is_approved(app: &App, viewer: &Viewer, number: DeploymentNumber) -> Result<bool, WebError> {
    let found = deployments::by_number(&mut *app.store.read().await?, number).await?;
    let seen = found.filter(|found| viewer.scope.sees(found.project, found.environment));
    Ok(seen.is_some_and(|found| found.plan.approvals.are_asked() && !found.immediate))
}

async fn is_real(app: &App, viewer: &Viewer, number: RunNumber) -> Result<bool, WebError> {
    let found = runs::in_scope(&mut *app.store.read().await?, number, &viewer.scope).await?;
    Ok(found.is_some_and(|run| run.mode == Mode::Real))
}
