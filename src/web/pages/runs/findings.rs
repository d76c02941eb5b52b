//! What a run found out, with who mends it until when, and what a drill left to be cleaned up.

use super::about::About;
use crate::access::permission::Permission;
use crate::store::run_findings::{CleanUp, Finding};
use crate::ui::button::{Button, Look, actions};
use crate::ui::field::Field;
use crate::ui::fold::fold;
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, rows};
use leptos::prelude::*;

/// The findings.
pub fn panel(about: &About) -> AnyView {
    let list = (!about.findings.is_empty()).then(|| rows(about.findings.iter().map(|one| row(about, one))));
    let form = about.may(Permission::TakePart).then(|| form(about));
    Panel::new("Findings").view(view! { {list} {form} })
}

fn row(about: &About, finding: &Finding) -> Row {
    let mark = if finding.done_at.is_some() { Mark::Yes } else { Mark::Warn };
    let row = Row::new(mark, finding.text.clone()).end(format!(
        "{}, due {}",
        finding.owner_name,
        finding.due_on.date()
    ));
    if finding.done_at.is_some() || !about.may(Permission::TakePart) {
        return row;
    }
    let form = about.form("mended").with("finding", finding.id.to_string());
    row.below(actions(form.button(Button::new("It is mended"))))
}

fn form(about: &About) -> AnyView {
    let typed = |name| about.typed("finding", name);
    let text = Field::area("text", "What was found").id("finding-text").required().value(typed("text"));
    let owner = Field::text("owner", "Who mends it").id("finding-owner").hint("The name they sign in with");
    let due = Field::date("due", "Until").id("finding-due").required().value(typed("due"));
    let button = Button::new("Add the finding");
    let fields = view! {
        {text.view()} {owner.required().value(typed("owner")).view()} {due.view()} {actions(button.view())}
    };
    fold("Add a finding", about.came_back("finding"), about.form("findings").stacked().view(fields))
}

/// What is to be cleaned up; none where nothing is.
pub fn clean_up(about: &About) -> Option<AnyView> {
    if about.clean_ups.is_empty() {
        return None;
    }
    let list = rows(about.clean_ups.iter().map(|one| clean_up_row(about, one)));
    let open = about.clean_ups.iter().filter(|one| one.done_at.is_none()).count();
    Some(Panel::new("Clean up").aside(format!("{open} open")).view(list))
}

fn clean_up_row(about: &About, one: &CleanUp) -> Row {
    if one.done_at.is_some() {
        let by = one.done_by_name.clone().unwrap_or_default();
        let said = one.note.clone().filter(|note| !note.is_empty()).map(|note| format!(": “{note}”"));
        return Row::new(Mark::Yes, one.text.clone()).note(format!("{by}{}", said.unwrap_or_default()));
    }
    let row = Row::new(Mark::Wait, one.text.clone());
    if !about.may(Permission::TakePart) {
        return row;
    }
    let note = Field::text("note", "Note").id(format!("clean-up-{}", one.step));
    let button = Button::new("Cleaned up").look(Look::Primary);
    let form = about.form("cleaned-up").with("step", one.step.to_string()).stacked();
    row.below(form.view(view! { {note.view()} {actions(button.view())} }))
}
