//! `/account/password`: somebody changes their password.

use super::page::AccountPage;
use crate::actions::change_password::change_password;
use crate::actions::error::ActionError;
use crate::actions::prove::prove_with_code;
use crate::app::App;
use crate::domain::client::Client;
use crate::domain::password::strength;
use crate::domain::refusal::{Refusal, RefusalKind};
use crate::store::people::Person;
use crate::ui::button::{Button, Look};
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::session;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;
use tower_sessions::Session;

/// The form.
#[derive(Deserialize)]
pub struct Sent {
    old: String,
    new: String,
    repeated: String,
    /// Only where the account has one-time codes.
    #[serde(default)]
    code: String,
}

/// A password that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    field: &'static str,
    reason: String,
}

/// `POST /account/password`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    session: Session,
    from: Client,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    let refusal = match change(&app, &viewer, &from, &sent).await {
        Ok((person, with_code)) => {
            session::begin(&session, &person, &from, app.clock.now(), with_code).await?;
            let how = match strength(&sent.new) {
                "very strong" => "very-strong",
                "strong" => "strong",
                _ => "enough",
            };
            return Ok(Redirect::to(&format!("/account?done=password-{how}")).into_response());
        }
        Err((field, ActionError::Refused(refusal))) => (field, WebError::from(refusal)),
        Err((_, error)) => return Err(error.into()),
    };
    let (field, error) = refusal;
    let refused = Refused { field, reason: error.sentence };
    let page = AccountPage::load(&app, viewer, Some(refused)).await?;
    Ok((error.status, page.html(None)).into_response())
}

/// The person with the new password, and whether a one-time code was given too. The error comes with the field that it is about.
async fn change(
    app: &App,
    viewer: &Viewer,
    from: &Client,
    sent: &Sent,
) -> Result<(Person, bool), (&'static str, ActionError)> {
    if sent.new != sent.repeated {
        return Err(("repeated", Refusal::invalid("The two are not the same.").into()));
    }
    let proved = prove_with_code(app, viewer.person, &sent.old, &sent.code, from).await;
    let (proved, with_code) =
        proved.map_err(|error| if is_about_code(&error) { ("code", error) } else { ("old", error) })?;
    let changed = change_password(app, proved, &sent.new, &viewer.session.0).await;
    changed.map(|person| (person, with_code)).map_err(|error| ("new", error))
}

fn is_about_code(error: &ActionError) -> bool {
    matches!(error, ActionError::Refused(refusal) if refusal.kind == RefusalKind::Unproved)
}

/// The panel with the form. Nothing that was typed comes back: a password never stands in a page.
/// A new password begins a session with a fresh proof, so it takes what a fresh proof takes.
pub fn panel(viewer: &Viewer, person: &Person, has_codes: bool, refused: Option<Refused>) -> AnyView {
    let panel = Panel::new("Password");
    if person.password_hash.is_none() {
        return panel.body(view! { <p>"You sign in without a password here."</p> });
    }
    let error = |field| refused.as_ref().filter(|r| r.field == field).map(|r| r.reason.clone());
    let field = |name: &'static str, label, autocomplete| {
        Field::password(name, label).required().autocomplete(autocomplete).error(error(name))
    };
    let old = field("old", "Present password", "current-password");
    let code = has_codes.then(|| Field::one_time_code().error(error("code")).view());
    let new = field("new", "New password", "new-password")
        .hint("At least 15 characters; several words are good. It may hold anything, and nothing in it is required.");
    let repeated = field("repeated", "New password again", "new-password");
    let button = Button::new("Change the password").look(Look::Primary);
    let words = "You are signed out everywhere else.";
    let fields = view! {
        {old.view()} {code} {new.view()} {repeated.view()} {button.view()} <span class="why">{words}</span>
    };
    panel.body(Form::post("/account/password", viewer.csrf.as_str()).stacked().view(fields))
}
