//! The decision diagram of the strategy's template: at once, planned, or not at all.

use super::page::{RollbackPage, Target, Typed};
use super::reason::CHIPS;
use super::{Way, swap};
use crate::access::permission::Permission;
use crate::actions::suspicion::sees;
use crate::domain::rollback::Standing;
use crate::domain::suspect::Weight;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::chips::chips;
use crate::ui::field::{Field, check};
use crate::ui::fold::fold;
use crate::ui::form::Form;
use crate::ui::notice::note;
use crate::ui::panel::Panel;
use crate::ui::reach::reach;
use crate::web::addresses;
use leptos::prelude::*;

/// The id of the form of the immediate rollback, for the button that stands outside of it.
const FORM: &str = "back-now";

/// Critical? Then at once: the first thing on the page.
pub fn panel(page: &RollbackPage, to: &Target) -> AnyView {
    let panel = Panel::new("Roll back now").decision();
    if !page.may(Permission::RollBackNow) && !page.may(Permission::Request) {
        let words = "Your roles do not let you roll back here. People with Deploy in this environment can.";
        return panel.body(view! { {swap::view(page, to)} <p class="quiet">{words}</p> });
    }
    let ends = page.back.slot.map(|number| format!(" It ends #{number} first.")).unwrap_or_default();
    let words = format!(
        "Starts at once and skips approvals, gates and the checklist.{ends} Manual steps are left for afterwards. \
         Someone else reviews it."
    );
    let form = match against(page, to) {
        Some(why) => actions(now(page, to).refused(Some(why)).view()),
        None => immediate(page, to),
    };
    panel.body(view! { {swap::view(page, to)} {warning(page, to)} <p class="quiet">{words}</p> {form} })
}

fn against(page: &RollbackPage, to: &Target) -> Option<String> {
    match (page.may(Permission::RollBackNow), page.back.rolling_back, &to.plan) {
        (false, ..) => Some("your roles do not let you roll back at once here".to_owned()),
        (true, Some(number), _) => Some(format!("#{number} rolls this environment back already")),
        (true, None, plan) => plan.as_ref().err().cloned(),
    }
}

/// What speaks against the release that was chosen.
fn warning(page: &RollbackPage, to: &Target) -> Option<AnyView> {
    let (version, slug) = (&to.release.version, &page.environment.slug);
    let words = match to.standing {
        Standing::Good => return None,
        Standing::LeftBehind => {
            format!("A rollback in {slug} left {version} behind. Say in the details why it should come back.")
        }
        Standing::Suspect => {
            let causes = to.suspicion.weighing(Weight::Suspect);
            let grants = page.viewer.grants();
            let causes: Vec<String> =
                causes.map(|cause| cause.sentence(version, sees(grants, cause))).collect();
            format!("{version} is suspect. {} Say in the details why it should come back.", causes.join(" "))
        }
    };
    Some(note(view! { <p>{words}</p> }))
}

fn immediate(page: &RollbackPage, to: &Target) -> AnyView {
    let typed = page.typed.as_ref().filter(|typed| typed.way == Way::Immediate);
    let said = typed.map(|typed| typed.reason.clone()).unwrap_or_default();
    let details = Field::text("reason", "Details").id("reason-now").value(said.reason);
    let details = if to.standing == Standing::Good {
        details.placeholder("Optional. The reviewer sees it.")
    } else {
        details.required().hint("The reviewer sees it.")
    };
    let details = details.error(typed.map(|typed| typed.why.clone()));
    // In a small window the bar has the button.
    let button = view! { <div class="roomy">{actions(now(page, to).view())}</div> };
    form(page, to, "immediate").id(FORM).view(view! {
        {chips("about", "Reason", &CHIPS, &said.about)}
        {details.view()}
        {no_fault(Way::Immediate, typed)}
        {button}
    })
}

/// The immediate rollback at thumb's reach; none where it cannot be done.
pub fn bar(page: &RollbackPage, to: &Target) -> Option<AnyView> {
    let may = page.may(Permission::RollBackNow) && against(page, to).is_none();
    let words = "Starts at once and skips approvals. Someone else reviews it afterwards.";
    let button = || now(page, to).of_form(FORM).view();
    may.then(|| reach(Some(view! { <span class="quiet">{words}</span> }.into_any()), None, button()))
}

fn now(page: &RollbackPage, to: &Target) -> Button {
    let (version, slug) = (&to.release.version, &page.environment.slug);
    Button::new(format!("Roll back to {version} now"))
        .look(Look::Danger)
        .confirm(format!("Roll {slug} back to {version} now, without approvals?"))
}

/// Not critical, and not to go on like this? Then planned. Else: monitor. Both stand behind what is done at once.
pub fn others(page: &RollbackPage, to: &Target) -> Option<AnyView> {
    if !page.may(Permission::RollBackNow) && !page.may(Permission::Request) {
        return None;
    }
    Some(view! { {planned(page, to)} {monitor(page)} }.into_any())
}

fn planned(page: &RollbackPage, to: &Target) -> AnyView {
    let words = "An ordinary request with the usual approvals. Gates and earlier environments don't apply.";
    let button = Button::new(format!("Request a rollback to {}", to.release.version));
    let against = match (page.may(Permission::Request), &to.plan) {
        (false, _) => Some("your roles do not let you request deployments here".to_owned()),
        (true, plan) => plan.as_ref().err().cloned(),
    };
    let typed = page.typed.as_ref().filter(|typed| typed.way == Way::Planned);
    let body = if against.is_some() {
        actions(button.refused(against).view())
    } else {
        let reason = Field::area("reason", "Reason")
            .id("reason-planned")
            .required()
            .value(typed.map(|typed| typed.reason.reason.clone()).unwrap_or_default())
            .error(typed.map(|typed| typed.why.clone()));
        form(page, to, "planned")
            .view(view! { {reason.view()} {no_fault(Way::Planned, typed)} {actions(button.view())} })
    };
    let content = view! { <div class="body"><p class="quiet">{words}</p> {body}</div> };
    let open = typed.is_some() || !page.may(Permission::RollBackNow);
    Panel::new("Not critical? Plan it").view(fold("Request a rollback with approvals", open, content))
}

fn monitor(page: &RollbackPage) -> AnyView {
    let href = match page.back.slot {
        Some(number) => addresses::deployment(number),
        None => addresses::environment(&page.environment.slug),
    };
    let button = actions(link_button(Look::Plain, "Leave it as it is", href));
    Panel::new("Can it go on? Monitor").body(view! {
        <p class="quiet">"Changes nothing. Watch it, and come back when it gets worse."</p>
        {button}
    })
}

fn form(page: &RollbackPage, to: &Target, way: &str) -> Form {
    let place = addresses::rollback(&page.project.slug, &page.environment.slug, &to.release.version);
    let action = place.split('?').next().unwrap_or_default().to_owned();
    Form::post(action, page.viewer.csrf.as_str())
        .with("way", way)
        .with("to", to.release.version.as_str())
        .stacked()
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
