//! How a [`WebError`] reads: as a page to people, as a problem document to the API's callers.

use super::{WAY_ON, WebError};
use crate::ui::button::{Look, link_button};
use crate::ui::page::trouble;
use crate::web::context::Viewer;
use crate::web::rail;
use crate::web::render::{Frame, page};
use crate::web::request_id::RequestId;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use std::any::Any;

/// Fills the bodies of errors.
pub async fn show(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<WebError>().cloned() else {
        return response;
    };
    let viewer = response.extensions().get::<Viewer>().cloned();
    let body = if is_api { problem(&error, &id) } else { as_page(&error, &id, viewer.as_ref()) };
    carry(response, body)
}

/// The answer after a panic. The panic's text goes to the log alone.
pub fn from_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words");
    WebError::internal(&format!("a panic: {text}")).into_response()
}

/// The body's own headers, and what the error's answer carries beside it, such as `Allow`.
fn carry(error: Response, mut body: Response) -> Response {
    *body.status_mut() = error.status();
    for (name, value) in error.headers() {
        if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
            body.headers_mut().insert(name, value.clone());
        }
    }
    body
}

fn problem(error: &WebError, id: &RequestId) -> Response {
    let mut document = json!({
        "type": "about:blank",
        "title": error.status.canonical_reason().unwrap_or("Error"),
        "status": error.status.as_u16(),
        "detail": error.sentence,
        "request": id.0,
    });
    if let Value::Object(members) = &mut document {
        members.extend(error.more.clone());
    }
    let mut response = document.to_string().into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    if error.status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn as_page(error: &WebError, id: &RequestId, viewer: Option<&Viewer>) -> Response {
    let title = title(error.status);
    let frame = Frame::new(title, viewer.map(|viewer| rail::of(viewer, "")));
    let mut words = vec![error.sentence.clone()];
    if error.status.is_server_error() {
        words.push(format!("Request {}", id.0));
    }
    let way_on = error.more.get(WAY_ON).and_then(Value::as_str).map(str::to_owned);
    let ways_on = || match (way_on, error.status) {
        (Some(page), _) => link_button(Look::Primary, "Open the page for it", page),
        (None, StatusCode::UNAUTHORIZED) => link_button(Look::Primary, "Sign in", "/sign-in"),
        (None, _) => link_button(Look::Plain, "Go to the board", "/"),
    };
    page(frame, || trouble(title, words, ways_on())).into_response()
}

fn title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "Not signed in",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Not possible here",
        409 => "Something changed meanwhile",
        410 => "This opens nothing any more",
        413 => "Too much",
        415 | 422 => "Not understood",
        429 => "Too often",
        503 => "Too busy",
        500.. => "Something went wrong",
        _ => "Not possible",
    }
}
