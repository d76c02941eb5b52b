//! How the sign-in page looks.

use super::demo::DemoPerson;
use crate::ui::button::{Button, Look};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::notice::refused;
use crate::ui::page::card;
use crate::ui::row::{Row, rows};
use crate::web::csrf::CsrfToken;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// What the form holds when it is shown.
#[derive(Debug, Default)]
pub struct Filled {
    /// The name that was typed.
    pub name: String,
    /// Where to go afterwards.
    pub next: String,
    /// Why the last try was refused.
    pub refused: Option<String>,
}

/// The page; `people` are offered as buttons.
pub fn page(filled: Filled, people: Vec<DemoPerson>, token: CsrfToken) -> Html<String> {
    let title = if filled.refused.is_some() { "Not signed in" } else { "Sign in" };
    render::page(Frame::new(title, None), || {
        let offer = (!people.is_empty()).then(|| offer(people, &filled.next, &token));
        card("Sign in", view! { {offer} {form(filled, &token)} })
    })
}

fn form(filled: Filled, token: &CsrfToken) -> AnyView {
    let notice = filled.refused.map(|why| refused(why, Vec::new()));
    let name = Field::text("name", "Name").value(filled.name).required().autocomplete("username");
    let password = Field::password("password", "Password").required().autocomplete("current-password");
    let button = Button::new("Sign in").look(Look::Primary);
    let fields = view! { {notice} {name.view()} {password.view()} {button.view()} };
    Form::post("/sign-in", token.as_str()).with("next", filled.next).stacked().view(fields)
}

fn offer(people: Vec<DemoPerson>, next: &str, token: &CsrfToken) -> AnyView {
    let row = |person: DemoPerson| {
        let form =
            Form::post("/sign-in/as", token.as_str()).with("name", person.sign_in_name).with("next", next);
        let button = form.button(Button::new(format!("Sign in as {}", person.name)));
        Row::plain(view! { <b>{person.roles}</b> }).note(person.may).end(button)
    };
    let people = rows(people.into_iter().map(row));
    view! { <p>"This is a demo: choose who you are. Sign out to become somebody else."</p> {people} }
        .into_any()
}
