//! Each request has a number of its own, in the log and in the answer, so that the two are found together.

use crate::app::App;
use crate::random;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use std::sync::Arc;
use tracing::Instrument;

/// The number of a request: random, never the caller's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestId(pub String);

/// Gives the request its number, and logs what it asked for and how it ended. The log has the path without its
/// query, and no header, so that nothing secret stands in it.
pub async fn give(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let id = RequestId(random::hexadecimal(&*app.random, 8));
    let span = tracing::info_span!("request", id = id.0, method = %request.method(), path = shown(request.uri().path()));
    request.extensions_mut().insert(id.clone());
    async move {
        let mut response = next.run(request).await;
        tracing::debug!(status = response.status().as_u16(), "answered");
        if let Ok(value) = HeaderValue::from_str(&id.0) {
            response.headers_mut().insert("x-request-id", value);
        }
        response
    }
    .instrument(span)
    .await
}
/// The path for the log: a one-time link's secret is left out of it.
fn shown(path: &str) -> &str {
    let opens = ["/setup/", "/invitation/", "/reset/"];
    opens.into_iter().find(|opens| path.starts_with(opens)).unwrap_or(path)
}
