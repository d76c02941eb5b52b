//! Whether a request that changes something comes from our own pages: the first wall against forged requests, before
//! any handler. The token in each form is the second.

use crate::app::App;
use crate::web::errors::WebError;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{COOKIE, HOST, ORIGIN};
use http::{HeaderMap, Method, Uri};
use std::sync::Arc;

/// Lets requests through that only read, and those that our own pages sent.
pub async fn refuse_others(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (path, public_url) = (request.uri().path(), &app.settings.public_url);
    let other = by_another_name(request.headers(), public_url);
    let response = match may_change(request.method(), path, request.headers(), public_url) {
        true => next.run(request).await,
        false => WebError::forged().into_response(),
    };
    match (other, response.extensions().get::<WebError>()) {
        (Some(other), Some(error)) if *error == WebError::forged() || *error == WebError::stale_form() => {
            tracing::warn!(asked = other, public_url, "a form came by another address than public_url names");
            WebError::by_another_name(&other, public_url).into_response()
        }
        _ => response,
    }
}

/// The address that the browser reaches the server at, where it is this server's page that sent the form and the
/// settings name another. Cookies and forms do not hold there.
fn by_another_name(headers: &HeaderMap, public_url: &str) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    let from = text(ORIGIN)?;
    let (scheme, ..) = origin_of(from)?;
    let is_own = origin_of(&format!("{scheme}://{}", text(HOST)?)) == origin_of(from);
    (is_own && origin_of(from) != origin_of(public_url)).then(|| from.to_owned())
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
    fn a_page_of_ours_under_another_name_is_known() {
        for (origin, host, expected) in [
            ("http://127.0.0.1:3000", "127.0.0.1:3000", Some("http://127.0.0.1:3000")),
            ("http://slipway.example", "slipway.example", Some("http://slipway.example")),
            ("https://ci.slipway.example", "ci.slipway.example", Some("https://ci.slipway.example")),
            ("https://slipway.example", "slipway.example", None),
            ("https://slipway.example:443", "slipway.example", None),
            ("https://slipway.example", "10.0.0.7:3000", None),
            ("https://evil.example", "slipway.example", None),
            ("null", "slipway.example", None),
        ] {
            let headers = [("origin", origin), ("host", host)];
            let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            let found = by_another_name(&HeaderMap::from_iter(headers), "https://slipway.example");
            assert_eq!(found.as_deref(), expected, "{origin} at {host}");
        }
    }

    #[test]
    fn the_api_without_a_cookie_has_nothing_to_borrow() {
        assert!(asks("POST", "/api/v1/projects/shop/releases", &[("authorization", "Bearer x")]));
        assert!(!asks("POST", "/api/v1/projects/shop/releases", &[("cookie", "slipway=x")]));
        assert!(!asks("POST", "/apix/", &[]));
    }
}
