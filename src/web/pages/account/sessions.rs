//! `/account/sessions`: where somebody is signed in, and ending it there.

use crate::actions::end_session::{Which, end_session};
use crate::app::App;
use crate::store::sessions::{Listed, name_of};
use crate::ui::button::{Button, Look};
use crate::ui::form::Form;
use crate::ui::panel::Panel;
use crate::ui::table::Table;
use crate::ui::time::moment;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use axum::extract::State;
use axum::response::Redirect;
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

/// The form: the name of one session, or `others`.
#[derive(Debug, Deserialize)]
pub struct Sent {
    session: String,
}

const OTHERS: &str = "others";

/// `POST /account/sessions`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Redirect, WebError> {
    let which = match sent.session.as_str() {
        OTHERS => Which::AllBut(viewer.session.0.clone()),
        name => Which::One(name.to_owned()),
    };
    end_session(&app, viewer.person, &which).await?;
    Ok(Redirect::to("/account?done=sessions"))
}

/// The panel with the sessions.
pub fn panel(viewer: &Viewer, sessions: Vec<Listed>) -> AnyView {
    let form = |session: &str| Form::post("/account/sessions", viewer.csrf.as_str()).with("session", session);
    let others = (sessions.len() > 1).then(|| {
        let button = Button::new("Sign out everywhere else").look(Look::Danger);
        form(OTHERS).button(button)
    });
    let own = name_of(&viewer.session.0);
    let table =
        Table::new("Sessions", &["Where", "Address", "Signed in", "Last used", "Sign out"]).end_column();
    let table = sessions.into_iter().fold(table, |table, listed| {
        let end: AnyView = if listed.name == own {
            view! { <b>"This one"</b> }.into_any()
        } else {
            form(&listed.name).button(Button::new("Sign out there"))
        };
        table.row(row(listed, end))
    });
    Panel::new("Where you are signed in").aside(others).view(table.view())
}

fn row(listed: Listed, end: AnyView) -> Vec<AnyView> {
    let device = if listed.device.is_empty() { "An unknown browser".to_owned() } else { listed.device };
    let known = !matches!(listed.address.as_str(), "" | "::");
    let address = if known { listed.address } else { "unknown".to_owned() };
    vec![device.into_any(), address.into_any(), moment(listed.created_at), moment(listed.last_seen_at), end]
}
