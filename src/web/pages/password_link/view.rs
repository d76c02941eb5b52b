//! How the page looks on which somebody sets their password.

use crate::domain::one_time_link::LinkKind;
use crate::store::people::Person;
use crate::ui::button::{Button, Look};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::notice::refused;
use crate::ui::page::card;
use crate::web::csrf::CsrfToken;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// What is asked of a password, before it is typed.
pub const PASSWORD_HINT: &str = "At least 15 characters, of any kind: several words are easiest.";

/// The page with the form.
pub fn page(
    kind: LinkKind,
    secret: &str,
    person: &Person,
    why: Option<String>,
    token: &CsrfToken,
) -> Html<String> {
    let heading = match kind {
        LinkKind::Reset => "Set a new password",
        _ => "Welcome to Slipway",
    };
    let title = if why.is_some() { format!("Not set: {heading}") } else { heading.to_owned() };
    let action = format!("/{}/{secret}", kind.word());
    render::page(Frame::new(title, None), || {
        let form = Form::post(action, token.as_str()).stacked().view(fields(person, why));
        let about = match kind {
            LinkKind::Reset => "Afterwards you are signed out everywhere, and sign in with it.",
            _ => "Choose your password, then sign in with it.",
        };
        let who = view! {
            <p>
                "You are " <b>{person.display_name.clone()}</b> " and sign in as "
                <b>{person.sign_in_name.clone()}</b> ". " {about}
            </p>
        };
        card(heading, view! { {who} {form} })
    })
}

fn fields(person: &Person, why: Option<String>) -> AnyView {
    let notice = why.clone().map(|why| refused(why, Vec::new()));
    // A password manager keeps the two together.
    let name = person.sign_in_name.clone();
    let password = Field::password("password", "Password").hint(PASSWORD_HINT).required();
    let again = Field::password("again", "The same again").required();
    let button = Button::new("Set the password").look(Look::Primary);
    view! {
        {notice}
        <input type="text" value=name autocomplete="username" readonly=true hidden=true/>
        {password.autocomplete("new-password").view()}
        {again.autocomplete("new-password").view()}
        {button.view()}
    }
    .into_any()
}
