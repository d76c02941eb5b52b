//! The page of an account: everything it shows, and how it is laid out.

use super::password::Refused;
use super::{Done, password, sessions};
use crate::app::App;
use crate::store::people::{self, Person};
use crate::store::sessions::{self as kept, Listed};
use crate::store::{identities, second_factors};
use crate::ui::button::{Look, link_button};
use crate::ui::notice::done;
use crate::ui::page::{Page, columns};
use crate::ui::panel::{Panel, facts};
use crate::ui::rail::Rail;
use crate::ui::state::{Shape, state};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::rail;
use crate::web::render::{self, Frame};
use axum::response::Html;
use leptos::prelude::*;

/// Everything that the page shows.
pub struct AccountPage {
    viewer: Viewer,
    rail: Rail,
    person: Person,
    has_codes: bool,
    /// Why the sign-in provider did not name their groups, where it did not.
    groups_untold: Option<String>,
    sessions: Vec<Listed>,
    refused: Option<Refused>,
}

impl AccountPage {
    /// Reads it.
    pub async fn load(app: &App, viewer: Viewer, refused: Option<Refused>) -> Result<Self, WebError> {
        let mut db = app.store.read().await?;
        let person = people::by_id(&mut db, viewer.person).await?.ok_or_else(WebError::not_found)?;
        let has_codes = second_factors::is_confirmed(&mut db, person.id).await?;
        let groups_untold = identities::untold(&mut db, app.settings.issuer(), person.id).await?;
        let sessions = kept::of_person(&mut db, person.id, viewer.now()).await?;
        let rail = rail::load(&mut db, &viewer, "/account").await?;
        Ok(Self { viewer, rail, person, has_codes, groups_untold, sessions, refused })
    }

    /// The whole page.
    pub fn html(self, was: Option<Done>) -> Html<String> {
        let Self { viewer, rail, person, has_codes, groups_untold, sessions, refused } = self;
        let title = if refused.is_some() { "Password not changed" } else { "Account" };
        render::page(Frame::new(title, Some(rail)), || {
            let notice = was.map(|was| done(was.words()));
            let lead = view! { {password::panel(&viewer, &person, has_codes, refused)} };
            let side = view! { {who(&person, groups_untold)} {codes(has_codes)} };
            let content = columns(lead, side, sessions::panel(&viewer, sessions));
            let tokens = link_button(Look::Plain, "Your API tokens", "/account/tokens");
            Page::new("Your account").actions(tokens).view(view! { {notice} {content} })
        })
    }
}

fn who(person: &Person, groups_untold: Option<String>) -> AnyView {
    let email = person.email.clone().unwrap_or_else(|| "none".to_owned());
    let mut lines = vec![
        ("Name", person.display_name.clone().into_any()),
        ("Sign-in name", person.sign_in_name.clone().into_any()),
        ("E-mail", email.into_any()),
    ];
    if let Some(why) = groups_untold {
        let words = format!(
            "The sign-in provider did not name your groups: {why}. What they gave you before stays. Ask an admin where \
             something is missing."
        );
        lines.push(("Groups", state(Shape::Waiting, words).into_any()));
    }
    Panel::new("You").view(facts(lines))
}

fn codes(has_codes: bool) -> AnyView {
    let (words, button) = if has_codes {
        ("Signing in asks for a code from your app.", "Manage one-time codes")
    } else {
        ("With them nobody signs in as you who only knows your password.", "Set up one-time codes")
    };
    let link = link_button(Look::Plain, button, "/account/second-factor");
    let panel = Panel::new("One-time codes").aside(if has_codes { "on" } else { "off" });
    panel.body(view! { <p>{words}</p> {link} })
}
