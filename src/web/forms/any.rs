//! The fields of whatever form was sent, without its files.

use super::upload::text_of;
use super::{Fields, split, unreadable};
use crate::web::body;
use crate::web::errors::WebError;
use axum::body::Body;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use multer::{Constraints, Multipart, SizeLimit};

/// The most that is read of a form with its files, which are thrown away.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// No form of ours has so many fields.
const MOST_FIELDS: usize = 1000;

/// The token and the fields of a form, by which its session is yet to be found.
///
/// # Errors
/// Where it is no form, has no token, or holds more than `limit_bytes` beside its files.
pub async fn any_fields(
    headers: &HeaderMap,
    body: Body,
    limit_bytes: usize,
) -> Result<(String, Fields), WebError> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let all = match multer::parse_boundary(kind) {
        Ok(boundary) => {
            let size = SizeLimit::new().whole_stream(MOST_BYTES);
            let bounds = Constraints::new().size_limit(size);
            let parts = Multipart::with_constraints(body.into_data_stream(), boundary, bounds);
            of_parts(parts, limit_bytes).await?
        }
        Err(_) => {
            super::require_form(headers)?;
            let bytes = body::read(headers, body, limit_bytes).await?;
            let (tokens, fields) = split(&bytes)?;
            tokens.into_iter().chain(fields).collect()
        }
    };
    let (mut tokens, fields): (Fields, Fields) = all.into_iter().partition(|(name, _)| name == "csrf");
    match (tokens.pop(), tokens.is_empty()) {
        (Some((_, token)), true) => Ok((token, fields)),
        _ => Err(WebError::stale_form()),
    }
}

async fn of_parts(mut parts: Multipart<'_>, limit_bytes: usize) -> Result<Fields, WebError> {
    let (mut fields, mut read) = (Fields::new(), 0);
    while let Some(field) = parts.next_field().await.map_err(|e| unreadable(&e))? {
        let name = field.name().unwrap_or_default().to_owned();
        read += name.len();
        if fields.len() == MOST_FIELDS || read > limit_bytes {
            return Err(WebError::too_large(limit_bytes));
        }
        // What comes before a file is enough: whoever sends one chooses it again.
        if field.file_name().is_some_and(|file| !file.is_empty()) {
            continue;
        }
        let text = text_of(field, &mut read, limit_bytes).await?;
        fields.push((name, text));
    }
    Ok(fields)
}
