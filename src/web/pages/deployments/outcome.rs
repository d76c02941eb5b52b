//! How a deployment ended, and what can be done about it.

use super::about::About;
use super::became::Became;
use super::steps::Steps;
use super::words;
use crate::access::permission::Permission;
use crate::domain::deployment::{Ending, Failure, Kind, Outcome as How};
use crate::domain::fate::Taken;
use crate::domain::text::Version;
use crate::ui::button::{Look, actions, link_button};
use crate::ui::panel::Panel;
use crate::ui::state::state;
use crate::ui::time::moment;
use crate::web::addresses;
use crate::web::pages::rollback::way_back::WayBack;
use leptos::prelude::*;

/// How it ended, and the ways on.
pub struct Outcome {
    ending: Ending,
    /// On how many targets it is what serves, of how many.
    live_on: (usize, usize),
    /// What became of it since.
    became: Became,
    /// Why, as far as the log below does not show it.
    reason: String,
    /// Where a rollback from here leads.
    back_to: Option<Version>,
    again: bool,
}

impl Outcome {
    /// None where it has not ended.
    pub fn of(about: &About, back: &WayBack, taken: &Taken, steps: &Steps) -> Option<Self> {
        let deployment = &about.deployment;
        let ending = deployment.ending.clone()?;
        let live_on = back.live.iter().filter(|target| target.deployment == deployment.number).count();
        let may_return = about.may(Permission::RollBackNow) || about.may(Permission::Request);
        let back_to = may_return.then(|| back_to(about, &ending, back, live_on > 0)).flatten();
        let again = ending.outcome != How::Succeeded && deployment.kind != Kind::Rollback;
        let reason = match steps.shows_why() {
            true => ending.reason.lines().next().unwrap_or_default().to_owned(),
            false => ending.reason.clone(),
        };
        Some(Self {
            reason,
            live_on: (live_on, back.live.len()),
            became: Became::of(taken, deployment.release, live_on),
            back_to,
            again: again && about.may(Permission::Request),
            ending,
        })
    }

    /// The panel.
    pub fn panel(&self, about: &About) -> AnyView {
        let deployment = &about.deployment;
        let took = deployment.started_at.map(|started| format!(" · took {}", self.ending.at - started));
        let badge = state(words::shape(about.standing.state), self.words(about));
        let again = self.again.then(|| {
            let (project, environment) = (&deployment.project_slug, &deployment.environment_slug);
            let page = addresses::new_deployment(project, environment, Some(&deployment.version));
            link_button(Look::Plain, "Deploy again", page)
        });
        let back = self.back_to.as_ref().map(|version| {
            let page = addresses::rollback(&deployment.project_slug, &deployment.environment_slug, version);
            link_button(Look::Danger, format!("Roll back to {version}"), page)
        });
        // What a success says of what serves holds as long as it does.
        let (on, of) = self.live_on;
        let holds = self.ending.outcome != How::Succeeded || on == of;
        let reason = (holds && !self.reason.is_empty()).then(|| self.reason.clone());
        let buttons = (again.is_some() || back.is_some()).then(|| actions(view! { {back} {again} }));
        Panel::new("Outcome").aside(view! { {moment(self.ending.at)} {took} }).body(view! {
            <p>{badge}</p>
            {self.became.view()}
            <p class="lines">{reason}</p>
            {buttons}
        })
    }

    fn words(&self, about: &About) -> String {
        let state = about.standing.state.words();
        match (self.ending.outcome, self.ending.failure, self.live_on) {
            (How::Failed, Some(Failure::Technical), (0, _)) => {
                format!("{state}: it could not be carried out")
            }
            (How::Failed, Some(Failure::Timeout), (0, _)) => format!("{state}: it took too long"),
            (_, _, (0, _)) => state.to_owned(),
            (How::Succeeded, _, (on, of)) if on == of => "Live".to_owned(),
            (_, _, (on, of)) => format!("{state}; it serves on {on} of {of} targets"),
        }
    }
}

/// An earlier success leads back to its own release; what failed or still serves leads to the last good one.
fn back_to(about: &About, ending: &Ending, back: &WayBack, live: bool) -> Option<Version> {
    let own = about.deployment.release;
    if ending.outcome == How::Succeeded && back.leads_to(own) {
        return Some(about.deployment.version.clone());
    }
    let concerns_what_serves =
        live || (ending.outcome == How::Failed && back.is_newest(about.deployment.number));
    back.last_good.as_ref().filter(|_| concerns_what_serves).map(|good| good.version.clone())
}
