//! The table of events.

use super::filters::Options;
use crate::domain::text::show_direction;
use crate::store::events::Event;
use crate::store::people::Names;
use crate::ui::fold::fold;
use crate::ui::panel::facts;
use crate::ui::table::Table;
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::sentence::{self, Change};
use crate::web::{addresses, csv};
use leptos::prelude::*;
use serde_json::Value;

const COLUMNS: [&str; 3] = ["What", "Where", "When"];

/// The rows.
pub fn view(events: &[Event], options: &Options, names: &Names) -> AnyView {
    let table = Table::new("Events, newest first", &COLUMNS);
    events.iter().fold(table, |table, event| table.row(cells(event, options, names))).view()
}

fn cells(event: &Event, options: &Options, names: &Names) -> Vec<AnyView> {
    let details: Value = serde_json::from_str(&event.details).unwrap_or_default();
    let changed = sentence::changes(&details).into_iter().map(change).collect_view();
    let more = fold(format!("Event {}", event.sequence), false, more(event, &details, names));
    let what = view! { <div>{sentence::of(event, names)}</div> {changed} {more} };
    vec![what.into_any(), place(event, options), moment(event.at)]
}

/// `level: None → Read`
fn change(change: Change) -> AnyView {
    let name = if change.name.is_empty() { String::new() } else { format!("{}: ", change.name) };
    let or_nothing = |said: Option<String>| said.unwrap_or_else(|| "nothing".to_owned());
    let (before, after) = (or_nothing(change.before), or_nothing(change.after));
    view! {
        <div class="quiet">
            {name} <span class="hidden">"before "</span> {before} " " <span aria-hidden="true">"→"</span>
            <span class="hidden">", after "</span> " " {after}
        </div>
    }
    .into_any()
}

fn place(event: &Event, options: &Options) -> AnyView {
    let deployment = event.deployment.map(|number| {
        let page = addresses::deployment(number);
        view! { <a href=page>{format!("#{number}")}</a> " " }
    });
    let project = options.project(event.project).map(|project| project.name.clone());
    let environment = options.environment(event.environment).map(|e| e.slug.to_string());
    let names: Vec<String> = project.into_iter().chain(environment).collect();
    if deployment.is_none() && names.is_empty() {
        return view! { <span class="quiet">"installation"</span> }.into_any();
    }
    view! { <div>{deployment} {names.join(" · ")}</div> }.into_any()
}

/// What the sentence leaves out: the action as it is kept, each detail, and the hashes of the chain.
fn more(event: &Event, details: &Value, names: &Names) -> AnyView {
    let text = |text: String| csv::one_line(&show_direction(&text)).into_any();
    let signs_in_as = event.person().and_then(|person| names.sign_in_name(person));
    let mut more = vec![
        ("who".to_owned(), text(sentence::who(&event.actor, names))),
        ("sign-in name".to_owned(), text(signs_in_as.unwrap_or("none").to_owned())),
        ("action".to_owned(), text(event.action.clone())),
        ("subject".to_owned(), text(event.subject.clone())),
        ("time".to_owned(), text(event.at.rfc3339())),
    ];
    let members = details
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !matches!(name.as_str(), "before" | "after"))
        .map(|(name, value)| (name.replace('_', " "), sentence::words(value)))
        .filter(|(_, told)| !told.is_empty());
    more.extend(members.map(|(name, told)| (name, text(told))));
    more.push(("hash".to_owned(), mono(&event.hash)));
    more.push(("follows".to_owned(), mono(&event.previous_hash)));
    facts(more)
}
