//! Whether a request that changes something comes from our own pages: the first wall against forged requests, before
//! any handler. The token in each form is the second.

use crate::app::App;
use crate::web::errors::WebError;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{COOKIE, ORIGIN};
use http::{HeaderMap, Method, Uri};
use std::sync::Arc;

/// Lets requests through that only read, and those that our own pages sent.
pub async fn refuse_others(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if may_change(request.method(), path, request.headers(), &app.settings.public_url) {
        return next.run(request).await;
    }
    WebError::forged().into_response()
}

/// Browsers say where a request comes from in `Sec-Fetch-Site`; those that do not, and those that reach a server
/// without HTTPS, say it in `Origin`. A request without either cannot come from a form of ours. The API takes no
/// cookies, so a request to it that carries none has nothing that another site could borrow.
fn may_change(method: &Method, path: &str, headers: &HeaderMap, public_url: &str) -> bool {
    if method.is_safe() || path.starts_with("/api/") && !headers.contains_key(COOKIE) {
        return true;
    }
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => headers
            .get(ORIGIN)
            .and_then(|origin| origin.to_str().ok())
            .is_some_and(|origin| origin_of(origin).is_some_and(|o| Some(o) == origin_of(public_url))),
    }
}

/// Scheme, host and port of an address, as it compares: lower case, the port always written.
pub fn origin_of(address: &str) -> Option<(String, String, u16)> {
    let uri: Uri = address.parse().ok()?;
    let scheme = uri.scheme_str()?.to_ascii_lowercase();
    let usual = match scheme.as_str() {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let authority = uri.authority()?;
    if authority.as_str().contains('@') {
        return None;
    }
    Some((scheme, authority.host().to_ascii_lowercase(), uri.port_u16().unwrap_or(usual)))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Headers = &'static [(&'static str, &'static str)];

    const COOKIE: (&str, &str) = ("cookie", "__Host-slipway=x");

    fn asks(method: &str, path: &str, headers: Headers) -> bool {
        let header = |(name, value): &(&str, &str)| (name.parse().unwrap(), value.parse().unwrap());
        let map = headers.iter().map(header).collect::<HeaderMap>();
        may_change(&method.parse().unwrap(), path, &map, "https://slipway.example")
    }

    #[test]
    fn only_our_own_pages_change_something() {
        let table: [(&str, Headers, bool); 15] = [
            ("our page", &[COOKIE, ("sec-fetch-site", "same-origin")], true),
            ("our page, older browser", &[COOKIE, ("origin", "https://slipway.example")], true),
            ("the same origin, written out", &[COOKIE, ("origin", "https://SLIPWAY.example:443")], true),
            ("another site", &[COOKIE, ("sec-fetch-site", "cross-site")], false),
            ("a sister site", &[COOKIE, ("sec-fetch-site", "same-site")], false),
            ("an address typed by hand", &[COOKIE, ("sec-fetch-site", "none")], false),
            ("another origin", &[COOKIE, ("origin", "https://evil.example")], false),
            ("another scheme", &[COOKIE, ("origin", "http://slipway.example")], false),
            ("another port", &[COOKIE, ("origin", "https://slipway.example:8443")], false),
            ("a longer name", &[COOKIE, ("origin", "https://slipway.example.evil.example")], false),
            ("a name before @", &[COOKIE, ("origin", "https://slipway.example@evil.example")], false),
            ("a hidden origin", &[COOKIE, ("origin", "null")], false),
            ("neither header", &[COOKIE], false),
            ("neither header nor cookie", &[], false),
            (
                "the two disagree",
                &[COOKIE, ("sec-fetch-site", "cross-site"), ("origin", "https://slipway.example")],
                false,
            ),
        ];
        for (case, headers, expected) in table {
            assert_eq!(asks("POST", "/deployments/42/approval", headers), expected, "{case}");
            assert!(asks("GET", "/deployments/42", headers), "{case}: reading");
        }
    }

    #[test]
    fn the_api_without_a_cookie_has_nothing_to_borrow() {
        assert!(asks("POST", "/api/v1/projects/shop/releases", &[("authorization", "Bearer x")]));
        assert!(!asks("POST", "/api/v1/projects/shop/releases", &[("cookie", "slipway=x")]));
        assert!(!asks("POST", "/apix/", &[]));
    }
}
