//! What an admin does with a person. Each leads back to the person's page.

use super::{Description, Typed, page};
use crate::actions::describe_person::describe_person;
use crate::actions::disable_person::disable_person;
use crate::actions::enable_person::enable_person;
use crate::actions::error::ActionError;
use crate::actions::grant_role::{HolderName, grant_role};
use crate::actions::reset_password::reset_password;
use crate::actions::revoke_role::revoke_role;
use crate::actions::sign_out_everywhere::sign_out_everywhere;
use crate::app::App;
use crate::domain::refusal::Refusal;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Nothing, ProtectedForm};
use crate::web::pages::admin::choices::Chosen;
use crate::web::pages::admin::link;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

/// `POST /admin/people/{name}/description`
pub async fn describe(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<String>,
    ProtectedForm(description): ProtectedForm<Description>,
) -> Result<Response, WebError> {
    let done = describe_person(&app, &viewer.actor(), &name, &description.described()).await;
    let typed = Typed { description: Some(description), ..Typed::default() };
    back(&app, &viewer, &name, typed, done).await
}

/// `POST /admin/people/{name}/disablement`
pub async fn disable(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<String>,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    let done = disable_person(&app, &viewer.actor(), &name).await;
    back(&app, &viewer, &name, Chosen::default(), done).await
}

/// `POST /admin/people/{name}/enablement`
pub async fn enable(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<String>,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    let done = enable_person(&app, &viewer.actor(), &name).await;
    back(&app, &viewer, &name, Chosen::default(), done).await
}

/// `POST /admin/people/{name}/sign-out`
pub async fn sign_out(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<String>,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    let done = sign_out_everywhere(&app, &viewer.actor(), &name).await.map(drop);
    back(&app, &viewer, &name, Chosen::default(), done).await
}

/// `POST /admin/people/{name}/link`
pub async fn make_link(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<String>,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    match reset_password(&app, &viewer.actor(), &name).await {
        Ok(made) => {
            let person = crate::actions::administration::person(&mut *app.store.read().await?, &name).await?;
            Ok(link::page(&app, &viewer, &person.display_name, &person.sign_in_name, &made)
                .await?
                .into_response())
        }
        Err(error) => back(&app, &viewer, &name, Chosen::default(), Err(error)).await,
    }
}

/// `POST /admin/people/{name}/roles`
pub async fn grant(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<String>,
    ProtectedForm(chosen): ProtectedForm<Chosen>,
) -> Result<Response, WebError> {
    let done = match chosen.grant() {
        Some(grant) => grant_role(&app, &viewer.actor(), &HolderName::Person(name.clone()), &grant).await,
        None => Err(Refusal::invalid("Choose a role.").into()),
    };
    back(&app, &viewer, &name, chosen, done).await
}

/// `POST /admin/people/{name}/roles/end`
pub async fn revoke(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(name): Path<String>,
    ProtectedForm(chosen): ProtectedForm<Chosen>,
) -> Result<Response, WebError> {
    let done = match chosen.grant() {
        Some(grant) => revoke_role(&app, &viewer.actor(), &HolderName::Person(name.clone()), &grant).await,
        None => Err(Refusal::invalid("Choose a role.").into()),
    };
    back(&app, &viewer, &name, Chosen::default(), done).await
}

async fn back(
    app: &App,
    viewer: &Viewer,
    name: &str,
    typed: impl Into<Typed>,
    done: Result<(), ActionError>,
) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(Redirect::to(&addresses::person(name)).into_response()),
        Err(ActionError::Refused(refusal)) => {
            page(app, viewer, name, typed.into(), Some(refusal.into())).await
        }
        Err(error) => Err(error.into()),
    }
}
