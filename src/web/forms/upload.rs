//! Forms that may bring files along. One without any is sent and read like every other.

use super::{Fields, LIMIT_BYTES, fields, parse, unreadable};
use crate::app::App;
use crate::web::csrf;
use crate::web::errors::WebError;
use crate::web::typed;
use axum::extract::{FromRequest, Request};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use multer::{Field, Multipart};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The files of one form hold at most so much, together.
const FILES_BYTES: usize = 10 * 1024 * 1024;
/// At most so many.
const MOST_FILES: usize = 10;
/// Files that are too large are read to their end and thrown away, so that what else was typed is not lost; up to this.
const READ_BYTES: usize = 64 * 1024 * 1024;

/// A file as a browser sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The name of its field.
    pub field: String,
    /// Its name, as sent.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// A form whose token was checked before anything else of it was read.
/// `LIMIT` is the most that its fields may hold beside its files, in bytes.
#[derive(Debug)]
pub struct ProtectedUpload<T, const LIMIT: usize = LIMIT_BYTES> {
    /// Its fields.
    pub form: T,
    /// Its files; none where they are refused.
    pub files: Vec<Upload>,
    /// Why its files are refused.
    pub refused: Option<String>,
}

impl<T: DeserializeOwned, const LIMIT: usize> FromRequest<Arc<App>> for ProtectedUpload<T, LIMIT> {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, WebError> {
        let kind =
            request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let Ok(boundary) = multer::parse_boundary(kind) else {
            let form = parse(&fields(request, app, LIMIT).await?)?;
            return Ok(Self { form, files: Vec::new(), refused: None });
        };
        let (parts, body) = request.into_parts();
        let stated = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if stated.is_some_and(|length: usize| length > READ_BYTES) {
            return Err(WebError::too_large(READ_BYTES));
        }
        let mut sent = Sent { limit_bytes: LIMIT, ..Sent::default() };
        let mut multipart = Multipart::new(body.into_data_stream(), boundary);
        let token = sent.token(&mut multipart).await?;
        let is_of_session = csrf::is_of(&parts, app, &token);
        if !is_of_session && !typed::is_of_theirs(app, &parts, &token).await {
            return Err(WebError::stale_form());
        }
        while let Some(field) = multipart.next_field().await.map_err(|e| unreadable(&e))? {
            sent.take(field).await?;
        }
        if !is_of_session {
            return Err(typed::of_another_session(app, &parts, &token, sent.fields).await);
        }
        Ok(Self { form: parse(&sent.fields)?, files: sent.files, refused: sent.refused })
    }
}

/// What was read so far.
#[derive(Default)]
struct Sent {
    limit_bytes: usize,
    fields: Fields,
    files: Vec<Upload>,
    refused: Option<String>,
    fields_bytes: usize,
    files_bytes: usize,
}

impl Sent {
    /// The token stands before everything else: who has none is not listened to.
    async fn token(&mut self, multipart: &mut Multipart<'_>) -> Result<String, WebError> {
        let first = multipart.next_field().await.map_err(|e| unreadable(&e))?;
        let first = first.filter(|field| field.name() == Some("csrf")).ok_or_else(WebError::stale_form)?;
        self.text(first).await
    }

    async fn take(&mut self, field: Field<'_>) -> Result<(), WebError> {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            Some(file) => self.file(name, file, field).await,
            None if name == "csrf" => Err(WebError::stale_form()),
            None => {
                let text = self.text(field).await?;
                self.fields.push((name, text));
                Ok(())
            }
        }
    }

    async fn text(&mut self, field: Field<'_>) -> Result<String, WebError> {
        text_of(field, &mut self.fields_bytes, self.limit_bytes).await
    }

    /// A field in which nothing was chosen comes as a file without a name.
    async fn file(&mut self, own: String, name: String, mut field: Field<'_>) -> Result<(), WebError> {
        let mut content = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(|e| unreadable(&e))? {
            self.files_bytes += piece.len();
            if self.files_bytes > READ_BYTES {
                return Err(WebError::too_large(READ_BYTES));
            }
            if self.files_bytes <= FILES_BYTES {
                content.extend_from_slice(&piece);
            }
        }
        if name.is_empty() && content.is_empty() {
            return Ok(());
        }
        self.files.push(Upload { field: own, name, content });
        if self.files_bytes > FILES_BYTES {
            self.refuse("The files are too large: at most 10 MiB together are kept. Choose others.");
        } else if self.files.len() > MOST_FILES {
            self.refuse("At most 10 files are kept at once.");
        }
        Ok(())
    }

    fn refuse(&mut self, why: &str) {
        self.files.clear();
        self.refused.get_or_insert_with(|| why.to_owned());
    }
}

/// The text of a field. `read` counts what was read of all fields, which is at most `limit_bytes`.
pub(super) async fn text_of(
    mut field: Field<'_>,
    read: &mut usize,
    limit_bytes: usize,
) -> Result<String, WebError> {
    let mut text = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|e| unreadable(&e))? {
        *read += piece.len();
        if *read > limit_bytes {
            return Err(WebError::too_large(limit_bytes));
        }
        text.extend_from_slice(&piece);
    }
    String::from_utf8(text).map_err(|e| unreadable(&e))
}
