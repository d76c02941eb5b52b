//! The token in every form, which another site cannot know.
//!
//! It is a hash of a cookie's value, so nothing is stored for it: of the session's cookie for who is signed in, and on
//! the sign-in page of a cookie made for that form alone. Looking at the sign-in page therefore writes no row that a
//! stranger could fill the database with.

use crate::app::App;
use crate::random;
use http::header::COOKIE;
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The token of a session's forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsrfToken(String);

impl CsrfToken {
    /// The token that belongs to a cookie's value. The value cannot be learnt from it, nor it from the database,
    /// which hashes the value in another way.
    pub fn of_cookie(value: &str) -> Self {
        Self(hex::encode(Sha256::digest(format!("slipway form token {value}"))))
    }

    /// What the database knows a token by: it opens nothing.
    pub fn hash_of(token: &str) -> String {
        hex::encode(Sha256::digest(format!("slipway form token hash {token}")))
    }

    /// The text for the form's hidden field.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn equals(&self, sent: &str) -> bool {
        self.0.as_bytes().ct_eq(sent.as_bytes()).into()
    }
}

/// Whether a form's token belongs to one of this browser's cookies.
pub fn is_of(parts: &Parts, app: &App, sent: &str) -> bool {
    let cookies = [session_cookie(app), form_cookie(app)];
    let of_cookie = |name| cookie(&parts.headers, name).map(CsrfToken::of_cookie);
    cookies.into_iter().filter_map(of_cookie).any(|token| token.equals(sent))
}

/// The name of the session's cookie. With the prefix, browsers take it over HTTPS only and from this host alone.
pub fn session_cookie(app: &App) -> &'static str {
    if app.settings.is_https() { "__Host-slipway" } else { "slipway" }
}

fn form_cookie(app: &App) -> &'static str {
    if app.settings.is_https() { "__Host-slipway-form" } else { "slipway-form" }
}

/// The token for a form of who is not signed in, and the cookie to set where the browser has none yet.
pub fn for_stranger(app: &App, headers: &HeaderMap) -> (CsrfToken, Option<HeaderValue>) {
    let name = form_cookie(app);
    if let Some(value) = cookie(headers, name).filter(|value| value.len() == 32) {
        return (CsrfToken::of_cookie(value), None);
    }
    let value = random::hexadecimal(&*app.random, 16);
    let cookie = own_cookie(app, name, &value, "");
    (CsrfToken::of_cookie(&value), HeaderValue::from_str(&cookie).ok())
}

/// A cookie of ours as the answer sets it: for this host's pages alone, out of reach of scripts, and over HTTPS only
/// where people come by it. `more` is what else it says, such as `; Max-Age=0`.
pub fn own_cookie(app: &App, name: &str, value: &str, more: &str) -> String {
    let secure = if app.settings.is_https() { "; Secure" } else { "" };
    format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/{secure}{more}")
}

/// The value of a cookie that the browser sent.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_belongs_to_one_cookie() {
        let token = CsrfToken::of_cookie("abc");
        assert!(token.equals(CsrfToken::of_cookie("abc").as_str()));
        for wrong in ["", "abc", CsrfToken::of_cookie("abd").as_str(), &token.as_str()[1..]] {
            assert!(!token.equals(wrong), "{wrong}");
        }
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("slipway-form=a; xslipway=b"));
        headers.append(COOKIE, HeaderValue::from_static("slipway=c"));
        assert_eq!(cookie(&headers, "slipway"), Some("c"));
        assert_eq!(cookie(&headers, "slip"), None);
    }
}
