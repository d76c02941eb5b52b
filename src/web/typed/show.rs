//! Showing it again to whoever typed it.

use super::{Typed, fill, is_marked, mark};
use crate::app::App;
use crate::store::{StoreError, typed_texts};
use crate::web::context::Viewer;
use crate::web::done::is_page;
use crate::web::errors::WebError;
use crate::web::forms::ProtectedForm;
use crate::web::next;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{CONTENT_LENGTH, SET_COOKIE};
use http::{Method, StatusCode};
use serde::Deserialize;
use std::sync::Arc;

/// The path that a text which waits is discarded at.
pub(super) const DISCARD: &str = "/typed/discarded";
/// Pages are far smaller.
const LARGEST_PAGE: usize = 16 * 1024 * 1024;

/// A request of a browser in which something waits.
pub struct Visit {
    path: String,
    is_post: bool,
}

impl Visit {
    /// None where nothing waits in the browser, which costs no look into the database.
    pub fn of(app: &App, request: &Request) -> Option<Self> {
        let (path, is_post) = (request.uri().path().to_owned(), *request.method() == Method::POST);
        is_marked(app, request.headers()).then_some(Self { path, is_post })
    }

    /// The answer: a page with its form filled in, where something waits for this viewer on it. A form that succeeded
    /// ends the waiting of what was typed for it.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn answer(self, app: &App, viewer: &Viewer, answer: Response) -> Result<Response, WebError> {
        match answer.status() {
            _ if !self.is_post && is_page(&answer) => self.fill_in(app, viewer, answer).await,
            StatusCode::SEE_OTHER if self.is_post => {
                self.end(app, viewer).await?;
                Ok(answer)
            }
            _ => Ok(answer),
        }
    }

    async fn fill_in(&self, app: &App, viewer: &Viewer, page: Response) -> Result<Response, WebError> {
        let db = &mut *app.store.read().await?;
        let waiting = typed_texts::on_page(db, viewer.person, &self.path, viewer.now()).await?;
        let Some(waiting) = waiting else { return Ok(page) };
        let Some(typed) = Typed::open(app, viewer.person, &waiting) else { return Ok(page) };
        let (mut parts, body) = page.into_parts();
        let html = to_bytes(body, LARGEST_PAGE).await.map_err(|error| WebError::internal(&error))?;
        let html = String::from_utf8(html.into()).map_err(|error| WebError::internal(&error))?;
        let csrf = viewer.csrf.as_str().to_owned();
        let notice = fill::Notice { id: waiting.id, kept_at: waiting.kept_at, csrf };
        let filled = fill::fill(&html, &typed, notice).map_err(|error| WebError::internal(&error))?;
        parts.headers.remove(CONTENT_LENGTH);
        Ok(Response::from_parts(parts, Body::from(filled)))
    }

    async fn end(&self, app: &App, viewer: &Viewer) -> Result<(), StoreError> {
        let waiting =
            typed_texts::of_person(&mut *app.store.read().await?, viewer.person, viewer.now()).await?;
        let is_of = |typed: Option<Typed>| typed.is_some_and(|typed| typed.to == self.path);
        let Some(done) = waiting.iter().find(|one| is_of(Typed::open(app, viewer.person, one))) else {
            return Ok(());
        };
        let mut write = app.store.write().await?;
        typed_texts::delete(&mut write, viewer.person, done.id).await?;
        write.commit().await
    }
}

/// The form that discards a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discard {
    id: i64,
    back: String,
}

/// `POST /typed/discarded`
///
/// # Errors
/// Where the database cannot be used.
pub async fn discard(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    ProtectedForm(form): ProtectedForm<Discard>,
) -> Result<Response, WebError> {
    let mut write = app.store.write().await?;
    typed_texts::delete(&mut write, viewer.person, form.id).await?;
    write.commit().await?;
    let mut response = Redirect::to(next::or_board(&form.back)).into_response();
    let waits = typed_texts::of_person(&mut *app.store.read().await?, viewer.person, viewer.now()).await?;
    if waits.is_empty() {
        response.headers_mut().extend(mark(&app, "; Max-Age=0").map(|cookie| (SET_COOKIE, cookie)));
    }
    Ok(response)
}
