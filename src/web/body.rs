//! Reading what was sent, up to a limit.

use crate::web::errors::WebError;
use axum::body::{Body, Bytes, to_bytes};
use http::{HeaderMap, StatusCode, header};
use http_body_util::LengthLimitError;

/// The whole body. One that says beforehand that it is too long is not read at all, so that its sender need not send
/// it.
///
/// # Errors
/// 413 beyond `limit_bytes`; 400 where the sender broke off.
pub async fn read(headers: &HeaderMap, body: Body, limit_bytes: usize) -> Result<Bytes, WebError> {
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if said.is_some_and(|length: usize| length > limit_bytes) {
        return Err(WebError::too_large(limit_bytes));
    }
    to_bytes(body, limit_bytes).await.map_err(|error| {
        if is_limit(&error) {
            return WebError::too_large(limit_bytes);
        }
        WebError::new(StatusCode::BAD_REQUEST, "What was sent broke off. Nothing was done.")
    })
}

fn is_limit(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<LengthLimitError>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_limit_holds_with_and_without_a_stated_length() {
        let mut stated = HeaderMap::new();
        stated.insert(header::CONTENT_LENGTH, 9.into());
        let unstated = HeaderMap::new();
        for (headers, text, fits) in
            [(&stated, "123456789", false), (&unstated, "123456789", false), (&unstated, "12345678", true)]
        {
            let answer = read(headers, Body::from(text), 8).await;
            match answer {
                Ok(bytes) => assert!(fits && bytes == text),
                Err(error) => assert!(!fits && error.status == StatusCode::PAYLOAD_TOO_LARGE),
            }
        }
    }
}
