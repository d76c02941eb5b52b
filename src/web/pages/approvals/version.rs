//! One version of a runbook that waits for the viewer: where its commands would run, and the way to decide.

use crate::actions::waiting_for_you::VersionToDecide;
use crate::domain::text::count_of;
use crate::ui::button::{Look, actions, link_button};
use crate::ui::panel::Panel;
use crate::ui::state::{Shape, state};
use crate::web::addresses;
use leptos::prelude::*;

/// The card.
pub fn view(asked: &VersionToDecide) -> AnyView {
    let VersionToDecide { runbook, version, project_name, environment_name, endorsing } = asked;
    let title = format!("{}, version {}", version.content.title, version.number);
    let place = format!("{project_name}, {environment_name}");
    let runs = |step: &&crate::domain::runbook::Step| step.work.program().is_some() || step.reverse.is_some();
    let commands = version.content.steps.iter().filter(runs).count();
    let words = format!("{} with commands that would run in {environment_name}", count_of(commands, "step"));
    let needs = endorsing.standing.quorum.as_ref().map(|quorum| state(Shape::Waiting, quorum.needs()));
    let by = version.published_by_name.clone().map(|name| format!("Published by {name}"));
    let by = by.unwrap_or_else(|| "Published by an administrator of the server".to_owned());
    let button = actions(link_button(Look::Primary, "Read and decide", addresses::runbook(&runbook.slug)));
    Panel::new(title).aside(place).decision().body(view! {
        <p>{words}</p>
        <div class="actions">{needs}</div>
        <p class="quiet">{by}</p>
        {button}
    })
}
