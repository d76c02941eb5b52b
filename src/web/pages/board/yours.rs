//! Waiting for you: what only a person can do, and this one may do now.

use crate::actions::open_deployments::Open;
use crate::actions::overview::Overview;
use crate::actions::waiting_for_you::{Task, may_review, task};
use crate::domain::access_change::CellChange;
use crate::domain::deployment::Kind;
use crate::domain::id::DeploymentNumber;
use crate::domain::time::Time;
use crate::store::access_changes::Proposed;
use crate::store::board::OpenReview;
use crate::store::deployments::Deployment;
use crate::ui::button::{Look, link_button};
use crate::ui::time::moment;
use crate::ui::yours::Waiting;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::pages::admin::access;
use leptos::prelude::*;

/// What waits for the viewer, most pressing first; the first has the page's one primary button.
pub fn yours(viewer: &Viewer, overview: &Overview, changes: &[Proposed]) -> Vec<Waiting> {
    let mut waiting: Vec<(Task, DeploymentNumber, AnyView)> = Vec::new();
    for (project, environment, place) in overview.places() {
        for open in &place.open {
            let task = task(open, viewer.grants(), viewer.person, viewer.now_for(open));
            waiting.extend(task.map(|task| (task, open.deployment.number, about(task, open))));
        }
        let mine = |review: &&OpenReview| may_review(review, viewer.grants(), viewer.person);
        for review in place.reviews.iter().filter(mine) {
            let about = of_review(&project.name, &environment.name, review);
            waiting.push((Task::Review, review.deployment, about));
        }
    }
    waiting.sort_by_key(|(task, number, _)| (*task, *number));
    let tasks =
        waiting.into_iter().map(|(task, number, about)| (word(task), about, addresses::deployment(number)));
    let changes = changes.iter().map(|proposed| ("Decide", of_change(proposed), access::PATH.to_owned()));
    let looks = std::iter::once(Look::Primary).chain(std::iter::repeat(Look::Plain));
    tasks
        .chain(changes)
        .zip(looks)
        .map(|((word, about, href), look)| Waiting {
            word: word.to_owned(),
            about,
            button: link_button(look, "Open", href),
        })
        .collect()
}

fn word(task: Task) -> &'static str {
    match task {
        Task::Recover => "Recover",
        Task::Confirm => "Confirm",
        Task::Approve => "Approve",
        Task::Answer => "Answer",
        Task::Start => "Start",
        Task::Review => "Review",
    }
}

fn about(task: Task, open: &Open) -> AnyView {
    let deployment = &open.deployment;
    let (number, environment) = (deployment.number, &deployment.environment_slug);
    let (what, to) = (format!("{} {}", deployment.project_name, deployment.version), to(deployment));
    match task {
        Task::Confirm => {
            let progress = open.progress.as_ref();
            let step = progress.map(|progress| progress.text.clone());
            let begun = progress.and_then(|progress| progress.began_at).map(|at| asked(number, at));
            view! { <b>{what}</b> ": " <i>{step}</i> {format!(" in {environment} ")} {begun} }.into_any()
        }
        Task::Recover => {
            view! { <b>{what}</b> {format!(" {to} was interrupted ")} {quiet(format!("#{number}"))} }
                .into_any()
        }
        Task::Start => {
            let agreed = quiet(format!("#{number}{}", agreed(open)));
            view! { <b>{what}</b> {format!(" {to} is ready ")} {agreed} }.into_any()
        }
        Task::Answer => {
            let asked = asked(number, deployment.requested_at);
            view! { <b>{what}</b> {format!(" {to} needs your answer on the checklist ")} {asked} }.into_any()
        }
        Task::Approve | Task::Review => {
            let asked = asked(number, deployment.requested_at);
            view! { <b>{what}</b> {format!(" {to} {} ", have(open))} {asked} }.into_any()
        }
    }
}

/// `#137 · asked 6 min ago`
fn asked(number: DeploymentNumber, at: Time) -> AnyView {
    view! { <span class="quiet">{format!("#{number} · asked ")} {moment(at)}</span> }.into_any()
}

fn quiet(words: String) -> AnyView {
    view! { <span class="quiet">{words}</span> }.into_any()
}

/// `to production`, `back to production`
fn to(deployment: &Deployment) -> String {
    match deployment.kind {
        Kind::Rollback => format!("back to {}", deployment.environment_slug),
        Kind::Deploy | Kind::Redeploy => format!("to {}", deployment.environment_slug),
    }
}

fn have(open: &Open) -> String {
    let quorum = open.standing.evaluation.quorum.as_ref();
    quorum.map(|q| format!("has {} of {} approvals", q.have, q.required)).unwrap_or_default()
}

fn agreed(open: &Open) -> String {
    let quorum = open.standing.evaluation.quorum.as_ref();
    quorum.map(|q| format!(" · {} of {} approvals", q.have, q.required)).unwrap_or_default()
}

/// `Access: Developer on production: None → Read · proposed by Ada 6 min ago`
pub fn of_change(proposed: &Proposed) -> AnyView {
    let cells: Vec<String> = proposed.change.cells.iter().map(CellChange::words).collect();
    view! {
        <b>"Access"</b> {format!(": {} ", cells.join("; "))}
        <span class="quiet">{format!("proposed by {} ", proposed.by_name)} {moment(proposed.at)}</span>
    }
    .into_any()
}

fn of_review(project: &str, environment: &str, review: &OpenReview) -> AnyView {
    let words = format!(" in {environment} was rolled back to {} by {} ", review.version, review.by);
    view! {
        <b>{project.to_owned()}</b> {words}
        <span class="quiet">{format!("#{} · ", review.deployment)} {moment(review.opened_at)}</span>
    }
    .into_any()
}
