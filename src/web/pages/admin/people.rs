//! `GET /admin/people`: everybody, what they hold, and whether they can sign in.

use super::standing::Standings;
use crate::app::App;
use crate::domain::id::PersonId;
use crate::domain::text::{count_of, count_people};
use crate::store::held::{self, Holding};
use crate::store::people::{self, Person};
use crate::ui::button::{Look, link_button};
use crate::ui::empty::empty;
use crate::ui::field::{Field, filters};
use crate::ui::page::Page;
use crate::ui::table::Table;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Query;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::extract::State;
use axum::response::Html;
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

const COLUMNS: [&str; 4] = ["Person", "Signs in as", "Holds", "Now"];

/// The query of the address.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    find: String,
}

/// `GET /admin/people`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, WebError> {
    let db = &mut *app.store.read().await?;
    let rail = rail::load(db, &viewer, addresses::PEOPLE).await?;
    let everybody = people::all(db).await?;
    let total = everybody.len();
    let found: Vec<Person> = everybody.into_iter().filter(|person| is_meant(person, &wanted.find)).collect();
    let holdings = held::of_people(db, None).await?;
    let ids: Vec<PersonId> = found.iter().map(|person| person.id).collect();
    let standings = Standings::read(&app, db, &ids, viewer.now()).await?;
    Ok(render::page(Frame::new("People", Some(rail)), || {
        let buttons = view! {
            {link_button(Look::Primary, "Invite", addresses::INVITATIONS)}
            {link_button(Look::Plain, "Groups", addresses::GROUPS)}
        };
        let find = Field::search("find", "Find").value(wanted.find).placeholder("Name or e-mail");
        let list = if found.is_empty() { nobody() } else { table(&found, &holdings, &standings) };
        let filter = filters(addresses::PEOPLE, vec![find]);
        Page::new("People").about(count_people(total)).actions(buttons).view(view! { {filter} {list} })
    }))
}

fn is_meant(person: &Person, find: &str) -> bool {
    let find = find.trim().to_lowercase();
    let texts = [Some(&person.display_name), Some(&person.sign_in_name), person.email.as_ref()];
    texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&find))
}

fn nobody() -> AnyView {
    empty("Nobody is called so.", link_button(Look::Plain, "Show everybody", addresses::PEOPLE))
}

fn table(found: &[Person], holdings: &[Holding], standings: &Standings) -> AnyView {
    let row = |table: Table, person: &Person| {
        let held: Vec<&Holding> = holdings.iter().filter(|of| of.person == person.id).collect();
        table.row(vec![
            view! { <a href=addresses::person(&person.sign_in_name)>{person.display_name.clone()}</a> }
                .into_any(),
            person.sign_in_name.clone().into_any(),
            holds(&held),
            standings.of(person),
        ])
    };
    found.iter().fold(Table::new("People", &COLUMNS), row).view()
}

/// `SRE, Developer for Search`, and what comes by groups: `DevOps by Payments team`.
fn holds(held: &[&Holding]) -> AnyView {
    let words = held.iter().map(|of| match &of.group {
        Some((_, group)) => format!("{} by {group}", of.held.words()),
        None => of.held.words(),
    });
    let words: Vec<String> = words.collect();
    match words.len() {
        0 => view! { <span class="quiet">"no role yet"</span> }.into_any(),
        1..=4 => words.join(", ").into_any(),
        count => format!("{} and {}", words[..3].join(", "), count_of(count - 3, "more role")).into_any(),
    }
}
