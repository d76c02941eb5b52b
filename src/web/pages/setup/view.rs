//! How the page of the first run looks.

use super::Filled;
use super::passages;
use super::sent::Sent;
use crate::domain::wrong::Wrong;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::{Choice, Field};
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::page::card;
use crate::ui::version::mono;
use crate::web::csrf::CsrfToken;
use crate::web::pages::password_link::PASSWORD_HINT;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

const ABOUT: &str =
    "You’ll be the first admin. Admins manage people and roles. To deploy, give yourself a role too.";

/// The page with the form.
pub(super) fn page(secret: &str, filled: Filled, token: &CsrfToken) -> Html<String> {
    let title = if filled.wrongs.is_empty() { "Set up Slipway" } else { "Not set up yet" };
    let action = format!("/setup/{secret}");
    render::page(Frame::new(title, None), || {
        let Filled { sent, wrongs, .. } = filled;
        let notice = (!wrongs.is_empty()).then(|| refused("Nothing was set up yet", problems(&wrongs)));
        let buttons = actions(view! {
            {Button::new("Set up").look(Look::Primary).view()}
            {Button::new("Show how the document is read").answer("act", "read").view()}
        });
        let fields = view! { {you(&sent, &wrongs)} {place(&sent, &wrongs)} {first(&sent, &wrongs)} };
        let content = view! { {notice} {fields} {passages::part(&sent)} {buttons} };
        let form = Form::post(action, token.as_str()).stacked().view(content);
        card("Set up Slipway", view! { <p>{ABOUT}</p> {form} })
    })
}

fn problems(wrongs: &[Wrong<&'static str>]) -> Vec<Problem> {
    let field = |place: &str| (!place.is_empty()).then(|| place.to_owned());
    wrongs.iter().map(|wrong| Problem { field: field(wrong.place), words: wrong.words.clone() }).collect()
}

/// Fields that belong together, with a heading.
fn part(heading: &'static str, fields: Vec<Field>, wrongs: &[Wrong<&'static str>]) -> AnyView {
    let fields = fields.into_iter().map(|field| {
        let wrong = wrongs.iter().find(|wrong| wrong.place == field.name());
        field.error(wrong.map(|wrong| wrong.words.clone())).view()
    });
    let fields = fields.collect_view();
    view! { <h2>{heading}</h2> {fields} }.into_any()
}

fn you(sent: &Sent, wrongs: &[Wrong<&'static str>]) -> AnyView {
    let fields = vec![
        Field::text("name", "Sign-in name")
            .value(&sent.name)
            .hint("What you type to sign in; it never changes")
            .autocomplete("username")
            .required(),
        Field::text("display_name", "Name")
            .value(&sent.display_name)
            .hint("What others see")
            .autocomplete("name"),
        Field::text("email", "E-mail").value(&sent.email).hint("Optional").autocomplete("email"),
        Field::password("password", "Password").hint(PASSWORD_HINT).autocomplete("new-password").required(),
        Field::password("again", "The same again").autocomplete("new-password").required(),
    ];
    part("You", fields, wrongs)
}

fn place(sent: &Sent, wrongs: &[Wrong<&'static str>]) -> AnyView {
    let address = Field::text("address", "Address")
        .value(&sent.address)
        .hint("As people type it. Over https:// cookies are bound to it.")
        .autocomplete("off")
        .required();
    part("This installation", vec![address], wrongs)
}

fn first(sent: &Sent, wrongs: &[Wrong<&'static str>]) -> AnyView {
    let choices = vec![
        Choice::new("template", "Begin with the template"),
        Choice::new("document", "Paste a strategy document"),
        Choice::new("later", "Later"),
    ];
    let fields = vec![
        Field::select("first", "Document", choices).value(&sent.first),
        Field::text("project", "Name of the project")
            .value(&sent.project)
            .hint("For the template. It works at once, with steps that people confirm.")
            .placeholder("Payments API"),
        Field::area("document", "Strategy document")
            .value(&sent.document)
            .hint("Where you paste one: filled in, in Markdown. It names the project itself."),
    ];
    part("First project", fields, wrongs)
}

/// What is left to do after the first run: the address holds from the next start on.
pub(super) fn restart(address: &str, kept: Result<(), String>, data: &str) -> Html<String> {
    let (address, data) = (address.to_owned(), data.to_owned());
    render::page(Frame::new("Slipway is set up", None), || {
        let words = match kept {
            Ok(()) => view! {
                <p>
                    "Restart the server: from then on people reach it at " {mono(address)}
                    ", unless its flags or environment say otherwise. That is kept in slipway.toml in " {mono(data)} "."
                </p>
            }
            .into_any(),
            Err(why) => {
                let line = format!("public_url = \"{address}\"");
                view! {
                    <p>
                        {format!("The address could not be kept ({why}). Put this line into slipway.toml in ")}
                        {mono(data)} " and restart the server: " {mono(line)}
                    </p>
                }
                .into_any()
            }
        };
        let button = link_button(Look::Primary, "Open the board", "/");
        card("Slipway is set up", view! { {words} <div class="actions">{button}</div> })
    })
}
