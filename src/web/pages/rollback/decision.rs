//! The decision diagram of the strategy's template, as two forms and a way out.

use super::Way;
use super::page::{RollbackPage, Target, Typed};
use crate::access::permission::Permission;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::{Field, check};
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::web::addresses;
use leptos::prelude::*;

/// Critical? Then at once. Not critical, and not to go on like this? Then planned. Else: monitor.
pub fn panel(page: &RollbackPage, to: &Target) -> AnyView {
    if !page.may(Permission::RollBackNow) && !page.may(Permission::Request) {
        let words = "Your roles do not let you roll back here. Whoever deploys here does.";
        return Panel::new("Decide").body(view! { <p class="quiet">{words}</p> });
    }
    view! { {immediate(page, to)} {planned(page, to)} {monitor(page)} }.into_any()
}

fn immediate(page: &RollbackPage, to: &Target) -> AnyView {
    let version = &to.release.version;
    let slug = &page.environment.slug;
    let ends = page.back.slot.map(|number| format!(" It ends #{number} first.")).unwrap_or_default();
    let words = format!(
        "It asks nobody: no approvals, gates or checklist.{ends} Steps that people do are left for afterwards, and \
         another person reviews it."
    );
    let button = Button::new(format!("Roll back to {version} now"))
        .look(Look::Danger)
        .confirm(format!("Roll {slug} back to {version} now, without asking anybody?"));
    let against = match (page.may(Permission::RollBackNow), page.back.rolling_back, &to.plan) {
        (false, ..) => Some("your roles do not let you roll back at once here".to_owned()),
        (true, Some(number), _) => Some(format!("#{number} rolls this environment back already")),
        (true, None, plan) => plan.as_ref().err().cloned(),
    };
    let form = form(page, to, Way::Immediate, button, against);
    Panel::new("Critical? At once").decision().body(view! { <p class="quiet">{words}</p> {form} })
}

fn planned(page: &RollbackPage, to: &Target) -> AnyView {
    let words = "Not critical, but it cannot go on like this: an ordinary request with the usual approvals. Gates and \
                 earlier environments are not asked.";
    let button = Button::new(format!("Request a rollback to {}", to.release.version));
    let against = match (page.may(Permission::Request), &to.plan) {
        (false, _) => Some("your roles do not let you request deployments here".to_owned()),
        (true, plan) => plan.as_ref().err().cloned(),
    };
    let form = form(page, to, Way::Planned, button, against);
    Panel::new("Not critical? Planned").decision().body(view! { <p class="quiet">{words}</p> {form} })
}

fn monitor(page: &RollbackPage) -> AnyView {
    let href = match page.back.slot {
        Some(number) => addresses::deployment(number),
        None => addresses::environment(&page.environment.slug),
    };
    let button = actions(link_button(Look::Plain, "Leave it as it is", href));
    Panel::new("Can it go on? Monitor").body(view! {
        <p class="quiet">"Nothing is changed. Watch it, and come back when it gets worse."</p>
        {button}
    })
}

/// One of the two forms; where something is against it, its button with the reason.
fn form(page: &RollbackPage, to: &Target, way: Way, button: Button, against: Option<String>) -> AnyView {
    if against.is_some() {
        return actions(button.refused(against).view());
    }
    let (word, id) = match way {
        Way::Immediate => ("immediate", "reason-now"),
        Way::Planned => ("planned", "reason-planned"),
    };
    let typed = page.typed.as_ref().filter(|typed| typed.way == way);
    let reason = Field::area("reason", "Reason")
        .id(id)
        .required()
        .value(typed.map(|typed| typed.reason.clone()).unwrap_or_default())
        .error(typed.map(|typed| typed.why.clone()));
    let no_fault = no_fault(way, typed);
    let place = addresses::rollback(&page.project.slug, &page.environment.slug, &to.release.version);
    let action = place.split('?').next().unwrap_or_default();
    Form::post(action, page.viewer.csrf.as_str())
        .with("way", word)
        .with("to", to.release.version.as_str())
        .stacked()
        .view(view! { {reason.view()} {no_fault} {actions(button.view())} })
}

/// The release that is taken away becomes suspect unless the person who rolls back says that it is not at fault.
fn no_fault(way: Way, typed: Option<&Typed>) -> AnyView {
    let id = match way {
        Way::Immediate => "no-fault-now",
        Way::Planned => "no-fault-planned",
    };
    let why = Field::area("no_fault_reason", "Why is the release not at fault?")
        .id(format!("{id}-reason"))
        .hint(
            "Required if you tick the box: a host was down, for example. The reviewer will judge it. Otherwise the \
             release that is taken away becomes suspect.",
        )
        .value(typed.map(|typed| typed.no_fault_reason.clone()).unwrap_or_default());
    let ticked = typed.is_some_and(|typed| typed.no_fault);
    view! { {check("no_fault", "The release is not at fault", ticked)} {why.view()} }.into_any()
}
