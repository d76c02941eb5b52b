//! `/runbooks/{runbook}/approval`: somebody approves a version with commands for an environment, or rejects it.

use super::endorsed::{Endorsed, place_name};
use super::page::{Returned, again};
use crate::access::permission::Permission;
use crate::actions::approve_version::{TheirDecision, approve_version};
use crate::actions::endorsing::Endorsing;
use crate::app::App;
use crate::domain::approval::Decision;
use crate::domain::runbook::Runbook as Content;
use crate::domain::strategy::Program;
use crate::store::environments::Environment;
use crate::store::projects::Project;
use crate::store::runbook_versions::RunbookVersion;
use crate::store::runbooks::Runbook;
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

/// The form. The place is `project/environment`.
#[derive(Debug, Clone, Deserialize)]
pub struct Sent {
    version: i64,
    place: String,
    decision: Decision,
    #[serde(default)]
    comment: String,
    /// The SHA-256 of the text that the page showed.
    seen: String,
}

/// `POST /runbooks/{runbook}/approval`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(runbook): Path<String>,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let (project, environment) = sent.place.split_once('/').unwrap_or_default();
    let (runbook, version, decision) = (runbook.as_str(), sent.version, sent.decision);
    let (comment, seen) = (&*sent.comment, &*sent.seen);
    let theirs = TheirDecision { runbook, version, project, environment, decision, comment, seen };
    match approve_version(&app, &viewer.actor(), &theirs).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/{runbook}", addresses::RUNBOOKS)).into_response()),
        Err(error) => {
            let form = Returned { decided: Some(sent.clone()), ..Returned::default() };
            again(&app, &viewer, runbook, error, form).await
        }
    }
}

/// The decisions that the viewer is asked for or can still change, with the commands in full; none for others.
pub fn panels(
    viewer: &Viewer,
    runbook: &Runbook,
    endorsed: &[Endorsed],
    sent: Option<&Sent>,
) -> Option<AnyView> {
    let all = endorsed.iter().flat_map(|one| one.places.iter().map(move |place| (&one.version, place)));
    let panels: Vec<AnyView> =
        all.filter_map(|(version, place)| panel(viewer, runbook, version, place, sent)).collect();
    (!panels.is_empty()).then(|| panels.into_any())
}

fn panel(
    viewer: &Viewer,
    runbook: &Runbook,
    version: &RunbookVersion,
    (project, environment, here): &(Project, Environment, Endorsing),
    sent: Option<&Sent>,
) -> Option<AnyView> {
    let grants = viewer.grants();
    let is_asked = here.place.asked.are_asked()
        && here.standing.is_meant()
        && grants.may(Permission::Approve, project.id, environment.id);
    if !is_asked {
        return None;
    }
    let why_not = |decision| here.refusal(grants, viewer.person, decision, viewer.now());
    let (approve, reject) = (why_not(Decision::Approved), why_not(Decision::Rejected));
    let place = format!("{}/{}", project.slug, environment.slug);
    let own = sent.filter(|sent| sent.version == version.number && sent.place == place);
    let name = place_name(runbook, &project.name, &environment.name);
    let form = Form::post(format!("{}/approval", addresses::runbook(&runbook.slug)), viewer.csrf.as_str())
        .with("version", version.number.to_string())
        .with("place", place.clone())
        .with("seen", version.sha256.clone())
        .stacked();
    let words = "Approve only if you would let these commands run there. Your approval counts as long as you can \
                 approve there. Rejecting takes it back.";
    let form = form.view(fields(version.number, &place, own, approve, reject));
    Some(Panel::new(format!("Your decision: version {} in {name}", version.number)).decision().body(view! {
        <p class="quiet">{words}</p> {commands(&version.content)} {form}
    }))
}

fn fields(
    version: i64,
    place: &str,
    sent: Option<&Sent>,
    approve: Option<String>,
    reject: Option<String>,
) -> AnyView {
    let comment = Field::area("comment", "Comment").hint("A rejection needs one.");
    let comment = comment.id(format!("comment-{version}-{}", place.replace('/', "-")));
    let comment = comment.value(sent.map_or("", |sent| &sent.comment));
    let comment = reject.is_none().then(|| comment.view());
    let yes = Button::new(format!("Approve version {version}"))
        .look(Look::Primary)
        .answer("decision", Decision::Approved.word());
    let no = Button::new("Reject").look(Look::Danger).answer("decision", Decision::Rejected.word());
    let no = reject.is_none().then(|| no.view());
    view! { {comment} {actions(view! { {yes.refused(approve).view()} {no} })} }.into_any()
}

/// Every command as it would run, with its step.
fn commands(content: &Content) -> AnyView {
    let of_step = content.steps.iter().flat_map(|step| {
        let does = step.work.program().map(|program| (step.text.clone(), program));
        let undoes = step.reverse.as_ref().map(|program| (format!("Undoing “{}”", step.text), program));
        does.into_iter().chain(undoes)
    });
    let one = |(what, program): (String, &Program)| {
        let words = program.words();
        view! { <div class="quiet">{what}</div> <pre class="command">{words}</pre> }
    };
    of_step.map(one).collect_view().into_any()
}
