//! Reading a JSON body.

use crate::app::App;
use crate::web::body;
use crate::web::errors::WebError;
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use std::sync::Arc;

/// The most that a body may hold.
pub const LIMIT_BYTES: usize = 1024 * 1024;

/// A JSON body. What is missing, unknown or of the wrong kind is named by its field.
#[derive(Debug)]
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for ApiJson<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, _: &Arc<App>) -> Result<Self, WebError> {
        let (parts, body) = request.into_parts();
        require_json(&parts.headers)?;
        let bytes = body::read(&parts.headers, body, LIMIT_BYTES).await?;
        parse(&bytes).map(Self)
    }
}

fn require_json(headers: &HeaderMap) -> Result<(), WebError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let sentence = "Send a JSON body with `Content-Type: application/json`. Nothing was changed.";
    Err(WebError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, sentence))
}

/// An empty body counts as `{}`: nothing has to be said to start a deployment.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WebError> {
    let text = if bytes.is_empty() { b"{}" } else { bytes };
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let place = error.path().to_string();
        refused(&place, error.inner())
    })?;
    reader.end().map_err(|error| refused(".", &error))?;
    Ok(value)
}

fn refused(place: &str, error: &serde_json::Error) -> WebError {
    if error.classify() != Category::Data {
        return WebError::new(
            StatusCode::BAD_REQUEST,
            format!("The body is not JSON: {error}. Nothing was changed."),
        );
    }
    // The path ends at the object in which a field is missing or unknown; the message names the field.
    let place = if place == "." { String::new() } else { format!("{place}: ") };
    WebError::invalid(format!("{place}{error}. Nothing was changed."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[serde(default)]
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        count: u8,
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_field() {
        let table = [
            ("{", 400, "not JSON"),
            ("nothing", 400, "not JSON"),
            ("{} {}", 400, "not JSON"),
            ("\"text\"", 422, "invalid type: string"),
            ("{\"inner\":[{}]}", 422, "inner[0]: missing field `count`"),
            ("{\"inner\":[{\"count\":1},{\"count\":300}]}", 422, "inner[1].count: invalid value"),
            ("{\"inner\":[{\"count\":1,\"role\":2}]}", 422, "unknown field `role`"),
            ("{\"inner\":[],\"inner\":[]}", 422, "duplicate field `inner`"),
        ];
        for (text, status, words) in table {
            let error = parse::<Outer>(text.as_bytes()).unwrap_err();
            assert_eq!(error.status, status, "{text}");
            assert!(error.sentence.contains(words), "{text}: {}", error.sentence);
        }
        assert_eq!(parse::<Outer>(b"{\"inner\":[{\"count\":1}]}").unwrap().inner[0].count, 1);
        assert!(parse::<Outer>(b"").unwrap().inner.is_empty());
    }
}
