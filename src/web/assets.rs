//! The style, the script and the icon: carried in the binary, named by their content, kept by browsers for ever.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "style"]
struct Style;

#[derive(RustEmbed)]
#[folder = "public"]
struct Public;

/// The route that [`get`] answers.
pub const ROUTE: &str = "/assets/{hash}/{name}";

/// The address of a carried file. It changes with the content, so an old page never meets a new style.
pub fn href(name: &str) -> String {
    let hash = file(name).map(|file| hash(&file)).unwrap_or_default();
    format!("/assets/{hash}/{name}")
}

/// `GET /assets/{hash}/{name}`
pub async fn get(Path((wanted, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(file) = file(&name).filter(|file| hash(file) == wanted) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{wanted}\"");
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str());
    let kept =
        [(header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()), (header::ETAG, tag)];
    if known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    ([(header::CONTENT_TYPE, kind(&name))], kept, file.data).into_response()
}

fn file(name: &str) -> Option<EmbeddedFile> {
    Style::get(name).or_else(|| Public::get(name))
}

/// The first 8 bytes of the content's SHA-256, which the build has taken.
fn hash(file: &EmbeddedFile) -> String {
    hex::encode(&file.metadata.sha256_hash()[..8])
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod contrast;
#[cfg(test)]
mod tests;
