//! How the page looks that asks for a fresh proof, and the one that goes on from there.

use super::{KEPT, Kept};
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::notice::{done, refused};
use crate::ui::page::card;
use crate::ui::rail::Rail;
use crate::web::context::Viewer;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// What the page asks for.
pub struct Asks {
    /// Why the last try was refused.
    pub refused: Option<String>,
    /// A button does: this is a demo.
    pub one_click: bool,
    /// A one-time code is asked for too.
    pub code: bool,
    /// The sign-in provider that knows this person, by name: it may say so too.
    pub provider: Option<String>,
}

const WHY: &str = "What you are about to do needs a proof that is younger than 15 minutes. Nothing was done yet, and \
                   nothing that you filled in is lost.";
const WHY_NOTHING_WAITS: &str = "Prove that it is still you; you then go on where you were.";

/// The page that asks.
pub fn ask(rail: Rail, viewer: &Viewer, kept: Kept, asks: Asks) -> Html<String> {
    let Kept { to, back, fields } = kept;
    let why = if to.is_empty() { WHY_NOTHING_WAITS } else { WHY };
    let form = Form::post("/sign-in/again", viewer.csrf.as_str()).with("to", to).with("back", back.clone());
    let form = fields.into_iter().fold(form, |form, (name, value)| form.with(format!("{KEPT}{name}"), value));
    let name = viewer.name.clone();
    render::page(Frame::new("Sign in again", Some(rail)), || {
        let notice = asks.refused.map(|why| refused(why, Vec::new()));
        let words = if asks.one_click { format!("Go on as {name}") } else { "Go on".to_owned() };
        let buttons = view! {
            {Button::new(words).look(Look::Primary).view()} {link_button(Look::Plain, "Go back", back)}
        };
        let password = (!asks.one_click).then(password);
        let provider = asks.provider.map(with_provider);
        // Stands first: it goes with the password, and with the provider's word.
        let code = asks.code.then(|| Field::one_time_code().view());
        let content = view! { {notice} {code} {provider} {password} {actions(buttons)} };
        let who = format!("You are signed in as {name}.");
        card("Sign in again", view! { <p>{why}</p> <p>{who}</p> {form.stacked().view(content)} })
    })
}

/// Sends the same form to the provider's address, with what is kept and without a password.
fn with_provider(name: String) -> AnyView {
    let button = view! {
        <button type="submit" class="button" formaction="/sign-in/with-provider" formnovalidate=true>
            {format!("Sign in again with {name}")}
        </button>
    };
    actions(button)
}

fn password() -> AnyView {
    Field::password("password", "Your password").required().autocomplete("current-password").view()
}

/// The page that goes on: one button sends what waited.
pub fn go_on(rail: Rail, viewer: &Viewer, kept: Kept) -> Html<String> {
    let Kept { to, back, fields } = kept;
    let form = Form::post(to, viewer.csrf.as_str());
    let form = fields.into_iter().fold(form, |form, (name, value)| form.with(name, value));
    render::page(Frame::new("Go on", Some(rail)), || {
        let said = done("It is you. What you filled in has not been sent yet.");
        let send = form.button(Button::new("Send it now").look(Look::Primary));
        let buttons = view! { {send} {link_button(Look::Plain, "Go back without sending", back)} };
        card("Go on", view! { {said} {actions(buttons)} })
    })
}
