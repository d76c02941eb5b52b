//! `/account`: what belongs to the person who looks: their password, one-time codes and sessions.

pub mod password;
pub mod second_factor;
pub mod sessions;
pub mod tokens;

mod page;

use crate::app::App;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Query;
use axum::extract::State;
use axum::response::Html;
use page::AccountPage;
use serde::Deserialize;
use std::sync::Arc;

/// What was done just before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    /// The password was changed to one that is just strong enough.
    PasswordEnough,
    /// The password was changed to a strong one.
    PasswordStrong,
    /// The password was changed to a very strong one.
    PasswordVeryStrong,
    /// Sessions were ended.
    Sessions,
    /// One-time codes were ended.
    Codes,
}

impl Done {
    fn words(self) -> &'static str {
        match self {
            Self::PasswordEnough => {
                "Your password was changed, and you were signed out elsewhere. It is just strong enough; a few more \
                 words would make it strong."
            }
            Self::PasswordStrong => {
                "Your password was changed, and you were signed out elsewhere. It is strong."
            }
            Self::PasswordVeryStrong => {
                "Your password was changed, and you were signed out elsewhere. It is very strong."
            }
            Self::Sessions => "Signed out there.",
            Self::Codes => "Signing in no longer asks for a one-time code. You were signed out elsewhere.",
        }
    }
}

/// The query of the address.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    done: Option<Done>,
}

/// `GET /account`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, WebError> {
    Ok(AccountPage::load(&app, viewer, None).await?.html(wanted.done))
}

#[cfg(test)]
mod tests;
