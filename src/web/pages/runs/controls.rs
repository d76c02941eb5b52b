//! What can be done with the run as a whole: the moments that the clocks need, pausing it, and ending it.

use super::about::About;
use crate::access::permission::Permission;
use crate::actions::continue_run::may_go_on;
use crate::domain::runbook::Mode;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::Field;
use crate::ui::fold::fold;
use crate::ui::panel::Panel;
use crate::web::addresses;
use leptos::prelude::*;

/// The panel: while it goes what can be done, afterwards its report.
pub fn panel(about: &About) -> Option<AnyView> {
    if about.is_over() {
        return Some(report(about));
    }
    if !about.may(Permission::TakePart) {
        return None;
    }
    let lead = about.leads().then(|| {
        let end = "Ends it, and nothing of it goes on.";
        view! {
            {pause(about)}
            {with_reason(about, "fail", "Fail the run", "What did not work", end)}
            {with_reason(about, "abort", "Abort the run", "Why it ends before its end", end)}
        }
    });
    Some(Panel::new("This run").body(view! { {clocks(about)} {lead} {downloads(about)} }))
}

fn clocks(about: &About) -> AnyView {
    let field = |name, label: &str| {
        Field::moment(name, label)
            .id(format!("clock-{name}"))
            .hint("In UTC")
            .value(about.typed("clock", name))
            .view()
    };
    let fields = view! {
        {field("happened", "It happened at")}
        {field("noticed", "It was noticed at")}
        {actions(Button::new("Enter").view())}
    };
    let form = about.form("acts").with("act", "clock").stacked().view(fields);
    fold("When it happened and was noticed", about.came_back("clock"), form)
}

fn pause(about: &About) -> AnyView {
    match &about.standing.progress.paused {
        Some(why) => {
            let later = if about.standing.progress.is_running() {
                "; it takes effect when what runs has ended"
            } else {
                ""
            };
            let why = format!("Paused: “{why}”{later}");
            let go_on = about
                .form("intervention")
                .with("act", "resume")
                .button(Button::new("Go on").look(Look::Primary));
            view! { <p>{why}</p> {actions(go_on)} }.into_any()
        }
        None => with_reason(
            about,
            "pause",
            "Pause the run",
            "Why it is paused",
            "Nothing goes on until somebody says so.",
        ),
    }
}

fn with_reason(about: &About, act: &'static str, words: &str, label: &str, hint: &str) -> AnyView {
    let field = Field::text("reason", label).id(format!("{act}-reason")).hint(hint).required();
    let look = if act == "pause" { Look::Plain } else { Look::Danger };
    let button = Button::new(words).look(look);
    let fields = view! { {field.value(about.typed(act, "reason")).view()} {actions(button.view())} };
    let path = if act == "pause" { "acts" } else { "intervention" };
    fold(words, about.came_back(act), about.form(path).with("act", act).stacked().view(fields))
}

fn report(about: &About) -> AnyView {
    let why = about.standing.progress.ended.as_ref().map(|(_, _, reason)| reason.clone());
    let why = why.filter(|why| !why.is_empty()).map(|why| view! { <p>{format!("“{why}”")}</p> });
    Panel::new("Report").body(view! { {why} {downloads(about)} {go_on(about)} })
}

/// What did not succeed goes on in a new run.
fn go_on(about: &About) -> Option<AnyView> {
    let run = &about.standing.run;
    if may_go_on(run).is_err() || !about.may(Permission::TakePart) || !about.leads() {
        return None;
    }
    let hint = "What was done is taken over, and it begins at the step that was not.";
    let field = Field::text("reason", "Why it goes on").id("continue-reason").hint(hint);
    let field = if run.mode == Mode::Real { field.required() } else { field };
    let button = Button::new("Resume in a new run").look(Look::Primary);
    let fields = view! { {field.value(about.typed("continue", "reason")).view()} {actions(button.view())} };
    Some(about.form("continuation").stacked().view(fields))
}

fn downloads(about: &About) -> AnyView {
    let page = addresses::run(about.standing.run.number);
    let link = |words: &str, kind: &str| link_button(Look::Plain, words, format!("{page}/report.{kind}"));
    actions(view! { {link("Report as Markdown", "md")} {link("HTML", "html")} {link("JSON", "json")} })
}
