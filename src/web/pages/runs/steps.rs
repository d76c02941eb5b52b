//! The steps of a run: marks, who did them, and the forms of the one that it stands at.

use super::about::About;
use super::{files, machine};
use crate::access::permission::Permission;
use crate::domain::run::act::Act;
use crate::domain::run::{StepEnd, StepProgress};
use crate::domain::runbook::Work;
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::Field;
use crate::ui::fold::fold;
use crate::ui::link;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, ordered};
use crate::ui::time::moment;
use crate::web::pages::runbooks::instructions;
use leptos::prelude::*;

/// The panel.
pub fn panel(about: &About) -> AnyView {
    let progress = &about.standing.progress;
    let rows: Vec<Row> = progress.steps.iter().map(|step| row(about, step)).collect();
    let behind = format!("{} of {}", progress.behind(), progress.steps.len());
    Panel::new("Steps").aside(behind).view(ordered(rows))
}

fn row(about: &About, step: &StepProgress) -> Row {
    let progress = &about.standing.progress;
    let at = match &progress.reversing {
        Some(reversing) => reversing.at,
        None => progress.current().map(|step| step.position),
    };
    let now = at == Some(step.position) && !about.is_over();
    let text = step.rule.text.clone();
    let what = if now { view! { <b>{text}</b> }.into_any() } else { text.into_any() };
    let mut row = Row::new(mark(about, step, now), what).end(end(about, step, now));
    if let Some(note) = note(step) {
        row = row.note(note);
    }
    if let Some(end) = step.end.as_ref().filter(|end| !end.link.is_empty()) {
        row = row.below(link::perhaps(Some(&end.link), end.link.clone()));
    }
    for file in about.files.iter().filter(|file| file.step == step.position) {
        row = row.below(files::link(about.standing.run.number, file));
    }
    if let Some(how) = instructions(&step.rule).filter(|_| now) {
        row = row.below(how);
    }
    if let Some(attempts) = about.attempts.of_step(step, now) {
        row = row.output(attempts);
    }
    if now { row.below(forms(about, step)) } else { row }
}

fn mark(about: &About, step: &StepProgress, now: bool) -> Mark {
    let progress = &about.standing.progress;
    match &step.end {
        _ if now && progress.interrupted.is_some() => Mark::No,
        _ if now && progress.reversing.is_some() => Mark::Now,
        Some(StepEnd { skipped: true, .. }) => Mark::Skipped,
        Some(_) => Mark::Yes,
        None if step.passed_by => Mark::Skipped,
        None if step.failed.is_some() => Mark::No,
        None if now && step.is_for_machine() => Mark::Now,
        None if now => Mark::Wait,
        None => Mark::Number(step.position),
    }
}

/// How long it took, since when it waits, or how it will be done.
fn end(about: &About, step: &StepProgress, now: bool) -> AnyView {
    if let Some(took) = step.took() {
        return took.to_string().into_any();
    }
    let usual = about.earlier.usual(step).map(|span| format!(", usually {span}"));
    match step.begun_at.filter(|_| now) {
        Some(begun) => view! { "since " {moment(begun)} {usual} }.into_any(),
        None => view! { {step.work.words()} {usual} }.into_any(),
    }
}

