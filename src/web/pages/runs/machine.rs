//! What people can do at a step that the machine does: resume it, retry it, have what was done undone.

use super::about::About;
use super::steps::{reason, retry, skip};
use crate::domain::run::StepProgress;
use crate::domain::run::act::Act;
use crate::domain::run::machine::Reversing;
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::Field;
use crate::ui::fold::fold;
use leptos::prelude::*;

/// The forms, where the machine is at the step; none where people are.
pub fn forms(about: &About, step: &StepProgress) -> Option<AnyView> {
    let progress = &about.standing.progress;
    if let Some((_, why)) = &progress.stopping {
        return Some(waits(format!("What runs is being stopped, because the run ends: “{why}”")));
    }
    if let Some(why) = &progress.interrupted {
        return Some(interrupted(about, step, why));
    }
    if let Some(reversing) = &progress.reversing {
        return Some(of_reversing(about, reversing));
    }
    if !step.is_for_machine() {
        return None;
    }
    match &step.failed {
        Some(_) if about.leads() => {
            let forms = view! { {retry(about, step)} {skip(about, step)} {reverse(about)} };
            Some(forms.into_any())
        }
        Some(_) => Some(waits("Waits for who leads the run.".to_owned())),
        None if progress.paused.is_some() && step.running.is_none() => {
            Some(waits("It begins when the run goes on.".to_owned()))
        }
        None => Some(waits("Slipway does it. To stop it, fail or abort the run.".to_owned())),
    }
}

fn waits(words: String) -> AnyView {
    view! { <span class="why">{words}</span> }.into_any()
}

/// The most prominent thing on the page of a tired person.
fn interrupted(about: &About, step: &StepProgress, why: &str) -> AnyView {
    let told = format!("Interrupted: {why}. Nothing that was done before is repeated.");
    let lead = about.leads().then(|| {
        let button = Button::new("Resume from this step").look(Look::Primary);
        let resume = about.form("intervention").with("act", "resume").button(button);
        let leave = match &about.standing.progress.reversing {
            Some(_) => leave(about, step.position),
            None => skip(about, step),
        };
        view! { {actions(resume)} {leave} {reverse(about)} }
    });
    let else_waits = lead.is_none().then(|| waits("Waits for who leads the run.".to_owned()));
    view! { <span class="why">{told}</span> {lead} {else_waits} }.into_any()
}

/// While what was done is undone: what failed is tried again, or left as it is.
fn of_reversing(about: &About, reversing: &Reversing) -> AnyView {
    let Some((step, why)) = reversing.at.zip(reversing.failed.as_ref()) else {
        return waits(format!("What was done is being undone: “{}”", reversing.reason));
    };
    let told = format!("It could not be undone: {why}");
    if !about.leads() {
        return waits(told);
    }
    let button = Button::new("Retry").look(Look::Primary);
    let again = undoing(about, ("retry", step), "What is different now", button);
    view! { <span class="why">{told}</span> {again} {leave(about, step)} }.into_any()
}

/// What is not undone is left as it is, and the next one is undone.
fn leave(about: &About, step: usize) -> AnyView {
    let words = "Leave it as it is";
    let button = Button::new(words).look(Look::Danger);
    let form = undoing(about, ("skip", step), "Why it is left as it is", button);
    fold(words, about.came_back("skip"), form)
}

fn undoing(about: &About, (act, step): (&'static str, usize), label: &str, button: Button) -> AnyView {
    let field = Field::text("reason", label).id(format!("{act}-reason")).required();
    let fields = view! { {field.value(about.typed(act, "reason")).view()} {actions(button.view())} };
    about.form("intervention").with("act", act).with("step", step.to_string()).stacked().view(fields)
}

/// Have undone what was done: what that comes to is said before the click.
pub fn reverse(about: &About) -> Option<AnyView> {
    let wanted = Act::Reverse("why".to_owned());
    if about.against(&wanted).is_some() {
        return None;
    }
    let progress = &about.standing.progress;
    let undone: Vec<&str> = progress.to_undo(&[]).rev().map(|step| step.rule.text.as_str()).collect();
    let told = format!("Undoes, newest first: {}. All else stays as it is.", undone.join(", "));
    let button = Button::new("Reverse what was done").look(Look::Danger);
    let fields = view! {
        <p class="quiet">{told}</p>
        {reason(about, "reverse", "Why it is to be undone")}
        {actions(button.view())}
    };
    let form = about.form("intervention").with("act", "reverse").stacked().view(fields);
    Some(fold("Reverse what was done", about.came_back("reverse"), form))
}
