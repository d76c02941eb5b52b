//! `/admin/people/{name}`: a person, what they hold, and their way in.

mod acts;
mod view;

pub use acts::{describe, disable, enable, grant, make_link, revoke, sign_out};

use super::choices::{Choices, Chosen};
use super::standing::Standings;
use crate::actions::administration::person;
use crate::actions::guessing;
use crate::app::App;
use crate::store::groups;
use crate::store::people::{Described, Person};
use crate::store::{held, identities, sessions};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use crate::web::{addresses, rail};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use std::sync::Arc;
use view::PersonPage;

/// `GET /admin/people/{name}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    page(&app, &viewer, &name, Typed::default(), None).await
}

/// What was typed into the form that was refused.
#[derive(Default)]
struct Typed {
    chosen: Chosen,
    description: Option<Description>,
}

impl From<Chosen> for Typed {
    fn from(chosen: Chosen) -> Self {
        Self { chosen, description: None }
    }
}

/// The fields of what pages say of a person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    display_name: String,
    email: String,
}

impl Description {
    fn of(person: &Person) -> Self {
        let email = person.email.clone().unwrap_or_default();
        Self { display_name: person.display_name.clone(), email }
    }

    fn described(&self) -> Described {
        let email = Some(self.email.trim().to_owned()).filter(|email| !email.is_empty());
        Described { display_name: self.display_name.trim().to_owned(), email }
    }
}

/// The page; `why` the last act was refused, and what was typed into its form.
async fn page(
    app: &App,
    viewer: &Viewer,
    name: &str,
    typed: Typed,
    why: Option<WebError>,
) -> Result<Response, WebError> {
    let db = &mut *app.store.read().await?;
    let person = person(db, name).await?;
    let status = why.as_ref().map_or(StatusCode::OK, |error| error.status);
    let page = PersonPage {
        rail: rail::load(db, viewer, addresses::PEOPLE).await?,
        csrf: viewer.csrf.as_str().to_owned(),
        is_viewer: person.id == viewer.person,
        holdings: held::of_people(db, Some(person.id)).await?,
        in_groups: groups::of_person(db, person.id).await?,
        groups_untold: identities::untold(db, app.settings.issuer(), person.id).await?,
        sessions: sessions::of_person(db, person.id, viewer.now()).await?,
        record: viewer.grants().reads_audit().then(|| format!("/admin/audit?person={}", person.id)),
        failures: guessing::of_account(db, person.id).await?,
        standings: Standings::read(app, db, &[person.id], viewer.now()).await?,
        choices: Choices::read(db, viewer).await?,
        description: typed.description.unwrap_or_else(|| Description::of(&person)),
        chosen: typed.chosen,
        person,
        why: why.map(|error| error.sentence),
    };
    Ok((status, page.html()).into_response())
}
