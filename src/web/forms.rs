//! Forms that only our own pages can send.

mod any;
mod upload;

pub use any::any_fields;
pub use upload::{ProtectedUpload, Upload};

use crate::app::App;
use crate::web::body;
use crate::web::csrf;
use crate::web::errors::WebError;
use crate::web::typed;
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The most that a form may hold.
pub const LIMIT_BYTES: usize = 64 * 1024;

/// A form without fields of its own.
#[derive(Debug, serde::Deserialize)]
pub struct Nothing {}

/// A form whose token was checked before its fields were read. The page that shows it has a hidden field `csrf` with
/// the viewer's token.
/// `LIMIT` is the most that it may hold, in bytes.
#[derive(Debug)]
pub struct ProtectedForm<T, const LIMIT: usize = LIMIT_BYTES>(pub T);

impl<T: DeserializeOwned, const LIMIT: usize> FromRequest<Arc<App>> for ProtectedForm<T, LIMIT> {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, WebError> {
        Ok(Self(parse(&fields(request, app, LIMIT).await?)?))
    }
}

/// The fields of a form of ours, whatever they are.
///
/// # Errors
/// Where it is no form, too large, or its token is not of this browser.
pub async fn fields(request: Request, app: &App, limit_bytes: usize) -> Result<Fields, WebError> {
    let (parts, body) = request.into_parts();
    require_form(&parts.headers)?;
    let bytes = body::read(&parts.headers, body, limit_bytes).await?;
    let (tokens, fields) = split(&bytes)?;
    match tokens.as_slice() {
        [(_, token)] if csrf::is_of(&parts, app, token) => Ok(fields),
        [(_, token)] => Err(typed::of_another_session(app, &parts, token, fields).await),
        _ => Err(WebError::stale_form()),
    }
}

fn require_form(headers: &HeaderMap) -> Result<(), WebError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok(());
    }
    Err(WebError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This address accepts forms only."))
}

/// The fields of a form, by name and value, without its token.
pub type Fields = Vec<(String, String)>;

/// The token's field, and all others.
fn split(bytes: &[u8]) -> Result<(Fields, Fields), WebError> {
    let fields: Fields = serde_urlencoded::from_bytes(bytes).map_err(|e| unreadable(&e))?;
    Ok(fields.into_iter().partition(|(name, _)| name == "csrf"))
}

fn parse<T: DeserializeOwned>(fields: &Fields) -> Result<T, WebError> {
    let plain = serde_urlencoded::to_string(fields).map_err(|e| unreadable(&e))?;
    serde_urlencoded::from_str(&plain).map_err(|e| unreadable(&e))
}

fn unreadable(error: &dyn std::fmt::Display) -> WebError {
    WebError::invalid(format!(
        "This form can’t be read: {error}. Nothing was saved. Go back, reload the page and try again."
    ))
    .told("with fields that no form of ours sends")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Answer {
        number: i64,
        note: Option<String>,
    }

    #[test]
    fn the_token_is_taken_out_before_the_fields_are_read() {
        let (tokens, fields) = split(b"number=42&csrf=abc&note=a+%26+b").unwrap();
        assert_eq!(tokens, [("csrf".to_owned(), "abc".to_owned())]);
        let answer: Answer = parse(&fields).unwrap();
        assert_eq!(answer, Answer { number: 42, note: Some("a & b".to_owned()) });
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (form, word) in
            [("number=many", "invalid digit"), ("note=x", "`number`"), ("number=1&role=x", "`role`")]
        {
            let (_, fields) = split(form.as_bytes()).unwrap();
            let error = parse::<Answer>(&fields).unwrap_err();
            assert_eq!(error.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(error.sentence.contains(word), "{}", error.sentence);
        }
    }
}
