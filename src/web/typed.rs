//! What somebody typed into a form and sent after their session had ended is kept for them: once they have signed in
//! again, the page of the form comes back with the form filled in, and nothing is sent before they press its button.
//!
//! Whose it was says the session that the form was made in: its cookie, or the token in the form, belongs to a session
//! that has ended and whose person is still known ([`sessions::ended`]). It is kept sealed, shown to that person alone,
//! and only in the browser that sent it, which is marked with a cookie. Passwords and codes are never kept.

mod fill;
mod keep;
mod show;

pub use keep::{after_session, is_of_theirs, of_another_session};
pub use show::{Visit, discard};

use crate::app::App;
use crate::domain::id::PersonId;
use crate::store::typed_texts::Waiting;
use crate::web::csrf;
use crate::web::forms::Fields;
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

/// A form's fields, as they were sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Typed {
    /// The path that the form was sent to.
    to: String,
    /// The page that it stands on.
    back: String,
    /// Its fields, without the token and without secrets.
    fields: Fields,
}

/// What is shorter is typed again sooner than found again.
const WORTH_CHARS: usize = 100;
/// Fields that hold what proves who somebody is, on whatever page.
const SECRETS: [&str; 6] = ["password", "again", "code", "current", "new", "csrf"];
/// Pages whose forms are about proving who somebody is.
const PROOFS: [&str; 6] =
    ["/sign-", "/account/password", "/account/second-factor", "/invitation/", "/reset/", "/setup/"];

impl Typed {
    /// What of a form is kept; none where it is short or about proving who somebody is.
    fn of(to: &str, back: &str, fields: Fields) -> Option<Self> {
        let is_secret = |name: &str| SECRETS.contains(&name);
        let fields: Fields = fields.into_iter().filter(|(name, _)| !is_secret(name)).collect();
        let chars: usize = fields.iter().map(|(_, value)| value.chars().count()).sum();
        let is_kept = chars > WORTH_CHARS && !PROOFS.iter().any(|proof| to.starts_with(proof));
        is_kept.then(|| Self { to: to.to_owned(), back: back.to_owned(), fields })
    }

    /// The path of its page.
    fn page(&self) -> &str {
        self.back.split('?').next().unwrap_or_default()
    }

    fn seal(&self, app: &App, person: PersonId) -> Vec<u8> {
        let json = serde_json::to_vec(self).expect("texts are always written as JSON");
        app.key.seal(&*app.random, &place(person), &json)
    }

    fn open(app: &App, person: PersonId, waiting: &Waiting) -> Option<Self> {
        serde_json::from_slice(&app.key.open(&place(person), &waiting.sealed)?).ok()
    }
}

fn place(person: PersonId) -> String {
    format!("typed_texts.sealed of person {person}")
}

/// The cookie that marks a browser in which something waits. It is no proof of anything.
fn cookie_name(app: &App) -> &'static str {
    if app.settings.is_https() { "__Host-slipway-typed" } else { "slipway-typed" }
}

/// Whether something may wait in this browser.
pub fn is_marked(app: &App, headers: &HeaderMap) -> bool {
    csrf::cookie(headers, cookie_name(app)).is_some_and(|value| !value.is_empty())
}

fn mark(app: &App, more: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&csrf::own_cookie(app, cookie_name(app), "waits", more)).ok()
}

#[cfg(test)]
mod tests;
