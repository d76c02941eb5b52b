//! How the sign-in page looks.

use super::demo::DemoPerson;
use crate::ui::button::{Button, Look, link_button};
use crate::ui::field::Field;
use crate::ui::fold::fold;
use crate::ui::form::Form;
use crate::ui::notice::{done, refused};
use crate::ui::page::card;
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
    /// Whether something that was typed in this browser waits until its person has signed in.
    pub is_kept: bool,
    /// Why the last try was refused.
    pub refused: Option<String>,
}

/// The page; `people` are offered as buttons, and so is the sign-in provider of this name.
pub fn page(
    filled: Filled,
    people: Vec<DemoPerson>,
    provider: Option<String>,
    token: CsrfToken,
) -> Html<String> {
    let title = if filled.refused.is_some() { "Not signed in" } else { "Sign in" };
    render::page(Frame::new(title, None), || {
        let kept = filled.is_kept.then(|| {
            done("Your session has ended. What you typed is kept: sign in, and it is filled in again.")
        });
        let provider = provider.map(|name| with_provider(name, &filled.next, &token));
        if people.is_empty() {
            let form = form(filled, &token);
            return card("Sign in", view! { {kept} {provider} {form} });
        }
        let was_tried = filled.refused.is_some();
        let offer = offer(people, &filled.next, &token);
        let form = fold("Sign in with a password", was_tried, form(filled, &token));
        card("Who are you?", view! { {kept} {offer} {provider} {form} })
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

fn with_provider(name: String, next: &str, token: &CsrfToken) -> AnyView {
    let form = Form::post("/sign-in/with-provider", token.as_str()).with("next", next);
    form.stacked().button(Button::new(format!("Sign in with {name}")))
}

/// The page on the way to the provider. Its answer leads on by itself; the link is for browsers that do not follow.
pub fn on_the_way(name: &str, address: String) -> Html<String> {
    let link = link_button(Look::Primary, format!("Go on to {name}"), address);
    let words = format!("You sign in with {name} and come back here.");
    render::page(Frame::new("Going on", None), || card("One moment", view! { <p>{words}</p> {link} }))
}

fn offer(people: Vec<DemoPerson>, next: &str, token: &CsrfToken) -> AnyView {
    let people = people.into_iter().map(|person| {
        let form =
            Form::post("/sign-in/as", token.as_str()).with("name", person.sign_in_name).with("next", next);
        let button = form.button(Button::new(person.name));
        view! { <li>{button} <b>{person.roles}</b> {format!(": {}", person.may)}</li> }
    });
    let people = people.collect_view();
    view! {
        <p>"This is a demo: choose somebody. Sign out to become somebody else."</p>
        <ul class="choices">{people}</ul>
    }
    .into_any()
}
