//! Where the documents in force say something else than the matrix. What is ticked goes through the same review as
//! any other change.

use super::page::AccessPage;
use super::sent::field;
use crate::actions::access_differences::Differing;
use crate::domain::access_change::CellChange;
use crate::ui::button::{Button, actions};
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::web::addresses;
use leptos::prelude::*;

/// A panel for each project whose document differs.
pub fn view(page: &AccessPage) -> AnyView {
    page.differing.iter().map(|differing| panel(page, differing)).collect_view().into_any()
}

fn panel(page: &AccessPage, differing: &Differing) -> AnyView {
    let Differing { project, version, cells } = differing;
    let lines = cells.iter().map(line).collect_view();
    let button = actions(Button::new("Review applying it").view());
    let about = "Only the matrix authorises. Apply what the document says here, or leave it.";
    let form = Form::post(super::REVIEW, page.viewer.csrf.as_str())
        .stacked()
        .view(view! { <p class="quiet">{about}</p> <div>{lines}</div> {button} });
    let document = view! {
        <a href=addresses::strategy(&project.slug)>{format!("strategy {version}")}</a>
    };
    Panel::new(format!("{}’s document differs", project.name)).aside(document).body(form)
}

fn line(cell: &CellChange) -> AnyView {
    let name = field(cell.role, cell.environment, cell.before);
    let words =
        format!("{}: the document says {}, the matrix gives {}", cell.place(), cell.after, cell.before);
    view! {
        <label class="check">
            <input type="checkbox" name=name value=cell.after.to_string() checked/>
            {words}
        </label>
    }
    .into_any()
}
