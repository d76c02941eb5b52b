//! If it goes wrong: the way back, while a deployment runs.

use super::about::About;
use super::cancellation;
use super::changes::Changes;
use super::steps::Steps;
use crate::access::permission::Permission;
use crate::domain::irreversible::Irreversible;
use crate::domain::text::list_words;
use crate::ui::button::{Look, actions, link_button};
use crate::ui::panel::Panel;
use crate::web::addresses;
use crate::web::pages::rollback::way_back::WayBack;
use leptos::prelude::*;

/// The panel, while it runs, for whom may do something about it. An interrupted one has the way back at its top.
pub fn panel(about: &About, way_back: Option<AnyView>) -> Option<AnyView> {
    if !about.has_started() || about.has_ended() || about.deployment.interrupted {
        return None;
    }
    if let Some(stop) = &about.deployment.stop_requested {
        let words = format!("{}. It ends as soon as its processes are gone.", stop.reason);
        return Some(Panel::new("Being ended").body(view! { <p>{words}</p> }));
    }
    let cancel = cancellation::form(about);
    if cancel.is_none() && way_back.is_none() {
        return None;
    }
    Some(Panel::new("If it goes wrong").decision().body(view! { {way_back} {cancel} }))
}

/// What a rollback from here would do, and the way to it; none for whom may not.
pub fn way_back(about: &About, steps: &Steps, back: &WayBack, changes: &Changes) -> Option<AnyView> {
    if !about.may(Permission::RollBackNow) && !about.may(Permission::Request) {
        return None;
    }
    let Some(good) = &back.last_good else {
        let words = "Nothing to roll back to: this is the first successful deployment.";
        return Some(view! { <p class="quiet">{words}</p> }.into_any());
    };
    let deployment = &about.deployment;
    let version = &good.version;
    let mut words =
        format!("Stops #{} and {}.", deployment.number, puts_back(about, steps, version.as_str()));
    words.push_str(&back.took.map(|took| format!(" Took {took} last time.")).unwrap_or_default());
    words.push_str(what_returns(about, changes));
    let page = addresses::rollback(&deployment.project_slug, &deployment.environment_slug, version);
    let button = link_button(Look::Danger, format!("Roll back to {version}"), page);
    Some(view! { <p class="quiet">{words}</p> {actions(button)} }.into_any())
}

/// `puts 2.7.3 back on web-1 and web-2; web-3 never left it`
fn puts_back(about: &About, steps: &Steps, version: &str) -> String {
    let (touched, rest) = steps.touched(about);
    match (touched.as_slice(), rest.as_slice()) {
        ([], _) => format!("keeps {version}, which no target has left"),
        (touched, []) => format!("puts {version} back on {}", list_words(touched)),
        (touched, rest) => {
            format!("puts {version} back on {}; {} never left it", list_words(touched), list_words(rest))
        }
    }
}

fn what_returns(about: &About, changes: &Changes) -> &'static str {
    if changes.back || changes.brought.is_empty() || about.around.base.is_none() {
        return " Brings back the program, not data.";
    }
    match Irreversible::over(changes.brought.iter().map(|of| of.irreversible)) {
        Irreversible::Yes => {
            " Brings back the program, not data: a release in between changes data for good."
        }
        Irreversible::No => " Brings back the program; no release in between changes data for good.",
        Irreversible::NotDeclared => {
            " Brings back the program, not data: not every release in between declared whether it changes data for \
             good."
        }
    }
}
