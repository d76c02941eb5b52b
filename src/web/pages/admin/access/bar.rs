//! What the next press does, always in sight: looks at the change, or saves what was looked at.

use super::page::AccessPage;
use super::sent::field;
use crate::actions::change_access::review::{Review, Told};
use crate::domain::access_change::CellChange;
use crate::domain::text::count_of;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::fold::fold;
use crate::ui::form::Form;
use crate::ui::state::{Shape, state};
use crate::web::context::Viewer;
use leptos::prelude::*;

/// The id of the form around the matrix: the button that sends it stands outside.
pub const FORM: &str = "matrix";

/// So many sentences are told at once; the others unfold.
const TOLD: usize = 2;

/// The bar.
pub fn view(page: &AccessPage) -> AnyView {
    match &page.come.review {
        Some(review) => not_saved(&page.viewer, review),
        None => nothing_yet(),
    }
}

fn nothing_yet() -> AnyView {
    let button = Button::new("Review changes").look(Look::Primary).of_form(FORM).view();
    view! {
        <section class="sticky calm" aria-label="Review">
            <p class="grow quiet">"See who gains and loses access before you save."</p>
            {actions(button)}
        </section>
    }
    .into_any()
}

fn not_saved(viewer: &Viewer, review: &Review) -> AnyView {
    let count = |told: &Told| count_of(told.change.cells.len(), "change");
    let at_once = part(format!("{}, not saved", count(&review.at_once)), &review.at_once);
    let waits = part(format!("Waits for another admin: {}", count(&review.waits)), &review.waits);
    let cells: Vec<&CellChange> =
        review.at_once.change.cells.iter().chain(&review.waits.change.cells).collect();
    let verb = if review.at_once.change.is_empty() { "Propose" } else { "Save" };
    let save = save(viewer, &cells, format!("{verb} {}", count_of(cells.len(), "change")));
    let again = Button::new("Review again").of_form(FORM).view();
    view! {
        <section class="sticky" aria-label="Not saved yet" id="not-saved">
            <div class="grow">{at_once} {waits}</div>
            <div class="actions">{link_button(Look::Plain, "Discard", super::PATH)} {again} {save}</div>
        </section>
    }
    .into_any()
}

/// What applies at once, or what waits: who gains and loses, as far as there is room; the rest unfolds.
fn part(words: String, told: &Told) -> Option<AnyView> {
    if told.change.is_empty() {
        return None;
    }
    let mut told_of: Vec<AnyView> = told.sentences.iter().map(|words| paragraph(words)).collect();
    let rest = told_of.split_off(told_of.len().min(TOLD));
    let all = view! { {rest} {cells(told)} };
    Some(
        view! { <p>{state(Shape::Waiting, words)}</p> {told_of} {fold("Show everything", false, all)} }
            .into_any(),
    )
}

/// The cells before and after, and the consequence.
pub fn sentences(told: &Told) -> AnyView {
    let sentences: Vec<AnyView> = told.sentences.iter().map(|words| paragraph(words)).collect();
    view! { {cells(told)} {sentences} }.into_any()
}

fn paragraph(words: &str) -> AnyView {
    let words = words.to_owned();
    view! { <p>{words}</p> }.into_any()
}

fn cells(told: &Told) -> AnyView {
    let cell = |cell: &CellChange| view! { <p><b>{cell.words()}</b></p> }.into_any();
    told.change.cells.iter().map(cell).collect_view().into_any()
}

/// The form that saves these cells and no others.
fn save(viewer: &Viewer, cells: &[&CellChange], words: String) -> AnyView {
    let hidden = cells.iter().map(|cell| {
        let name = field(cell.role, cell.environment, cell.before);
        view! { <input type="hidden" name=name value=cell.after.to_string()/> }
    });
    let hidden = hidden.collect_view();
    let button = Button::new(words).look(Look::Primary).view();
    Form::post(super::PATH, viewer.csrf.as_str()).view(view! { {hidden} {button} })
}
