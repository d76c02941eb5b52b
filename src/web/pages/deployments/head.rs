//! The head of a deployment's page: what goes where, who asked, and where it stands.

use super::about::About;
use super::plan::typical;
use super::risk::Risk;
use super::steps::Steps;
use super::{start, words};
use crate::domain::deployment::{Kind, State};
use crate::domain::text::count_of;
use crate::domain::time::Span;
use crate::store::deployments::Deployment;
use crate::ui::page::Page;
use crate::ui::state::state;
use crate::ui::time::moment;
use crate::ui::version::mono;
use leptos::prelude::*;

/// `#42 waiting: production`
pub fn title(about: &About) -> String {
    let Deployment { number, environment_slug, .. } = &about.deployment;
    format!("#{number} {}: {environment_slug}", about.standing.state.words().to_lowercase())
}

/// The page around its content.
pub fn page(about: &About, steps: &Steps, risk: &Risk) -> Page {
    let badge = state(words::shape(about.standing.state), badge(about, steps, risk));
    Page::new(heading(&about.deployment)).about(line(about)).actions(view! { {badge} {start::button(about)} })
}

fn heading(deployment: &Deployment) -> AnyView {
    let project = deployment.project_name.clone();
    let (version, environment) = (mono(deployment.version.as_str()), deployment.environment_slug.to_string());
    match deployment.kind {
        Kind::Deploy => view! { {project} " " {version} " to " {environment} }.into_any(),
        Kind::Redeploy => view! { {project} " " {version} " to " {environment} " again" }.into_any(),
        Kind::Rollback => view! { {project} " back to " {version} " in " {environment} }.into_any(),
    }
}

/// `#142 · replaces 2.7.3 · rolling over 3 targets · requested 25 min ago by DevOps on-call`
fn line(about: &About) -> AnyView {
    let deployment = &about.deployment;
    let mut words = vec![format!("#{}", deployment.number)];
    if deployment.immediate {
        words.push("immediate, without approvals".to_owned());
    }
    words.extend(about.replaces().map(|old| format!("replaces {old}")));
    if deployment.plan.targets.len() > 1 {
        words.push(format!("rolling over {}", count_of(deployment.plan.targets.len(), "target")));
    }
    let words = words.join(" · ");
    if let Some(at) = deployment.started_at {
        let by = match &deployment.started_by_name {
            Some(name) => format!(" by {name}"),
            None => format!(" automatically, requested by {}", deployment.requested_by_name),
        };
        return view! { {format!("{words} · started ")} {moment(at)} {by} }.into_any();
    }
    view! {
        {format!("{words} · requested ")} {moment(deployment.requested_at)}
        {format!(" by {}", deployment.requested_by_name)}
    }
    .into_any()
}

/// Where it stands, and for whom.
fn badge(about: &About, steps: &Steps, risk: &Risk) -> String {
    let state = about.standing.state;
    let unmet = &about.standing.evaluation.unmet;
    match state {
        State::Waiting => words::waiting(unmet, &about.deciding, |slug| about.sees(slug)),
        State::Ready if about.deployment.start_when_ready => "Ready; starts automatically".to_owned(),
        State::Running | State::AwaitingPerson if about.deployment.stop_requested.is_some() => {
            "Being ended".to_owned()
        }
        State::Running => format!("Running, {}", left(about, risk).unwrap_or_else(|| steps.progress())),
        State::AwaitingPerson => match steps.current() {
            Some(step) => format!("Waiting for a person: {}", step.text),
            None => state.words().to_owned(),
        },
        state => state.words().to_owned(),
    }
}

/// `about 6 min left`, as far as earlier deployments tell.
fn left(about: &About, risk: &Risk) -> Option<String> {
    let elapsed = about.viewer.now() - about.deployment.started_at?;
    let left = typical(&risk.took_lately)?.0 - elapsed.0;
    (left > 0).then(|| format!("about {} left", Span(left)))
}
