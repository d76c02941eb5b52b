//! One deployment that waits for the viewer: what changes, what could go wrong, the evidence, and the way to decide.

use super::Asked;
use crate::domain::gate::Verdict;
use crate::domain::irreversible::Irreversible;
use crate::domain::release::Change;
use crate::domain::text::{count_of, list_words};
use crate::ui;
use crate::ui::button::{Look, actions, link_button};
use crate::ui::panel::Panel;
use crate::ui::state::{Shape, state, state_link};
use crate::ui::time::moment;
use crate::web::addresses;
use leptos::prelude::*;

/// So many commits are told; the deployment's page has the rest.
const TOLD: usize = 3;

/// The card.
pub fn view(asked: &Asked) -> AnyView {
    let deployment = &asked.open.deployment;
    let title =
        format!("{} {} to {}", deployment.project_name, deployment.version, deployment.environment_slug);
    let moved = asked.around.moved.as_ref();
    let replaces = match moved.map(|moved| moved.to.as_slice()) {
        Some([one]) => Some(one),
        Some(_) => None,
        None => deployment.replaces_version.as_ref(),
    };
    let replaces = replaces.map(|old| format!(" · replaces {old}"));
    let aside = view! { {format!("#{}", deployment.number)} {replaces} };
    let by = format!(" by {}", deployment.requested_by_name);
    let reason =
        (!deployment.request_reason.is_empty()).then(|| format!(": “{}”", deployment.request_reason));
    let page = addresses::deployment(deployment.number);
    let button = actions(link_button(Look::Primary, "Read and decide", page));
    Panel::new(title).aside(aside).decision().body(view! {
        {changes(asked)}
        {before(asked)}
        <div class="actions">{suspected(asked)} {irreversible(asked)} {gates(asked)} {approvals(asked)}</div>
        <p class="quiet">"Requested " {moment(deployment.requested_at)} {by} {reason}</p>
        {button}
    })
}

fn changes(asked: &Asked) -> AnyView {
    let all: Vec<&Change> = asked.brought.iter().flat_map(|of| &of.changes).collect();
    if all.is_empty() {
        return view! { <p class="quiet">"No commits were registered with the release."</p> }.into_any();
    }
    let told = all.iter().take(TOLD).map(|change| {
        let ticket = change.ticket.clone().map(|ticket| view! { <span class="mono">{ticket} " "</span> });
        view! { <li>{ticket} {change.subject.clone()} " " <span class="quiet">{change.author.clone()}</span></li> }
    });
    let more = all.len().saturating_sub(TOLD);
    let more = (more > 0).then(|| view! { <li class="quiet">{format!("and {more} more")}</li> });
    view! { <ul class="changes">{told.collect_view()} {more}</ul> }.into_any()
}

/// That its release was rejected or rolled back before, and that another one serves than at the request.
fn before(asked: &Asked) -> AnyView {
    let moved = asked.around.moved.as_ref().map(|_| {
        let slug = &asked.open.deployment.environment_slug;
        state(Shape::Waiting, format!("{slug} changed since the request: this is the new difference"))
    });
    let earlier = asked.around.earlier.iter().map(|one| {
        let words = match one.rollback {
            true => {
                format!("Rolled back before in {}, by #{}: “{}”", one.environment, one.number, one.reason)
            }
            false => format!("#{} for {}: {}", one.number, one.environment, one.reason),
        };
        state_link(Shape::Failed, words, addresses::deployment(one.number))
    });
    view! { <div class="actions">{moved} {earlier.collect_view()}</div> }.into_any()
}

fn irreversible(asked: &Asked) -> Option<AnyView> {
    if asked.brought.is_empty() {
        return None;
    }
    let declared = Irreversible::over(asked.brought.iter().map(|of| of.irreversible));
    Some(ui::irreversible::irreversible(declared))
}

fn suspected(asked: &Asked) -> Option<AnyView> {
    let suspicion = &asked.open.standing.suspicion;
    if suspicion.is_suspect() {
        return Some(state(Shape::Failed, "Suspect"));
    }
    let history = !suspicion.causes.is_empty();
    history.then(|| state(Shape::Waiting, "Rolled back or reported before"))
}

fn gates(asked: &Asked) -> Option<AnyView> {
    let gates = &asked.open.standing.evaluation.gates;
    if gates.is_empty() {
        return None;
    }
    let passing = gates.iter().filter(|gate| gate.verdict == Verdict::Pass).count();
    let shape = if passing == gates.len() { Shape::Live } else { Shape::Failed };
    Some(state(shape, format!("{passing} of {} gates pass", gates.len())))
}

fn approvals(asked: &Asked) -> Option<AnyView> {
    let quorum = asked.open.standing.evaluation.quorum.as_ref()?;
    let mut words = format!("{} of {}", quorum.have, count_of(quorum.required as usize, "approval"));
    let open: Vec<String> =
        quorum.open().into_iter().map(|(missing, roles)| format!("{missing} more from {roles}")).collect();
    if !open.is_empty() {
        words.push_str(&format!(": {}", list_words(&open)));
    }
    Some(state(Shape::Waiting, words))
}
