//! Answers that are not what was asked for: a page with a way on, or for the API a problem document (RFC 9457).

use crate::access::policy::Denied;
use crate::actions::error::ActionError;
use crate::domain::refusal::{Refusal, RefusalKind};
use crate::store::StoreError;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value};

mod show;
pub use show::{from_panic, show};

/// The member of an error that says where to go on.
pub const WAY_ON: &str = "way_on";

/// An answer that is not what was asked for. [`show`] turns it into a page or a problem document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebError {
    /// The status.
    pub status: StatusCode,
    /// What happened, what was kept and what to do, in sentences.
    pub sentence: String,
    /// More members of a problem document, such as the unmet conditions.
    pub more: Map<String, Value>,
    /// Why the audit log has a row of it, beyond its status, in a few words of ours.
    pub attempt: Option<&'static str>,
    /// A cookie that comes with the answer.
    pub cookie: Option<HeaderValue>,
}

impl WebError {
    /// An answer with this status and these sentences.
    pub fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        Self { status, sentence: sentence.into(), more: Map::new(), attempt: None, cookie: None }
    }

    /// It does not exist, or not for this viewer: the two read the same.
    pub fn not_found() -> Self {
        Denied::NotFound.into()
    }

    /// The address exists, but not for this method.
    pub fn not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "This address is not made for that. Nothing was changed. Go back and use the page’s own buttons.",
        )
    }

    /// The request has no token, or one that opens nothing.
    pub fn no_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Missing or invalid token. Send `Authorization: Bearer TOKEN`.")
    }

    /// The request has a token in its address, where others may have read it.
    pub fn token_in_address() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "A token stands in the address, where logs and histories keep it. Revoke it, make another, and send that \
             in the header `Authorization: Bearer TOKEN`. Nothing was changed.",
        )
        .told("with a token in the address")
    }

    /// The request did not come from one of our own pages.
    pub fn forged() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "This request did not come from a page of this installation, so nothing was done. Open the page again, \
             here, and repeat what you wanted to do.",
        )
        .told("sent from another site")
    }

    /// The form came from a page of ours, reached by another address than the settings name.
    pub fn by_another_name(asked: &str, public_url: &str) -> Self {
        let sentence = format!(
            "You opened Slipway at {asked}, but its setting public_url says {public_url}, and forms and sign-ins work \
             there alone. Nothing was done. Open {public_url} instead. If {asked} is the right address, your operator \
             sets public_url to it in slipway.toml and starts the server again."
        );
        Self::new(StatusCode::FORBIDDEN, sentence).told("sent by another address than public_url")
    }

    /// The form's token is not of this session.
    pub fn stale_form() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "Your session changed since you opened this form. Nothing was saved. Reload and try again.",
        )
        .told("with a form that is not of their session")
    }

    /// What was sent cannot be taken as it is.
    pub fn invalid(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, sentence)
    }

    /// More was sent than is taken; `limit_bytes` is what is taken.
    pub fn too_large(limit_bytes: usize) -> Self {
        let limit = limit_bytes / 1024;
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("More was sent than is taken here, which is {limit} KiB. Nothing was kept."),
        )
    }

    /// Something of ours went wrong. What it was stands in the log, with the request's id, and never in the answer.
    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on our side, and nothing was changed by this request. Try again; if it stays so, \
             tell your operator the number below.",
        )
    }

    fn busy(error: &dyn std::fmt::Display) -> Self {
        tracing::warn!(%error, "the database is busy");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "The server has too much to do at this moment, and nothing was changed. Try again.",
        )
    }

    /// What cannot be told in the audit log is not done.
    fn untold(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "the audit log could not be written");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "The audit log cannot be written at this moment, so nothing was done. Tell your operator the number below.",
        )
    }

    /// The same, with a row in the audit log that says why.
    #[must_use]
    pub fn told(self, why: &'static str) -> Self {
        Self { attempt: Some(why), ..self }
    }

    /// The same with another member in the problem document.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.headers_mut().extend(self.cookie.clone().map(|cookie| (SET_COOKIE, cookie)));
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Denied> for WebError {
    fn from(denied: Denied) -> Self {
        let status = match denied {
            Denied::NotFound => StatusCode::NOT_FOUND,
            Denied::NoSecondFactor => {
                return Self::new(StatusCode::FORBIDDEN, denied.to_string())
                    .with(WAY_ON, "/account/second-factor");
            }
            Denied::Forbidden(_) | Denied::NotAdministrator | Denied::NotAuditReader => StatusCode::FORBIDDEN,
        };
        let error = Self::new(status, denied.to_string());
        if status == StatusCode::FORBIDDEN { error.told("their roles do not let them") } else { error }
    }
}

impl From<Refusal> for WebError {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.kind {
            RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            RefusalKind::Unproved => StatusCode::UNAUTHORIZED,
            RefusalKind::Conflict => StatusCode::CONFLICT,
            RefusalKind::Gone => StatusCode::GONE,
            RefusalKind::TooOften => StatusCode::TOO_MANY_REQUESTS,
        };
        let error = Self::new(status, refusal.sentence);
        refusal.about.into_iter().fold(error, |error, (name, value)| error.with(name, value))
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        match error {
            error if error.is_busy() => Self::busy(&error),
            StoreError::AuditLog(error) => Self::untold(&error),
            error => Self::internal(&error),
        }
    }
}

impl From<ActionError> for WebError {
    fn from(error: ActionError) -> Self {
        match error {
            ActionError::Refused(refusal) => refusal.into(),
            ActionError::Denied(denied) => denied.into(),
            ActionError::Store(error) => error.into(),
        }
    }
}

impl From<tower_sessions::session::Error> for WebError {
    fn from(error: tower_sessions::session::Error) -> Self {
        Self::internal(&error)
    }
}

#[cfg(test)]
mod tests;
