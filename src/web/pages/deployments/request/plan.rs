//! The plan of the chosen release beside the table: when it could start, what it does, and the form that requests it.

use super::expected::Expected;
use crate::domain::conditions::Condition;
use crate::domain::deployment::Kind;
use crate::domain::irreversible::Irreversible;
use crate::domain::plan::{Plan, Work};
use crate::domain::suspect::capital;
use crate::domain::text::{count_of, list_words};
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::panel::{Panel, facts};
use crate::ui::state::{Shape, state};
use crate::ui::version::mono;
use crate::web::context::Viewer;
use leptos::prelude::*;

impl Expected {
    /// The panel with the form. `reason` is what was typed before.
    pub fn plan(&self, viewer: &Viewer, environment: &str, reason: &str) -> AnyView {
        let panel = Panel::new(format!("Plan for {}", self.release.version)).decision();
        let panel = match self.typical() {
            Some(span) => panel.aside(format!("about {span}")),
            None => panel,
        };
        let form = self.form(viewer, environment, reason);
        panel.view(view! { {self.first_start()} {self.facts()} <div class="body ruled">{form}</div> })
    }

    /// When it could start first, and what it would wait for until then.
    fn first_start(&self) -> AnyView {
        let needs: Vec<String> = self.needs();
        if self.suspected() {
            let words =
                view! { <b>"It can’t be requested"</b> <p class="quiet">"The release is suspect."</p> };
            return view! { <div class="first">{words}</div> }.into_any();
        }
        let by_itself = self.preview.planned.start_when_ready;
        let (when, how) = match (needs.is_empty(), by_itself) {
            (true, true) => ("Now", "It starts automatically when you request it."),
            (true, false) => ("Now", "Someone with Deploy starts it."),
            (false, true) => ("It needs these first", "It then starts automatically."),
            (false, false) => ("It needs these first", "Someone with Deploy then starts it."),
        };
        let class = if needs.is_empty() { "first now" } else { "first" };
        let needs = needs.into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
        view! {
            <div class=class>
                <p>"First possible start"</p>
                <b>{when}</b>
                <ul class="plain">{needs}</ul>
                <p class="quiet">{how}</p>
            </div>
        }
        .into_any()
    }

    fn needs(&self) -> Vec<String> {
        let unmet = self.preview.evaluation.unmet.iter();
        let unmet = unmet.filter(|condition| !matches!(condition, Condition::Suspect { .. }));
        unmet.map(|condition| capital(&condition.needs_for(|slug| self.seen.contains(slug)))).collect()
    }

    fn facts(&self) -> AnyView {
        let plan = &self.preview.planned.plan;
        let approvals =
            if plan.approvals.are_asked() { plan.approvals.words() } else { "None needed".to_owned() };
        facts(vec![
            ("Replaces", self.replaces()),
            ("Approvals", approvals.into_any()),
            ("Targets", targets(plan).into_any()),
            ("Steps", steps(plan).into_any()),
            ("Way back", self.back()),
        ])
    }

    fn replaces(&self) -> AnyView {
        if self.preview.kind == Kind::Redeploy {
            return "Nothing: it is live there already. This puts it there again.".into_any();
        }
        let released = count_of(self.changes.brought.len(), "release");
        match (self.preview.serves.base(), self.changes.back) {
            (None, _) => "Nothing is live there yet".into_any(),
            (Some(_), true) => {
                let newer = count_of(self.changes.brought.len(), "newer release");
                state(Shape::Waiting, format!("Takes {newer} away"))
            }
            (Some(_), false) => match self.difference.live() {
                Some(live) => {
                    let (old, new) = (mono(live.as_str()), mono(self.release.version.as_str()));
                    view! { {old} " → " {new} {format!(", {released}")} }.into_any()
                }
                None => format!("What is live, with {released} more").into_any(),
            },
        }
    }

    /// Where a rollback would go after the success, and what it would not bring back.
    fn back(&self) -> AnyView {
        let Some(to) = &self.way_back else {
            return view! { <span class="quiet">"None: nothing good was live there before"</span> }
                .into_any();
        };
        let took = self.rollback_took.map(|took| format!(", took {took} last time")).unwrap_or_default();
        let brought = self.changes.brought.iter().map(|of| of.irreversible);
        let warning = match Irreversible::over(brought) {
            Irreversible::Yes => Some(state(Shape::Failed, "Doesn’t restore changed data")),
            Irreversible::NotDeclared => Some(state(Shape::Waiting, "May not restore data: not declared")),
            Irreversible::No => None,
        };
        let warning = warning.filter(|_| !self.changes.back);
        view! { {mono(to.version.as_str())} {took} {warning.map(|of| view! { <div>{of}</div> })} }.into_any()
    }

    fn form(&self, viewer: &Viewer, environment: &str, reason: &str) -> AnyView {
        let plan = &self.preview.planned.plan;
        let asked = plan.approvals.are_asked();
        let label = if asked { "What should approvers know?" } else { "Note for the record" };
        let note = Field::area("reason", label).hint("Optional").value(reason);
        let button = Button::new("Request deployment").look(Look::Primary).disabled(self.suspected());
        let cancel = link_button(Look::Plain, "Cancel", "/");
        Form::post("/deployments", viewer.csrf.as_str())
            .with("project", plan.project.to_string())
            .with("environment", environment)
            .with("release", self.release.version.to_string())
            .stacked()
            .view(view! { {note.view()} {self.ends()} {actions(view! { {button.view()} {cancel} })} })
    }
}

fn targets(plan: &Plan) -> String {
    let names: Vec<&str> = plan.targets.iter().map(|target| target.as_str()).collect();
    if names.len() > 4 { count_of(names.len(), "target") } else { list_words(&names) }
}

/// `10, 3 confirmed by a person`
fn steps(plan: &Plan) -> String {
    let manual = plan.steps.iter().filter(|step| step.work == Work::Manual).count();
    match manual {
        0 => format!("{}, all automatic", plan.steps.len()),
        manual => format!("{}, {manual} confirmed by a person", plan.steps.len()),
    }
}
