//! The table of the history.

use super::returns::{Return, Returns};
use super::words;
use crate::store::history::Listed;
use crate::ui::more::{Way, more};
use crate::ui::state::state;
use crate::ui::table::Table;
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::addresses;
use leptos::prelude::*;

const COLUMNS: [&str; 8] = ["#", "Release", "Environment", "State", "By", "When", "Took", "Actions"];

/// The rows.
pub fn view(rows: &[Listed], returns: &Returns) -> AnyView {
    let table = Table::new("Deployments, newest first", &COLUMNS).end_column();
    let table = rows.iter().fold(table, |table, row| table.row(cells(row, returns.to(row.number)))).view();
    view! { <div class="log-table">{table}</div> }.into_any()
}

fn cells(row: &Listed, way: Option<Return>) -> Vec<AnyView> {
    let page = addresses::deployment(row.number);
    let (shape, word, about) = words::of(row);
    let about = (!about.is_empty()).then(|| view! { <small>{about}</small> });
    vec![
        view! { <a href=page>{format!("#{}", row.number)}</a> }.into_any(),
        view! { <div>{row.project_name.clone()} " " {mono(row.version.as_str())}</div> }.into_any(),
        row.environment_slug.to_string().into_any(),
        view! { <div>{state(shape, word)} {about}</div> }.into_any(),
        row.requested_by_name.clone().into_any(),
        moment(row.requested_at),
        words::took(row).map(|took| took.to_string()).into_any(),
        menu(row, way),
    ]
}

/// What can be done with a deployment. None of it changes anything: each leads to a page that asks.
fn menu(row: &Listed, way: Option<Return>) -> AnyView {
    let release = addresses::release(&row.project_slug, &row.version);
    let mut ways = vec![
        Way::to(format!("Release {}", row.version), release)
            .note("Changes, evidence, and where to deploy it"),
    ];
    if let Some(way) = way {
        let page = addresses::rollback(&row.project_slug, &row.environment_slug, &row.version);
        let note = match way {
            Return::LastGood => "The last good one. You confirm on the next page.",
            Return::Earlier => "You confirm on the next page.",
        };
        ways.push(Way::to(format!("Roll back to {}", row.version), page).apart().note(note));
    }
    more(format!("Actions for #{}", row.number), ways)
}
