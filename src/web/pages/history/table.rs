//! The table of the history.

use super::returns::{Return, Returns};
use super::words;
use crate::store::history::Listed;
use crate::ui::button::{Look, link_button};
use crate::ui::state::state;
use crate::ui::table::Table;
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::addresses;
use leptos::prelude::*;

const COLUMNS: [&str; 7] = ["#", "Release", "Environment", "State", "By", "When", "Roll back to"];

/// The rows.
pub fn view(rows: &[Listed], returns: &Returns) -> AnyView {
    let table = Table::new("Deployments, newest first", &COLUMNS).end_column();
    rows.iter().fold(table, |table, row| table.row(cells(row, returns.to(row.number)))).view()
}

fn cells(row: &Listed, way: Option<Return>) -> Vec<AnyView> {
    let page = addresses::deployment(row.number);
    let (shape, word, more) = words::of(row);
    vec![
        view! { <a href=page>{format!("#{}", row.number)}</a> }.into_any(),
        view! { <div>{row.project_name.clone()} " " {mono(row.version.as_str())}</div> }.into_any(),
        row.environment_slug.to_string().into_any(),
        view! { <div>{state(shape, word)} " " <span class="quiet">{more}</span></div> }.into_any(),
        row.requested_by_name.clone().into_any(),
        moment(row.requested_at),
        way.map(|way| button(row, way)).into_any(),
    ]
}

fn button(row: &Listed, way: Return) -> AnyView {
    let page = addresses::rollback(&row.project_slug, &row.environment_slug, &row.version);
    match way {
        Return::LastGood => link_button(Look::Danger, format!("Roll back to {}", row.version), page),
        Return::Earlier => {
            let words = view! { <span class="hidden">"Roll back to "</span> {row.version.to_string()} };
            view! { <a class="button" href=page>{words}</a> }.into_any()
        }
    }
}
