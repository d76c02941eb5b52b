//! `/admin/groups/{group}`: a group, its members, and what it holds.

mod acts;
mod view;

pub use acts::{add, end, grant, remove, revoke};

use super::choices::{Choices, Chosen};
use crate::actions::administration::group;
use crate::app::App;
use crate::domain::id::GroupId;
use crate::store::{groups, held, people};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Path;
use crate::web::{addresses, rail};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use std::sync::Arc;
use view::GroupPage;

/// `GET /admin/groups/{group}`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    page(&app, &viewer, GroupId(id), Chosen::default(), None).await
}

/// The page; `why` the last act was refused, and what was chosen in its form.
async fn page(
    app: &App,
    viewer: &Viewer,
    id: GroupId,
    chosen: Chosen,
    why: Option<WebError>,
) -> Result<Response, WebError> {
    let db = &mut *app.store.read().await?;
    let status = why.as_ref().map_or(StatusCode::OK, |error| error.status);
    let page = GroupPage {
        group: group(db, id).await?,
        rail: rail::load(db, viewer, addresses::GROUPS).await?,
        csrf: viewer.csrf.as_str().to_owned(),
        people: people::all(db).await?,
        members: groups::members(db, Some(id)).await?,
        held: held::of_groups(db, Some(id)).await?.into_iter().map(|(_, held)| held).collect(),
        choices: Choices::read(db, viewer).await?,
        chosen,
        why: why.map(|error| error.sentence),
    };
    Ok((status, page.html()).into_response())
}