fn note(step: &StepProgress) -> Option<String> {
    let failures = (step.failures > 0).then(|| format!("failed {} before", times(step.failures)));
    let said = match (&step.end, &step.failed, &step.claim) {
        (Some(StepEnd { run: Some(run), skipped, .. }), ..) => {
            Some(format!("{} in run {run}", if *skipped { "skipped" } else { "done" }))
        }
        (Some(end), ..) if end.skipped => Some(format!("skipped by {}: “{}”", end.name, end.note)),
        (Some(StepEnd { way: Some(way), name, note, .. }), ..) => {
            let note = if note.is_empty() { String::new() } else { format!(": “{note}”") };
            Some(format!("{name} chose “{}”{note}", way.label))
        }
        (Some(end), ..) if end.note.is_empty() => Some(end.name.clone()),
        (Some(end), ..) => Some(format!("{}: “{}”", end.name, end.note)),
        // Its last lines stand in the log.
        (None, Some(why), _) => return Some(format!("failed: {}", why.lines().next().unwrap_or_default())),
        (None, ..) if step.passed_by => Some("not part of the way that was chosen".to_owned()),
        (None, None, Some(claim)) => Some(format!("claimed by {}", claim.name)),
        _ => None,
    };
    let parts: Vec<String> = [said, failures].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// What can be done with the step that the run stands at.
fn forms(about: &About, step: &StepProgress) -> AnyView {
    let decides = matches!(step.work, Work::Approval { .. });
    let permission = if decides { Permission::DecideInRun } else { Permission::TakePart };
    if !about.may(permission) {
        let who = if decides { "somebody who may agree" } else { "somebody with Deploy" };
        return view! { <span class="why">{format!("Waits for {who}.")}</span> }.into_any();
    }
    if let Some(main) = machine::forms(about, step) {
        return view! { <div class="decision">{main}</div> }.into_any();
    }
    let main = match () {
        () if step.failed.is_some() => retry(about, step),
        () if decides => decision(about, step),
        () => by_hand(about, step),
    };
    let lead = about.leads().then(|| view! { {skip(about, step)} {machine::reverse(about)} });
    view! { <div class="decision">{main} {lead}</div> }.into_any()
}

/// Claim it; then answer it, or take it over from who has it.
fn by_hand(about: &About, step: &StepProgress) -> AnyView {
    match &step.claim {
        None => {
            let button = Button::new("Claim").look(Look::Primary);
            let refused = about.against(&Act::Claim(step.position));
            actions(act(about, "claim", step).button(button.refused(refused)))
        }
        Some(claim) if claim.person == about.viewer.person => answer(about, step),
        Some(claim) => {
            let had = format!("{} has it.", claim.name);
            let field = reason(about, "take_over", "Why you take it over");
            let fields = view! { {field} {actions(Button::new("Take over").view())} };
            let form = act(about, "take_over", step).stacked().view(fields);
            view! { <span class="why">{had}</span> {fold("Take over", about.came_back("take_over"), form)} }
                .into_any()
        }
    }
}

/// A button for each answer to the step's question.
fn choice(about: &About, step: &StepProgress) -> AnyView {
    let note = Field::area("reason", "Evidence")
        .id("answer-reason")
        .hint("What you saw that decides it.")
        .value(about.typed("done", "reason"));
    let answers = step.rule.ways.iter().enumerate().map(|(index, way)| {
        let words = format!("{} (go to step {})", way.label, way.to);
        Button::new(words).look(Look::Primary).answer("act", format!("choose-{index}")).view()
    });
    let could_not = Button::new("Could not decide").look(Look::Danger).answer("act", "could_not");
    let buttons = actions(view! { {answers.collect_view()} {could_not.view()} });
    let fields = view! { {note.view()} {buttons} };
    about.form("acts").with("step", step.position.to_string()).stacked().with_files().view(fields)
}

fn answer(about: &About, step: &StepProgress) -> AnyView {
    if !step.rule.ways.is_empty() {
        return choice(about, step);
    }
    let note = Field::area("reason", "Evidence")
        .id("answer-reason")
        .hint("What you saw; why, if it could not be done.")
        .value(about.typed("done", "reason"));
    let link = Field::text("link", "Link").id("answer-link").hint("Optional: where more is to be seen.");
    let link = link.value(about.typed("done", "link"));
    let restored = step.rule.restores.then(|| {
        let hint = "In UTC: the recovery point follows from it.";
        let field = Field::moment("restored", "The restored data is of").id("answer-restored").hint(hint);
        field.value(about.typed("done", "restored")).view()
    });
    let file = Field::files("file", "Files")
        .id("answer-file")
        .hint("Optional: at most 10 MiB together. Choose them again where the form comes back.");
    let done = Button::new("Done").look(Look::Primary).answer("act", "done");
    let could_not = Button::new("Could not do").look(Look::Danger).answer("act", "could_not");
    let fields = view! { {restored} {note.view()} {link.view()} {file.view()} {actions(view! { {done.view()} {could_not.view()} })} };
    about.form("acts").with("step", step.position.to_string()).stacked().with_files().view(fields)
}

fn decision(about: &About, step: &StepProgress) -> AnyView {
    let agreed: Vec<String> = step.approvals.iter().map(|(_, name)| name.clone()).collect();
    let agreed = (!agreed.is_empty()).then(|| format!("Agreed so far: {}.", agreed.join(", ")));
    let refused = about.against(&Act::Approve(step.position, String::new()));
    if let Some(why) = refused {
        return view! { <span class="why">{agreed} " " {why}</span> }.into_any();
    }
    let comment =
        Field::area("comment", "Comment").id("decision-comment").value(about.typed("approve", "comment"));
    let approve = Button::new("Approve").look(Look::Primary).answer("decision", "approve");
    let reject = Button::new("Reject").look(Look::Danger).answer("decision", "reject");
    let buttons = actions(view! { {approve.view()} {reject.view()} });
    let form = about.form("decision").with("step", step.position.to_string()).stacked();
    view! { <span class="why">{agreed}</span> {form.view(view! { {comment.view()} {buttons} })} }.into_any()
}

pub(super) fn retry(about: &About, step: &StepProgress) -> AnyView {
    if !about.leads() {
        return view! { <span class="why">"Waits for somebody with Full."</span> }.into_any();
    }
    let field = reason(about, "retry", "What is different now");
    let fields = view! { {field} {actions(Button::new("Retry").look(Look::Primary).view())} };
    intervention(about, "retry", step).stacked().view(fields)
}

pub(super) fn skip(about: &About, step: &StepProgress) -> AnyView {
    if let Some((_, name, why)) = &step.skip_asked {
        let asked = format!("{name} wants to skip it: “{why}”");
        let refused = about.against(&Act::Skip(step.position, String::new()));
        let button = Button::new("Agree to skip it").look(Look::Danger).refused(refused);
        let form = intervention(about, "skip", step).button(button);
        return view! { <p class="quiet">{asked}</p> {actions(form)} }.into_any();
    }
    let words = if step.rule.may_skip { "Skip" } else { "Ask to skip" };
    let hint = (!step.rule.may_skip).then_some("The step is required: a second person has to agree.");
    let field = reason(about, "skip", "Why it is left out");
    let button = Button::new(words).look(Look::Danger);
    let fields = view! { <p class="quiet">{hint}</p> {field} {actions(button.view())} };
    fold(words, about.came_back("skip"), intervention(about, "skip", step).stacked().view(fields))
}

pub(super) fn reason(about: &About, form: &str, label: &str) -> AnyView {
    let field = Field::text("reason", label).id(format!("{form}-reason")).required();
    field.value(about.typed(form, "reason")).view()
}

fn intervention(about: &About, act: &str, step: &StepProgress) -> crate::ui::form::Form {
    about.form("intervention").with("act", act).with("step", step.position.to_string())
}

fn act(about: &About, act: &str, step: &StepProgress) -> crate::ui::form::Form {
    about.form("acts").with("act", act).with("step", step.position.to_string())
}
