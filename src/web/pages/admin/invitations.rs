//! `/admin/invitations`: an admin invites one person, or everybody of a pasted list.

mod list;
mod one;
mod view;

pub use list::post as post_list;
pub use one::post;

use super::choices::Choices;
use crate::app::App;
use crate::domain::wrong::Wrong;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::{addresses, rail};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use one::Sent;
use std::sync::Arc;
use view::InvitationsPage;

/// What the forms hold, and why the last try was refused.
#[derive(Default)]
struct Filled {
    one: Sent,
    one_refused: Option<String>,
    list: String,
    wrongs: Vec<Wrong<usize>>,
    status: StatusCode,
}

/// `GET /admin/invitations`
pub async fn get(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Response, WebError> {
    page(&app, &viewer, Filled::default()).await
}

async fn page(app: &App, viewer: &Viewer, filled: Filled) -> Result<Response, WebError> {
    let db = &mut *app.store.read().await?;
    let rail = rail::load(db, viewer, addresses::PEOPLE).await?;
    let choices = Choices::read(db, viewer).await?;
    let (csrf, status) = (viewer.csrf.as_str().to_owned(), filled.status);
    Ok((status, InvitationsPage { rail, csrf, choices, filled }.html()).into_response())
}
