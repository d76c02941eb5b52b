//! The list of tokens: those that open something, and those that no longer do.

use super::Whose;
use crate::domain::text::count_of;
use crate::domain::time::{Span, Time};
use crate::store::tokens::Listed;
use crate::ui::button::{Button, Look};
use crate::ui::empty::empty;
use crate::ui::fold::fold;
use crate::ui::form::Form;
use crate::ui::state::{Shape, state};
use crate::ui::table::Table;
use crate::ui::time::moment;
use crate::ui::version::mono;
use crate::web::addresses;
use crate::web::context::Viewer;
use leptos::prelude::*;

/// So long before its end a token asks for another one.
const SOON: Span = Span::days(14);

/// The list.
pub fn view(whose: Whose, tokens: &[Listed], viewer: &Viewer) -> AnyView {
    let (open, over): (Vec<_>, Vec<_>) = tokens.iter().partition(|token| over(token, viewer.now()).is_none());
    let list = match open.as_slice() {
        [] if over.is_empty() => {
            empty("There is no token yet.", "A build or a script acts with one: make it below.")
        }
        [] => empty("No token is good any more.", "What used one is refused. Make another below."),
        open => table(whose, "Tokens, the newest first", open, viewer),
    };
    let over = (!over.is_empty()).then(|| {
        let words = format!("{} no longer good", count_of(over.len(), "token"));
        fold(words, false, table(whose, "Tokens that are no longer good", &over, viewer))
    });
    view! { {list} {over} }.into_any()
}

/// Why a token opens nothing any more.
pub fn over(token: &Listed, now: Time) -> Option<&'static str> {
    match token {
        token if token.revoked_at.is_some() => Some("Revoked"),
        token if token.expires_at <= now => Some("Expired"),
        token if token.owner_disabled => Some("Owner disabled"),
        _ => None,
    }
}

/// Whether a token that opens something ends within the days in which another is made in its place.
pub fn ends_soon(token: &Listed, now: Time) -> bool {
    over(token, now).is_none() && token.expires_at <= now + SOON
}

fn table(whose: Whose, caption: &str, tokens: &[&Listed], viewer: &Viewer) -> AnyView {
    let columns: Vec<&str> = ["Name", "Acts as", "Owner", "Made", "Last used", "Expires", "Revoke"]
        .into_iter()
        .filter(|column| whose == Whose::All || *column != "Owner")
        .collect();
    let table = Table::new(caption, &columns).end_column();
    tokens.iter().fold(table, |table, token| table.row(cells(whose, token, viewer))).view()
}

fn cells(whose: Whose, token: &Listed, viewer: &Viewer) -> Vec<AnyView> {
    let owner = (whose == Whose::All).then(|| {
        let page = addresses::person(&token.owner_sign_in_name);
        view! { <a href=page>{token.owner_name.clone()}</a> }.into_any()
    });
    let by = token.creator_name.clone().unwrap_or_else(|| "the command line".to_owned());
    let before = [
        view! { <div>{token.name.clone()}</div> {mono(format!("{}…", token.prefix))} }.into_any(),
        format!("{} in {}", token.role, token.project_name).into_any(),
    ];
    let after = [
        view! { <div>{moment(token.created_at)} <span class="quiet">{format!(" by {by}")}</span></div> }
            .into_any(),
        token.last_used_at.map_or_else(|| "never".into_any(), moment),
        expiry(token, viewer.now()),
        end(whose, token, viewer),
    ];
    before.into_iter().chain(owner).chain(after).collect()
}

fn expiry(token: &Listed, now: Time) -> AnyView {
    match ends_soon(token, now) {
        true => {
            view! { <div>{state(Shape::Waiting, "soon")} " " {moment(token.expires_at)}</div> }.into_any()
        }
        false => moment(token.expires_at),
    }
}

/// The button that revokes it, or why nothing is left to revoke.
fn end(whose: Whose, token: &Listed, viewer: &Viewer) -> AnyView {
    if let Some(why) = over(token, viewer.now()) {
        return state(Shape::Empty, why);
    }
    let question = format!("Revoke the token {}? What uses it is refused from then on.", token.name);
    let button = Button::new("Revoke").look(Look::Danger).confirm(question);
    let path = format!("{}/revocation", whose.path());
    Form::post(path, viewer.csrf.as_str()).with("token", token.id.to_string()).button(button)
}
