//! The steps of a runbook as they are read before anything happens.

use crate::domain::runbook::{Mode, Runbook, Step};
use crate::domain::text::{count_of, list_words};
use crate::ui::panel::Panel;
use crate::ui::row::{Mark, Row, ordered};
use leptos::prelude::*;

/// The panel.
pub fn panel(runbook: &Runbook) -> AnyView {
    let rows = runbook.steps.iter().enumerate().map(|(index, step)| row(index + 1, step));
    Panel::new("Steps").aside(count_of(runbook.steps.len(), "step")).view(ordered(rows))
}

fn row(position: usize, step: &Step) -> Row {
    let mut row = Row::new(Mark::Number(position), step.text.clone()).end(step.work.words());
    let notes = notes(step);
    if !notes.is_empty() {
        row = row.note(notes.join(" · "));
    }
    if let Some(how) = instructions(step) {
        row = row.below(how);
    }
    row
}

/// How a step is done and what should be seen, line by line; none where nothing is said.
pub fn instructions(step: &Step) -> Option<AnyView> {
    let mut lines = step.instructions.clone();
    lines.extend(step.answers());
    lines.extend(step.expect.as_ref().map(|expect| format!("Expected: {expect}")));
    if lines.is_empty() {
        return None;
    }
    let lines = lines.into_iter().map(|line| view! { <div>{line}</div> }).collect_view();
    Some(view! { <div class="quiet">{lines}</div> }.into_any())
}

/// `SRE · about 5 min · may be skipped · only in a drill`
fn notes(step: &Step) -> Vec<String> {
    let mut notes: Vec<String> = step.role.iter().cloned().collect();
    notes.extend(step.expected_time.map(|span| format!("about {span}")));
    if step.restores {
        notes.push("says how old the restored data is".to_owned());
    }
    if step.cleans_up {
        notes.push("afterwards".to_owned());
    }
    if step.may_skip {
        notes.push("may be skipped".to_owned());
    }
    if step.modes != Mode::ALL {
        let modes: Vec<&str> = step.modes.iter().map(|mode| mode.word()).collect();
        notes.push(format!("only in mode {}", list_words(&modes)));
    }
    notes.extend(step.reverse.as_ref().map(|program| format!("undone by {}", program.words())));
    notes
}
