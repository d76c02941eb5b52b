//! `/deployments/{number}/approval`: a stakeholder decides.

use super::about::About;
use super::returned::{Which, answer};
use crate::actions::approve_deployment::{TheirDecision, approve_deployment};
use crate::actions::deciding::{Deciding, counts_for};
use crate::app::App;
use crate::domain::approval::Decision;
use crate::domain::id::DeploymentNumber;
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::ui::reach::roomy;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

/// The id of the form, for the button that stands outside of it.
pub const FORM: &str = "decide";
/// The id of the comment, which a rejection needs.
pub const COMMENT: &str = "comment";

/// The form.
#[derive(Debug, Deserialize)]
pub struct Sent {
    decision: Decision,
    #[serde(default)]
    comment: String,
    /// The hash of the plan that the page showed.
    plan: String,
}

/// For people whose approval would add nothing now.
const SPARE: &str = "No more approvals are needed from your roles. Yours would count if another one ends.";

/// `POST /deployments/{number}/approval`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(number): Path<DeploymentNumber>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let theirs = TheirDecision { decision: sent.decision, comment: sent.comment, seen_plan_hash: sent.plan };
    let done = approve_deployment(&app, &viewer.actor(), number, &theirs).await;
    answer(&app, &viewer, number, done, Which::Approval, theirs.comment).await
}

/// The panel with the decision; none for whom nobody asks.
pub fn panel(about: &About) -> Option<AnyView> {
    let (approve, reject) = match &about.deciding {
        Deciding::NotAsked => return None,
        Deciding::Now | Deciding::Spare => (None, None),
        Deciding::OnlyReject(why) => (Some(why.clone()), None),
        Deciding::NotNow(why) => (Some(why.clone()), Some(why.clone())),
    };
    let counts = counts_for(&about.deployment, about.viewer.grants());
    let counts = counts.map(|span| format!("counts for {span}"));
    let panel = Panel::new("Your decision").aside(counts).decision();
    let form = about.form("approval").id(FORM).with("plan", about.deployment.plan_hash.clone()).stacked();
    Some(panel.body(decision(form, about, approve, reject)))
}

fn decision(form: Form, about: &About, approve: Option<String>, reject: Option<String>) -> AnyView {
    let version = &about.deployment.version;
    let may_reject = reject.is_none();
    let reason = approve.clone();
    let approve = Button::new(format!("Approve {version}"))
        .look(Look::Primary)
        .answer("decision", Decision::Approved.word());
    let approve = approve.disabled(reason.is_some()).view();
    // Where the bar has the button, it stands there alone.
    let approve = if reason.is_some() { approve } else { roomy(approve) };
    let no = Button::new("Reject").look(Look::Danger).answer("decision", Decision::Rejected.word());
    let buttons = view! { {approve} {no.disabled(!may_reject).view()} };
    let why = reason.map(|reason| view! { <span class="why">{reason}</span> });
    let comment = Field::area("comment", "Comment")
        .id(COMMENT)
        .hint("Required to reject")
        .value(about.typed(&Which::Approval));
    let bound = format!(
        "Counts only for this release, these steps and this strategy ({}). If any of them changes, you are asked again.",
        about.deployment.strategy_number
    );
    let comment = may_reject.then(|| comment.view());
    let spare = (about.deciding == Deciding::Spare).then(|| view! { <span class="why">{SPARE}</span> });
    let content = view! { {comment} {actions(buttons)} {why} {spare} <span class="why">{bound}</span> };
    if may_reject { form.view(content) } else { content.into_any() }
}
