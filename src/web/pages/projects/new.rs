//! `/new-project`: an admin begins a project with its strategy document.

use crate::actions::begin_project::begin_project;
use crate::actions::error::ActionError;
use crate::app::App;
use crate::store::{Db, environments, roles};
use crate::strategy::Outcome;
use crate::ui::button::{Button, Look, actions};
use crate::ui::form::Form;
use crate::ui::notice::refused;
use crate::ui::page::{Page, act_first};
use crate::ui::panel::{Panel, facts};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Fields, ProtectedUpload};
use crate::web::pages::document_form::{Examined, LIMIT_BYTES, Written};
use crate::web::pages::sign_in::again::{self, Kept};
use crate::web::render::{self, Frame};
use crate::web::{addresses, fresh, rail};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use leptos::prelude::*;
use std::sync::Arc;

const ABOUT: &str = "A project begins with its strategy document. Paste yours, settle what Slipway can’t read, and add the \
                     project: the document is in force from then on.";

/// `GET /new-project`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Html<String>, WebError> {
    page(&app, &viewer, Written::default(), None).await
}

/// `POST /new-project`: reads the document, changes it, or begins the project with it. Only the last asks for a fresh
/// proof: the others keep nothing.
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    sent: ProtectedUpload<Fields, LIMIT_BYTES>,
) -> Result<Response, WebError> {
    let (written, _) = Written::take(sent.form, sent.files, sent.refused);
    if written.only_shows() {
        return Ok(page(&app, &viewer, written, None).await?.into_response());
    }
    if !fresh::is_fresh(&viewer) {
        let to = addresses::NEW_PROJECT.to_owned();
        let kept = Kept { to: to.clone(), back: to, fields: written.kept() };
        return again::ask(&app, &viewer, kept).await;
    }
    let (files, ticked) = (written.file_bytes(), written.acknowledged.clone());
    match begin_project(&app, &viewer.actor(), &written.document, files, ticked).await {
        Ok(imported) => Ok(Redirect::to(&addresses::strategy(&imported.project.slug)).into_response()),
        Err(ActionError::Refused(refusal)) => {
            let error = WebError::from(refusal);
            let page = page(&app, &viewer, written, Some(error.sentence)).await?;
            Ok((error.status, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    app: &App,
    viewer: &Viewer,
    written: Written,
    why: Option<String>,
) -> Result<Html<String>, WebError> {
    let db = &mut *app.store.read().await?;
    let rail = rail::load(db, viewer, "/projects").await?;
    let examined = Examined::of(written);
    let new = New::of(db, examined.outcome()).await?;
    let title = if why.is_some() { "Not added: new project" } else { "New project" };
    // What is open stands beside its line; the reason is told only where reading the document does not show it.
    let notice = why.filter(|_| examined.open() == 0).map(|why| refused(why, Vec::new()));
    let csrf = viewer.csrf.as_str().to_owned();
    Ok(render::page(Frame::new(title, Some(rail)), move || {
        Page::new("New project").about(ABOUT).view(view! { {notice} {form(&examined, &new, &csrf)} })
    }))
}

fn form(examined: &Examined, new: &New, csrf: &str) -> AnyView {
    let look = if examined.is_ready() { Look::Primary } else { Look::Plain };
    let add = Button::new("Add the project").look(look).view();
    let text = Panel::new("Document").body(view! {
        <div class="form">{examined.fields()} {actions(view! { {examined.buttons()} {add} })}</div>
    });
    let new = examined.is_ready().then(|| new.panel());
    let side = view! { {examined.decisions()} {new} {examined.reading()} };
    let form = Form::post(addresses::NEW_PROJECT, csrf).with_files().default_button("Read the document");
    form.view(act_first(side, text, ()))
}

/// What the document names and the installation does not have yet.
struct New {
    environments: Vec<String>,
    roles: Vec<String>,
}

impl New {
    async fn of(db: &mut Db, outcome: &Outcome) -> Result<Self, WebError> {
        let Some(strategy) = &outcome.strategy else {
            return Ok(Self { environments: Vec::new(), roles: Vec::new() });
        };
        let known = environments::all(db).await?;
        let is_new = |slug| known.iter().all(|environment| &environment.slug != slug);
        let listed = strategy.environments.iter().filter(|rules| is_new(&rules.slug));
        let environments = listed.map(|rules| rules.name.clone()).collect();
        let known = roles::all(db).await?;
        let is_new = |role: &&String| known.iter().all(|own| !own.name.eq_ignore_ascii_case(role));
        let named = strategy.access.iter().map(|row| &row.role);
        Ok(Self { environments, roles: named.filter(is_new).cloned().collect() })
    }

    fn panel(&self) -> AnyView {
        let list = |names: &[String]| match names {
            [] => "none".to_owned(),
            names => names.join(", "),
        };
        let facts = facts(vec![
            ("New environments", list(&self.environments).into_any()),
            ("New roles", list(&self.roles).into_any()),
        ]);
        let about = "Only the columns of new environments are filled from the document’s access table. Elsewhere the \
                     access matrix stays as it is.";
        Panel::new("What adding it changes").view(view! { {facts} <div class="body quiet">{about}</div> })
    }
}
