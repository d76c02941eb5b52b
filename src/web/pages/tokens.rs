//! The pages of API tokens: everybody's, for who manages them, and one's own. A token is shown once, in the answer to
//! the form that made it, because nothing keeps it.

mod form;
mod list;

use crate::access::policy;
use crate::actions::add_token::{Made, NewToken, make_token};
use crate::actions::error::ActionError;
use crate::actions::revoke_token::revoke_token;
use crate::app::App;
use crate::domain::id::TokenId;
use crate::domain::token::DEFAULT_DAYS;
use crate::store::tokens::{self, Listed};
use crate::store::{Db, people};
use crate::ui::notice::{Problem, refused};
use crate::ui::once::once;
use crate::ui::page::Page;
use crate::ui::panel::Panel;
use crate::ui::rail::Rail;
use crate::ui::time::moment;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::rail;
use crate::web::render::{self, Frame};
use axum::response::{IntoResponse, Redirect, Response};
use form::Choices;
use http::StatusCode;
use leptos::prelude::*;
pub use list::{ends_soon, over};
use serde::Deserialize;

/// Whose tokens a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    All,
    /// The viewer's own.
    Own,
}

impl Whose {
    fn path(self) -> &'static str {
        match self {
            Self::All => "/admin/tokens",
            Self::Own => "/account/tokens",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::All => "API tokens",
            Self::Own => "Your API tokens",
        }
    }
}

/// The form that makes a token. On the page of one's own, its owner is oneself, whatever it says.
#[derive(Debug, Clone, Deserialize)]
pub struct Sent {
    name: String,
    project: String,
    role: String,
    #[serde(default)]
    owner: String,
    days: String,
}

impl Default for Sent {
    fn default() -> Self {
        let none = String::new;
        Self { name: none(), project: none(), role: none(), owner: none(), days: DEFAULT_DAYS.to_string() }
    }
}

/// The form that revokes one.
#[derive(Debug, Deserialize)]
pub struct SentRevocation {
    token: TokenId,
}

/// The page.
pub async fn page(app: &App, viewer: &Viewer, whose: Whose) -> Result<Response, WebError> {
    Ok(Shown::load(app, viewer, whose, Sent::default()).await?.html(None, None).into_response())
}

/// Makes a token and shows it once, or says why not, with what was typed.
pub async fn made(app: &App, viewer: &Viewer, whose: Whose, sent: Sent) -> Result<Response, WebError> {
    match make(app, viewer, whose, &sent).await {
        Ok(made) => {
            let shown = Shown::load(app, viewer, whose, Sent::default()).await?;
            Ok((StatusCode::CREATED, shown.html(Some((sent.name, made)), None)).into_response())
        }
        Err(ActionError::Refused(refusal)) => {
            let shown = Shown::load(app, viewer, whose, sent).await?;
            let error = WebError::from(refusal);
            Ok((error.status, shown.html(None, Some(error.sentence))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn make(app: &App, viewer: &Viewer, whose: Whose, sent: &Sent) -> Result<Made, ActionError> {
    let owner = match whose {
        Whose::All => sent.owner.clone(),
        Whose::Own => {
            let found = people::by_id(&mut *app.store.read().await?, viewer.person).await?;
            found.map(|person| person.sign_in_name).unwrap_or_default()
        }
    };
    let Sent { name, project, role, days, .. } = sent.clone();
    // What is no number is no number of days either, and is refused with the same words.
    let days = days.trim().parse().unwrap_or(0);
    make_token(app, &viewer.actor(), NewToken { name: name.trim().to_owned(), project, role, owner, days })
        .await
}

/// Revokes a token, and leads back to the list.
pub async fn revoked(
    app: &App,
    viewer: &Viewer,
    whose: Whose,
    sent: &SentRevocation,
) -> Result<Response, WebError> {
    revoke_token(app, &viewer.actor(), sent.token).await?;
    Ok(Redirect::to(whose.path()).into_response())
}

/// What the page shows.
struct Shown {
    whose: Whose,
    rail: Rail,
    choices: Choices,
    tokens: Vec<Listed>,
    sent: Sent,
    viewer: Viewer,
}

impl Shown {
    async fn load(app: &App, viewer: &Viewer, whose: Whose, sent: Sent) -> Result<Self, WebError> {
        let db = &mut *app.store.read().await?;
        let tokens = listed(db, viewer, whose).await?;
        let choices = Choices::load(db, viewer, whose).await?;
        let rail = rail::load(db, viewer, whose.path()).await?;
        Ok(Self { whose, rail, choices, tokens, sent, viewer: viewer.clone() })
    }

    fn html(self, made: Option<(String, Made)>, why_not: Option<String>) -> axum::response::Html<String> {
        let Self { whose, rail, choices, tokens, sent, viewer } = self;
        let title = match (&made, &why_not) {
            (Some(_), _) => "Token made",
            (None, Some(_)) => "No token made",
            (None, None) => whose.title(),
        };
        render::page(Frame::new(title, Some(rail)), || {
            let made = made.map(|(name, made)| secret(&name, &made));
            let why_not =
                why_not.map(|words| refused("No token was made", vec![Problem { field: None, words }]));
            let about = "A token acts with its role in its project, never with more than its owner may do at that \
                         moment. It never approves, and neither does who owns or made it, of what it asked for.";
            let form =
                Panel::new("Make a token").body(form::view(whose, &sent, &choices, viewer.csrf.as_str()));
            let list = list::view(whose, &tokens, &viewer);
            Page::new(whose.title()).about(about).view(view! { {made} {why_not} {list} {form} })
        })
    }
}

async fn listed(db: &mut Db, viewer: &Viewer, whose: Whose) -> Result<Vec<Listed>, WebError> {
    Ok(match whose {
        Whose::All => tokens::all(db, &policy::administer(&viewer.actor(), viewer.grants())?).await?,
        Whose::Own => tokens::of_owner(db, viewer.person).await?,
    })
}

/// The token itself, once.
fn secret(name: &str, made: &Made) -> AnyView {
    let hint =
        "Copy it now: it is shown this once, and nothing keeps it. Send it as Authorization: Bearer TOKEN.";
    let until = view! { <p>"It is good until " {moment(made.expires_at)} "."</p> };
    let secret = once("token", "Token", hint, made.secret.clone());
    Panel::new(format!("{name} is made")).body(view! { {secret} {until} })
}

#[cfg(test)]
mod tests;
