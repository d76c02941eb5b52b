//! `POST /admin/invitations/list`

use super::{Filled, page};
use crate::actions::add_people::{Added, add_people};
use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::pages::admin::link;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use std::sync::Arc;

/// The field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    list: String,
}

/// `POST /admin/invitations/list`
pub async fn post(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(sent): ProtectedForm<Sent>,
) -> Result<Response, WebError> {
    match Box::pin(add_people(&app, &viewer.actor(), &sent.list)).await? {
        Added::Everybody(invited) => Ok(link::list_page(&app, &viewer, &invited).await?.into_response()),
        Added::Nobody(wrongs) => {
            let list = sent.list.replace("\r\n", "\n");
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&app, &viewer, Filled { list, wrongs: wrongs.0, status, ..Filled::default() }).await
        }
    }
}
