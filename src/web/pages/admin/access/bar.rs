//! What is not saved yet: its consequence in sentences, and the buttons.

use super::page::AccessPage;
use super::sent::field;
use crate::actions::change_access::review::Told;
use crate::domain::access_change::CellChange;
use crate::ui::button::{Button, Look, link_button};
use crate::ui::form::Form;
use crate::ui::state::{Shape, state};
use crate::web::context::Viewer;
use leptos::prelude::*;

/// The bar; none where nothing was reviewed.
pub fn view(page: &AccessPage) -> Option<AnyView> {
    let review = page.come.review.as_ref()?;
    let at_once = part(Shape::Waiting, "Not saved yet", &review.at_once);
    let waits = part(Shape::Waiting, "Waits for another admin", &review.waits);
    let cells = || review.at_once.change.cells.iter().chain(&review.waits.change.cells);
    let save = save(
        &page.viewer,
        cells(),
        if review.at_once.change.is_empty() { "Propose change" } else { "Save change" },
    );
    Some(
        view! {
            <section class="yours" aria-label="Not saved yet" id="not-saved">
                <ul>
                    {at_once} {waits}
                    <li>{save} {link_button(Look::Plain, "Undo", super::PATH)}</li>
                </ul>
            </section>
        }
        .into_any(),
    )
}

/// What applies at once, or what waits: its cells and what they come to.
fn part(shape: Shape, word: &'static str, told: &Told) -> Option<AnyView> {
    (!told.change.is_empty())
        .then(|| view! { <li>{state(shape, word)} <div class="grow">{sentences(told)}</div></li> }.into_any())
}

/// The cells before and after, and the consequence.
pub fn sentences(told: &Told) -> AnyView {
    let cells = told.change.cells.iter().map(|cell| view! { <p><b>{cell.words()}</b></p> }).collect_view();
    let sentences = told.sentences.iter().map(|sentence| view! { <p>{sentence.clone()}</p> }).collect_view();
    view! { {cells} {sentences} }.into_any()
}

/// The form that saves these cells and no others.
fn save<'a>(viewer: &Viewer, cells: impl Iterator<Item = &'a CellChange>, words: &'static str) -> AnyView {
    let hidden = cells.map(|cell| {
        let name = field(cell.role, cell.environment, cell.before);
        view! { <input type="hidden" name=name value=cell.after.to_string()/> }
    });
    let hidden = hidden.collect_view();
    let button = Button::new(words).look(Look::Primary).view();
    Form::post(super::PATH, viewer.csrf.as_str()).view(view! { {hidden} {button} })
}
