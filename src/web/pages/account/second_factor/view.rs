//! How the page of one-time codes looks.

use crate::domain::one_time_code::OneTimeCodes;
use crate::domain::time::Time;
use crate::ui::button::{Button, Look, actions, link_button};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::notice::{note, refused};
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::qr::qr;
use crate::ui::rail::Rail;
use crate::ui::time::moment;
use crate::web::context::Viewer;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// Where somebody's one-time codes stand.
pub enum Codes {
    /// There are none.
    Off,
    /// A key waits for its first code.
    Begun(OneTimeCodes),
    /// Signing in asks for them.
    On {
        /// Since when.
        since: Time,
        /// How many recovery codes are left.
        left: i64,
        /// Whether ending them asks for the password too.
        asks_password: bool,
    },
}

/// What the page shows.
pub struct Shown {
    /// Where they stand.
    pub codes: Codes,
    /// Why a form was refused.
    pub refused: Option<String>,
}

/// The page.
pub fn page(rail: Rail, viewer: &Viewer, shown: Shown) -> Html<String> {
    let title = if shown.refused.is_some() { "Not done: one-time codes" } else { "One-time codes" };
    render::page(Frame::new(title, Some(rail)), || {
        let notice = shown.refused.map(|why| refused(why, Vec::new()));
        let content = match shown.codes {
            Codes::Off => off(viewer),
            Codes::Begun(codes) => begun(viewer, &codes),
            Codes::On { since, left, asks_password } => on(viewer, since, left, asks_password),
        };
        let back = view! { <a href="/account">"Your account"</a> };
        Page::new("One-time codes").about(back).view(view! { {notice} {content} })
    })
}

fn form(viewer: &Viewer, path: &str) -> Form {
    Form::post(format!("/account/second-factor{path}"), viewer.csrf.as_str())
}

fn code(label: &str) -> Field {
    Field::text("code", label).required().autocomplete("one-time-code")
}

fn off(viewer: &Viewer) -> AnyView {
    let words = "An app on your telephone shows six digits that are new every half minute. Signing in then asks for \
                 them after your password. You need an app for one-time codes (TOTP).";
    let button = form(viewer, "").button(Button::new("Set up one-time codes").look(Look::Primary));
    Panel::new("Off").body(view! { <p>{words}</p> {button} })
}

fn begun(viewer: &Viewer, codes: &OneTimeCodes) -> AnyView {
    let picture = codes.address().ok().and_then(|address| qr(&address, "The key as a picture for your app"));
    let key = codes.key();
    let first = Panel::new("1. Give the key to your app").body(view! {
        <p>"Let your app read this picture, or type the key into it."</p>
        {picture}
        <p>"Key: " <code>{key}</code></p>
    });
    let button = Button::new("Turn one-time codes on").look(Look::Primary);
    let fields =
        view! { {code("Code").hint("The six digits that your app shows now").view()} {button.view()} };
    let second =
        Panel::new("2. Type the first code").body(form(viewer, "/confirmation").stacked().view(fields));
    view! { {first} {second} }.into_any()
}

fn on(viewer: &Viewer, since: Time, left: i64, asks_password: bool) -> AnyView {
    let words = view! { <p>"Signing in has asked for a code since " {moment(since)} "."</p> };
    let button = Button::new("Make new recovery codes");
    let fields = view! { {code("Code").id("renew-code").view()} {button.view()} };
    let renew = form(viewer, "/recovery-codes").stacked().view(fields);
    let left = format!("{left} left");
    let why = "The earlier ones are then good for nothing.";
    let recovery = Panel::new("Recovery codes").aside(left).body(view! { <p>{why}</p> {renew} });
    let password = asks_password
        .then(|| Field::password("password", "Password").required().autocomplete("current-password").view());
    let button = Button::new("Turn one-time codes off").look(Look::Danger);
    let fields = view! { {password} {code("Code").id("remove-code").view()} {button.view()} };
    let remove = form(viewer, "/removal").stacked().view(fields);
    view! { {Panel::new("On").body(words)} {recovery} {Panel::new("Turn them off").body(remove)} }.into_any()
}

/// The page that shows recovery codes, once.
pub fn recovery_codes(rail: Rail, codes: Vec<String>) -> Html<String> {
    render::page(Frame::new("Recovery codes", Some(rail)), || {
        let words = "Each of these signs you in once where you have no code from your app. Keep them where you keep \
                     your passwords: nobody can show them again.";
        let codes = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
        let list = Panel::new("Your recovery codes").body(view! { <ul class="codes">{codes}</ul> });
        let on = link_button(Look::Primary, "I have kept them", "/account");
        Page::new("One-time codes are on").view(view! { {note(words)} {list} {actions(on)} })
    })
}
