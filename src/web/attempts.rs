//! What was refused is written down: who tried what, and why not, in our own words and never in theirs.

use crate::access::actor::Actor;
use crate::actions::record_attempt::{Attempt, record_attempt};
use crate::app::App;
use crate::domain::client::Client;
use crate::web::context::{Caller, Viewer};
use crate::web::errors::WebError;
use crate::web::request_id::RequestId;
use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use std::sync::Arc;

/// Writes a refused attempt into the audit log. Where that fails the answer stays what it is: nothing was done.
pub async fn record(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let asked = Asked::of(&mut parts, &app).await;
    let response = next.run(Request::from_parts(parts, body)).await;
    if let Some(why) = why(&response, &asked.route)
        && let Err(error) = record_attempt(&app, &asked.attempt(&response, why)).await
    {
        tracing::error!(%error, "a refused attempt could not be written down");
    }
    response
}

/// What was asked for, without anything that was sent.
struct Asked {
    route: String,
    request: String,
    params: Vec<(String, String)>,
    address: Option<String>,
}

impl Asked {
    async fn of(parts: &mut Parts, app: &Arc<App>) -> Self {
        let Ok(client) = Client::from_request_parts(parts, app).await;
        let path = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned());
        let path = path.unwrap_or_else(|| "an unknown address".to_owned());
        // Browsers and clients send these; any other method is a text of theirs.
        let method =
            ["GET", "HEAD", "POST", "PUT", "DELETE"].into_iter().find(|known| parts.method == *known);
        let params = RawPathParams::from_request_parts(parts, &()).await;
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self {
            route: format!("{} {path}", method.unwrap_or("another method at")),
            request: parts.extensions.get::<RequestId>().cloned().unwrap_or_default().0,
            params: params.map(|params| params.iter().map(owned).collect()).unwrap_or_default(),
            address: (client.address != Client::UNKNOWN_ADDRESS).then(|| client.network()),
        }
    }

    fn param(&self, name: &str) -> Option<String> {
        self.params.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
    }

    fn attempt(&self, response: &Response, why: &'static str) -> Attempt {
        Attempt {
            actor: actor(response),
            address: self.address.clone(),
            route: self.route.clone(),
            status: response.status().as_u16(),
            why,
            request: self.request.clone(),
            deployment: self
                .param("number")
                .and_then(|number| number.parse().ok())
                .map(crate::domain::id::DeploymentNumber),
            project: self.param("project"),
            environment: self.param("environment"),
        }
    }
}

fn actor(response: &Response) -> Option<Actor> {
    let viewer = response.extensions().get::<Viewer>().map(Viewer::actor);
    viewer.or_else(|| response.extensions().get::<Caller>().map(|caller| caller.0.clone()))
}

/// Why an answer is a refusal that is worth a row; none where it is none.
fn why(response: &Response, route: &str) -> Option<&'static str> {
    if let Some(why) = response.extensions().get::<WebError>().and_then(|error| error.attempt) {
        return Some(why);
    }
    let decides = route.ends_with("/{number}/approval") || route.ends_with("/{number}/review");
    match response.status() {
        StatusCode::UNAUTHORIZED if route.contains(" /api/") => Some("without a token that is good"),
        StatusCode::UNAUTHORIZED => Some("without a proof of who they are"),
        StatusCode::FORBIDDEN => Some("not allowed"),
        StatusCode::TOO_MANY_REQUESTS => Some("too often"),
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY if decides => Some("the rules say no"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
