//! What the viewer can do with a deployment now, for the bar at the bottom of a small window: the one act, and the other
//! way. The forms stand in the page; the bar's buttons send them.

use super::about::About;
use super::recovery::Lost;
use super::steps::Steps;
use super::{approval, confirmation};
use crate::access::permission::Permission;
use crate::actions::deciding::Deciding;
use crate::domain::deployment::State;
use crate::domain::text::Version;
use crate::ui::button::{Button, Look, link_button};
use crate::ui::reach::reach;
use crate::ui::state::{Shape, state};
use crate::web::addresses;
use crate::web::pages::rollback::way_back::WayBack;
use leptos::prelude::*;

/// The bar; none where the viewer can do nothing now.
pub fn bar(about: &About, steps: &Steps, back: &WayBack, lost: Option<&Lost>) -> Option<AnyView> {
    if about.deciding == Deciding::Now {
        return Some(decide(about));
    }
    let back = way_back(about, back);
    match about.standing.state {
        State::Ready if about.may(Permission::Start) && !about.deployment.start_when_ready => {
            Some(reach(None, None, about.form("start").button(Button::new("Start").look(Look::Primary))))
        }
        State::AwaitingPerson => confirm(about, steps),
        State::Interrupted if about.may(Permission::Recover) && lost.is_some() => {
            let resume = Button::new("Resume").look(Look::Primary);
            Some(reach(None, back, about.form("recovery").with("recovery", "resume").button(resume)))
        }
        State::Running | State::Failed => back.map(|back| reach(None, None, back)),
        _ => None,
    }
}

fn decide(about: &About) -> AnyView {
    let quorum = about.standing.evaluation.quorum.as_ref();
    let quorum = quorum.map(|quorum| {
        let completes = if quorum.missing() == 1 { ". Yours completes it." } else { "" };
        state(Shape::Waiting, format!("{} of {} approvals{completes}", quorum.have, quorum.required))
    });
    let approve = Button::new(format!("Approve {}", about.deployment.version))
        .look(Look::Primary)
        .answer("decision", "approved")
        .of_form(approval::FORM);
    let reject = link_button(Look::Plain, "Reject", format!("#{}", approval::COMMENT));
    reach(quorum, Some(reject), approve.view())
}

fn confirm(about: &About, steps: &Steps) -> Option<AnyView> {
    let step = steps.waits_for_person(about).filter(|_| about.may(Permission::ConfirmStep))?;
    let done = Button::new("Done").look(Look::Primary).answer("answer", "done").of_form(confirmation::FORM);
    let not = link_button(Look::Plain, "It didn’t work", format!("#{}", confirmation::note_id(step)));
    let what = state(Shape::Waiting, step.text.clone());
    Some(reach(Some(what), Some(not), done.view()))
}

fn way_back(about: &About, back: &WayBack) -> Option<AnyView> {
    let may = about.may(Permission::RollBackNow) || about.may(Permission::Request);
    let to = &back.last_good.as_ref().filter(|_| may && about.deployment.stop_requested.is_none())?.version;
    Some(to_rollback(about, to))
}

fn to_rollback(about: &About, to: &Version) -> AnyView {
    let page = addresses::rollback(&about.deployment.project_slug, &about.deployment.environment_slug, to);
    link_button(Look::Danger, format!("Roll back to {to}"), page)
}
