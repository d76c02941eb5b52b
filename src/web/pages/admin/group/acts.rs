//! What an admin does with a group. Each leads back to the group's page.

use super::page;
use crate::actions::change_membership::{add_member, remove_member};
use crate::actions::error::ActionError;
use crate::actions::grant_role::{HolderName, grant_role};
use crate::actions::remove_group::remove_group;
use crate::actions::revoke_role::revoke_role;
use crate::app::App;
use crate::domain::id::GroupId;
use crate::domain::refusal::Refusal;
use crate::web::addresses;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::{Nothing, ProtectedForm};
use crate::web::pages::admin::choices::Chosen;
use crate::web::path::Path;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;

/// Who is meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meant {
    person: String,
}

/// `POST /admin/groups/{group}/members`
pub async fn add(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(id): Path<i64>,
    ProtectedForm(meant): ProtectedForm<Meant>,
) -> Result<Response, WebError> {
    let done = add_member(&app, &viewer.actor(), GroupId(id), &meant.person).await;
    back(&app, &viewer, GroupId(id), Chosen::default(), done).await
}

/// `POST /admin/groups/{group}/members/end`
pub async fn end(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(id): Path<i64>,
    ProtectedForm(meant): ProtectedForm<Meant>,
) -> Result<Response, WebError> {
    let done = remove_member(&app, &viewer.actor(), GroupId(id), &meant.person).await;
    back(&app, &viewer, GroupId(id), Chosen::default(), done).await
}

/// `POST /admin/groups/{group}/roles`
pub async fn grant(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(id): Path<i64>,
    ProtectedForm(chosen): ProtectedForm<Chosen>,
) -> Result<Response, WebError> {
    let done = match chosen.grant() {
        Some(grant) => grant_role(&app, &viewer.actor(), &HolderName::Group(GroupId(id)), &grant).await,
        None => Err(Refusal::invalid("Choose a role.").into()),
    };
    back(&app, &viewer, GroupId(id), chosen, done).await
}

/// `POST /admin/groups/{group}/roles/end`
pub async fn revoke(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(id): Path<i64>,
    ProtectedForm(chosen): ProtectedForm<Chosen>,
) -> Result<Response, WebError> {
    let done = match chosen.grant() {
        Some(grant) => revoke_role(&app, &viewer.actor(), &HolderName::Group(GroupId(id)), &grant).await,
        None => Err(Refusal::invalid("Choose a role.").into()),
    };
    back(&app, &viewer, GroupId(id), Chosen::default(), done).await
}

/// `POST /admin/groups/{group}/removal`
pub async fn remove(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(id): Path<i64>,
    _: ProtectedForm<Nothing>,
) -> Result<Response, WebError> {
    match remove_group(&app, &viewer.actor(), GroupId(id)).await {
        Ok(()) => Ok(Redirect::to(addresses::GROUPS).into_response()),
        refused => back(&app, &viewer, GroupId(id), Chosen::default(), refused).await,
    }
}

async fn back(
    app: &App,
    viewer: &Viewer,
    id: GroupId,
    chosen: Chosen,
    done: Result<(), ActionError>,
) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(Redirect::to(&addresses::group(id)).into_response()),
        Err(ActionError::Refused(refusal)) => page(app, viewer, id, chosen, Some(refusal.into())).await,
        Err(error) => Err(error.into()),
    }
}
