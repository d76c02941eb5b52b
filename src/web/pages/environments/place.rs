//! One project in an environment: what its targets serve, what its document says about them, what can be done.

use crate::actions::overview::Place;
use crate::domain::cell::Shows;
use crate::domain::strategy::EnvironmentRules;
use crate::domain::text::{Slug, count_of};
use crate::ui::link::perhaps;
use crate::ui::panel::facts;
use crate::ui::state::{Shape, state, targets};
use crate::ui::time::moment;
use crate::ui::version::{mono, version};
use crate::web::addresses;
use crate::web::pages::board::words::state_of;
use crate::web::pages::moves::{At, Moves, buttons};
use crate::web::pages::suspicion;
use leptos::prelude::*;

/// So many ways back stand beside each other; the history has all.
const MOST_BACK: usize = 3;

/// The panel, whose line tells what serves; `open` shows all of it at once.
pub fn panel(at: At<'_>, open: bool) -> AnyView {
    let (shape, words) = state_of(at.place);
    let serves = at.place.main().map(|main| view! { {mono(main.version.as_str())} " " }.into_any());
    let rules = at.overview.rules(at.project.id, at.environment);
    view! {
        <details class="panel place" open=open id=format!("project-{}", at.project.slug)>
            <summary>
                <h2>{at.project.name.clone()}</h2>
                <span>{serves} {state(shape, words)}</span>
            </summary>
            <div class="body">
                <div>{serving(at.place)} {suspected(at)} {on_targets(at.place, rules)} {acts(at)} {on(at)}</div>
                {rules.map(written)}
            </div>
        </details>
    }
    .into_any()
}

fn on(at: At<'_>) -> AnyView {
    let words = format!("All of {}", at.project.name);
    view! { <p><a href=addresses::project(&at.project.slug)>{words}</a></p> }.into_any()
}

fn serving(place: &Place) -> Option<AnyView> {
    let main = place.main()?;
    let by = format!(" by {}, ", main.by);
    let number = main.deployment;
    Some(
        view! {
            <div>
                {version(main.version.as_str(), main.behind)}
                <span class="quiet">
                    "since " {moment(main.since)} {by}
                    <a href=addresses::deployment(number)>{format!("#{number}")}</a>
                </span>
            </div>
        }
        .into_any(),
    )
}

/// Why a release that serves here is suspect.
fn suspected(at: At<'_>) -> Option<AnyView> {
    let told = at.place.suspects.iter().map(|(version, cause)| {
        let why = suspicion::cause(cause, version, &at.project.slug, at.viewer.grants());
        view! { <p>{state(Shape::Failed, format!("{version} is suspect"))} " " {why}</p> }
    });
    let told: Vec<_> = told.collect();
    (!told.is_empty()).then(|| told.into_any())
}

/// Every target that the document names, and those that serve something though it no longer names them.
fn on_targets(place: &Place, rules: Option<&EnvironmentRules>) -> AnyView {
    let named: Vec<&str> = rules.map(|of| of.targets.iter().map(Slug::as_str).collect()).unwrap_or_default();
    let left = place.live.iter().map(|live| live.target.as_str()).filter(|target| !named.contains(target));
    let all: Vec<&str> = named.iter().copied().chain(left).collect();
    let even = place.shows() == Shows::Live;
    let shown = all.iter().map(|target| match place.live.iter().find(|live| live.target == *target) {
        Some(live) if even => (Shape::Live, format!("{target}: {}", live.version)),
        Some(live) => (Shape::Waiting, format!("{target}: {}", live.version)),
        None => (Shape::Empty, format!("{target}: nothing")),
    });
    view! { <div><h3>{count_of(all.len(), "target")}</h3>{targets(shown.collect())}</div> }.into_any()
}

fn acts(at: At<'_>) -> Option<AnyView> {
    let Moves { promote, deploy, .. } = at.moves();
    let back = at.ways_back().into_iter().take(MOST_BACK);
    buttons(promote.into_iter().chain(deploy).chain(back).collect())
}

/// What the document says about the environment.
fn written(rules: &EnvironmentRules) -> AnyView {
    let url = rules.url.as_deref().map(|url| view! { <p>{perhaps(Some(url), url)}</p> });
    view! {
        <div>{list("Infrastructure", &rules.infrastructure)}</div>
        <div>{list("Configuration", &rules.configuration)} {url}</div>
    }
    .into_any()
}

fn list(title: &'static str, pairs: &[(String, String)]) -> Option<AnyView> {
    let pairs: Vec<(String, AnyView)> =
        pairs.iter().map(|(key, value)| (key.clone(), value.clone().into_any())).collect();
    (!pairs.is_empty()).then(|| view! { <h3>{title}</h3> {facts(pairs)} }.into_any())
}
