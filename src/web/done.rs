//! What is said after an act: one sentence on the next page that says what was done and what happens next.
//!
//! The answer to a form that succeeded leads on (303) and leaves a short word in a cookie; the next page that is opened
//! shows the sentence of that word, once. No address can bring it up, and the cookie holds no text of its own: a word
//! that is not in this table says nothing.

mod sentences;

use crate::app::App;
use crate::ui::notice;
use crate::web::csrf;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use leptos::prelude::AnyView;
use sentences::sentence;
use std::sync::Arc;

/// So long a word waits for its page, in seconds.
const WAITS: u32 = 60;

tokio::task_local! {
    /// The sentence for the page that is made in this task.
    static SAID: Option<&'static str>;
}

/// What was done, where that isn't the same each time: put into the answer by its handler. Otherwise the route's own
/// sentence is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done(pub &'static str);

impl Done {
    /// The answer with this said after it.
    pub fn with(self, mut response: Response) -> Response {
        response.extensions_mut().insert(self);
        response
    }
}

/// Carries what was done from the answer to a form to the page after it.
pub async fn carry(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let name = cookie(&app);
    if *request.method() == Method::POST {
        let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
        let response = next.run(request).await;
        return leave(&app, name, response, route.as_deref());
    }
    let waiting = csrf::cookie(request.headers(), name).and_then(sentence);
    let said = waiting.filter(|_| is_opened(&request));
    let mut response = SAID.scope(said, next.run(request)).await;
    if said.is_some() && is_page(&response) {
        set(&mut response, csrf::own_cookie(&app, name, "", "; Max-Age=0"));
    }
    response
}

/// The notice of the page that is made now; none where nothing was done just before.
pub fn said() -> Option<AnyView> {
    now().map(notice::done)
}

/// Whether the page that is made now says what was done, and so is no page to keep.
pub fn is_said() -> bool {
    now().is_some()
}

fn now() -> Option<&'static str> {
    SAID.try_with(|said| *said).ok().flatten()
}

fn leave(app: &App, name: &str, mut response: Response, route: Option<&str>) -> Response {
    let own = response.extensions().get::<Done>().map(|done| done.0);
    let word = own.or(route).filter(|word| sentence(word).is_some() && leads_on(&response));
    if let Some(word) = word {
        let cookie = csrf::own_cookie(app, name, word, &format!("; Max-Age={WAITS}"));
        set(&mut response, cookie);
    }
    response
}

/// Whether the form succeeded: its answer leads to a page, and not to one that asks who is there.
fn leads_on(response: &Response) -> bool {
    let location = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    response.status() == StatusCode::SEE_OTHER && location.is_some_and(|to| !to.starts_with("/sign-in"))
}

/// Whether a person opens the page, rather than the script of a page that is open already.
fn is_opened(request: &Request) -> bool {
    let mode = |headers: &HeaderMap| headers.get("sec-fetch-mode").cloned();
    *request.method() == Method::GET && mode(request.headers()).is_none_or(|mode| mode == "navigate")
}

/// Whether the answer is a page that was asked for.
pub fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    response.status() == StatusCode::OK && kind.is_some_and(|kind| kind.starts_with("text/html"))
}

fn set(response: &mut Response, cookie: String) {
    response.headers_mut().extend(HeaderValue::from_str(&cookie).ok().map(|cookie| (SET_COOKIE, cookie)));
}

fn cookie(app: &App) -> &'static str {
    if app.settings.is_https() { "__Host-slipway-done" } else { "slipway-done" }
}

#[cfg(test)]
mod tests;
