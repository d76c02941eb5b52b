//! The decision diagram of the strategy's template, as two forms and a way out.

use super::Way;
use super::page::{RollbackPage, Target};
use crate::access::permission::Permission;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::ui::reach::reach;
use crate::web::addresses;
use leptos::prelude::*;

/// The id of the form of the immediate rollback, for the button that stands outside of it.
const FORM: &str = "back-now";

/// Critical? Then at once. Not critical, and not to go on like this? Then planned. Else: monitor.
pub fn panel(page: &RollbackPage, to: &Target) -> AnyView {
    if !page.may(Permission::RollBackNow) && !page.may(Permission::Request) {
        let words = "Your roles do not let you roll back here. Whoever deploys here does.";
        return Panel::new("Decide").body(view! { <p class="quiet">{words}</p> });
    }
    view! { {immediate(page, to)} {planned(page, to)} {monitor(page)} }.into_any()
}

fn immediate(page: &RollbackPage, to: &Target) -> AnyView {
    let ends = page.back.slot.map(|number| format!(" It ends #{number} first.")).unwrap_or_default();
    let words = format!(
        "It asks nobody: no approvals, gates or checklist.{ends} Steps that people do are left for afterwards, and \
         another person reviews it."
    );
    let button = now(page, to);
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

/// The immediate rollback at thumb's reach; none where it cannot be done.
pub fn bar(page: &RollbackPage, to: &Target) -> Option<AnyView> {
    let may = page.may(Permission::RollBackNow) && page.back.rolling_back.is_none() && to.plan.is_ok();
    let words = "Starts at once and skips approvals. Someone else reviews it afterwards.";
    let button = || now(page, to).of_form(FORM).view();
    may.then(|| reach(Some(view! { <span class="quiet">{words}</span> }.into_any()), None, button()))
}

fn now(page: &RollbackPage, to: &Target) -> Button {
    let (version, slug) = (&to.release.version, &page.environment.slug);
    Button::new(format!("Roll back to {version} now"))
        .look(Look::Danger)
        .confirm(format!("Roll {slug} back to {version} now, without asking anybody?"))
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
    let place = addresses::rollback(&page.project.slug, &page.environment.slug, &to.release.version);
    let action = place.split('?').next().unwrap_or_default();
    let form = Form::post(action, page.viewer.csrf.as_str())
        .with("way", word)
        .with("to", to.release.version.as_str())
        .stacked();
    match way {
        // In a small window the bar has the button.
        Way::Immediate => {
            form.id(FORM).view(view! { {reason.view()} <div class="roomy">{actions(button.view())}</div> })
        }
        Way::Planned => form.view(view! { {reason.view()} {actions(button.view())} }),
    }
}
