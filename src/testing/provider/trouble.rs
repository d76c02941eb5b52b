//! What goes wrong at the provider with one person alone.

use crate::provider::http::HttpError;
use serde_json::{Value, json};

/// One way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It answers 500 beside the token.
    ErrorBeside,
    /// It answers an error that no standard knows.
    UnknownError,
    /// Its answer is too large to be read.
    TooLarge,
    /// It never answers.
    Silent,
}

impl Trouble {
    /// What it answers then; none where that is the truth.
    pub(super) fn answer(self, what: &str) -> Option<Result<(u16, Value), HttpError>> {
        match (self, what) {
            (Self::ErrorBeside, "userinfo") => Some(Ok((500, json!({})))),
            (Self::UnknownError, "token") => Some(Ok((400, json!({ "error": "out_of_luck" })))),
            (Self::TooLarge, "token") => Some(Err(HttpError::Unreadable("more than 256 KiB".to_owned()))),
            (Self::Silent, "token") => Some(Err(HttpError::NoAnswer("nobody answers".to_owned()))),
            _ => None,
        }
    }
}
