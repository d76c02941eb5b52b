//! How the page of the first run looks.

use super::Filled;
use super::sent::Sent;
use crate::domain::wrong::Wrong;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::{Choice, Field};
use crate::ui::form::Form;
use crate::ui::notice::{Problem, refused};
use crate::ui::page::card;
use crate::ui::version::mono;
use crate::web::csrf::CsrfToken;
use crate::web::pages::document_form::Examined;
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
        let examined = Examined::of(sent.written.clone());
        let notice =
            (!wrongs.is_empty()).then(|| refused("Nothing was set up yet", problems(&wrongs, &examined)));
        let fields =
            view! { {place(&sent, &wrongs)} {first(&sent, &examined, &wrongs)} {you(&sent, &wrongs)} };
        let buttons = actions(Button::new("Set up").look(Look::Primary).view());
        let form = Form::post(action, token.as_str()).stacked().with_files().default_button("Set up");
        let form = form.view(view! { {notice} {fields} {buttons} });
        card("Set up Slipway", view! { <p>{ABOUT}</p> {form} })
    })
}

/// What is wrong, by field. What is open in the document stands below, so it is only counted here.
fn problems(wrongs: &[Wrong<&'static str>], examined: &Examined) -> Vec<Problem> {
    let is_below = |wrong: &&Wrong<&str>| wrong.place == "document" && examined.open() > 0;
    let (below, here): (Vec<_>, Vec<_>) = wrongs.iter().partition(is_below);
    let field = |place: &str| (!place.is_empty()).then(|| place.to_owned());
    let here =
        here.into_iter().map(|wrong| Problem { field: field(wrong.place), words: wrong.words.clone() });
    let open = (!below.is_empty()).then(|| {
        let words = format!("The document has {}. They are listed below it.", examined.state());
        Problem { field: Some("open".to_owned()), words }
    });
    here.chain(open).collect()
}

/// Fields that belong together, with a heading.
fn part(heading: &'static str, fields: Vec<Field>, wrongs: &[Wrong<&'static str>]) -> AnyView {
    view! { <h2>{heading}</h2> {fields_of(fields, wrongs)} }.into_any()
}

/// Each field with what is wrong with it.
fn fields_of(fields: Vec<Field>, wrongs: &[Wrong<&'static str>]) -> AnyView {
    let fields = fields.into_iter().map(|field| {
        let wrong = wrongs.iter().find(|wrong| wrong.place == field.name());
        field.error(wrong.map(|wrong| wrong.words.clone())).view()
    });
    fields.collect_view().into_any()
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

fn first(sent: &Sent, examined: &Examined, wrongs: &[Wrong<&'static str>]) -> AnyView {
    let choices = vec![
        Choice::new("template", "Begin with the template"),
        Choice::new("document", "Bring your own document"),
        Choice::new("later", "Later"),
    ];
    let chosen = Field::select("first", "Strategy document", choices).value(&sent.first);
    let project = Field::text("project", "Name of the project")
        .value(&sent.project)
        .hint("For the template. It works at once, with steps that people confirm.")
        .placeholder("Payments API");
    let wrongs_of_document = wrongs.iter().filter(|wrong| wrong.place == "document");
    // What is open is said beside its line; only what cannot be told by reading is said here.
    let conflict = (examined.open() == 0).then(|| {
        let words = wrongs_of_document.map(|wrong| view! { <p class="error">{wrong.words.clone()}</p> });
        words.collect_view()
    });
    view! {
        <div class="first">
            {part("First project", vec![chosen], wrongs)}
            <div class="begins-template">{fields_of(vec![project], wrongs)}</div>
            <div class="begins-document">
                {conflict}
                {examined.fields()}
                {actions(examined.buttons())}
                {examined.decisions()}
                {examined.reading()}
            </div>
        </div>
    }
    .into_any()
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
