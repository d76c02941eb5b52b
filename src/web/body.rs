//! Reading what was sent, up to a limit.

use crate::web::errors::WebError;
use axum::body::{Body, Bytes};
use futures::StreamExt;
use http::{HeaderMap, StatusCode, header};

/// The whole body.
///
/// # Errors
/// 413 beyond `limit_bytes`, at once where the sender says so beforehand; 400 where the sender broke off.
pub async fn read(headers: &HeaderMap, body: Body, limit_bytes: usize) -> Result<Bytes, WebError> {
    if stated(headers).is_some_and(|length| length > limit_bytes) {
        return Err(WebError::too_large(limit_bytes));
    }
    let mut pieces = body.into_data_stream();
    let mut read = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| broke_off())?;
        if read.len() + piece.len() > limit_bytes {
            return Err(WebError::too_large(limit_bytes));
        }
        read.extend_from_slice(&piece);
    }
    Ok(read.into())
}

fn broke_off() -> WebError {
    WebError::new(StatusCode::BAD_REQUEST, "The connection broke off. Nothing was saved. Send it again.")
}

fn stated(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_limit_holds_with_and_without_a_stated_length() {
        let mut stated = HeaderMap::new();
        stated.insert(header::CONTENT_LENGTH, 9.into());
        for headers in [stated, HeaderMap::new()] {
            let error = read(&headers, Body::from("123456789"), 8).await.unwrap_err();
            assert_eq!(error.status, StatusCode::PAYLOAD_TOO_LARGE);
            assert_eq!(read(&headers, Body::from("123456789"), 9).await.unwrap(), "123456789");
        }
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_no_body() {
        let pieces = [Ok(Bytes::from("12")), Err(std::io::Error::other("gone"))];
        let error = read(&HeaderMap::new(), Body::from_stream(futures::stream::iter(pieces)), 8).await;
        assert_eq!(error.unwrap_err().status, StatusCode::BAD_REQUEST);
    }
}
