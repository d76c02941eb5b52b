//! The page that shows one-time links, once.

use crate::actions::one_time_link::NewLink;
use crate::app::App;
use crate::domain::one_time_link::LinkKind;
use crate::domain::text::{count_of, count_people};
use crate::ui::button::{Look, actions, link_button};
use crate::ui::once::{once, once_lines};
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::time::moment;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::render::{self, Frame};
use crate::web::{addresses, rail};
use axum::response::Html;
use leptos::prelude::*;

const ONCE: &str = "It is shown this once. Hand it over where nobody else reads it.";

/// The link of one person.
pub async fn page(
    app: &App,
    viewer: &Viewer,
    name: &str,
    sign_in_name: &str,
    made: &NewLink,
) -> Result<Html<String>, WebError> {
    let rail = rail::load(&mut *app.store.read().await?, viewer, addresses::PEOPLE).await?;
    let address = address(app, made);
    let heading = match made.kind {
        LinkKind::Invitation => format!("{name} is invited"),
        _ => format!("A link for {name}"),
    };
    let what = "They set their password with it. It works once, and ends ";
    let back = actions(view! {
        {link_button(Look::Plain, format!("Back to {name}"), addresses::person(sign_in_name))}
        {link_button(Look::Plain, "Invite another", addresses::INVITATIONS)}
    });
    Ok(render::page(Frame::new(heading.clone(), Some(rail)), || {
        let until = view! { <p>{what} {moment(made.expires_at)} ". Another link takes its place."</p> };
        let content = view! { {once("link", "Link", ONCE, address)} {until} {back} };
        Page::new(heading).view(Panel::new("To hand over").body(view! { <div class="form">{content}</div> }))
    }))
}

/// The links of everybody of a list.
pub async fn list_page(
    app: &App,
    viewer: &Viewer,
    invited: &[(String, NewLink)],
) -> Result<Html<String>, WebError> {
    let rail = rail::load(&mut *app.store.read().await?, viewer, addresses::PEOPLE).await?;
    let lines = invited.iter().map(|(name, made)| format!("{name}: {}", address(app, made))).collect();
    let verb = if invited.len() == 1 { "is" } else { "are" };
    let heading = format!("{} {verb} invited", count_people(invited.len()));
    let label = count_of(invited.len(), "link");
    let hint = "Each is shown this once and works once, within 7 days. Give each person theirs, where nobody else \
                reads it.";
    let back = actions(link_button(Look::Plain, "Back to people", addresses::PEOPLE));
    Ok(render::page(Frame::new(heading.clone(), Some(rail)), || {
        let content = view! { {once_lines("links", label, hint, lines)} {back} };
        Page::new(heading).view(Panel::new("To hand over").body(view! { <div class="form">{content}</div> }))
    }))
}

fn address(app: &App, made: &NewLink) -> String {
    format!("{}{}", app.settings.public_url, made.path())
}
