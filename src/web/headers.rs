//! The headers that every answer carries, errors included: what a browser may do with a page of Slipway.

use axum::Router;
use axum::middleware::map_response;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// Nothing but the own style, script, icon and streams; no inline code, no frames, no foreign forms.
pub const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Other sites learn nothing of our addresses; our own forms know where they came from.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Puts the headers on every answer of these routes and their fallback.
///
/// `https` says that the installation's public address is https: only then may browsers insist on it.
pub fn guard<S: Clone + Send + Sync + 'static>(routes: Router<S>, https: bool) -> Router<S> {
    routes.layer(map_response(move |mut answer: Response| async move {
        put(answer.headers_mut(), https);
        answer
    }))
}

fn put(headers: &mut HeaderMap, https: bool) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    // Pages tell a signed-in person's view; only what says otherwise may be kept.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, response::Redirect, routing::get};
    use http::{Request, StatusCode};
    use tower::ServiceExt;

    async fn ask(https: bool, method: &str, address: &str) -> Response {
        let routes = Router::new()
            .route("/", get(|| async { "page" }))
            .route("/kept", get(|| async { ([(header::CACHE_CONTROL, "public, max-age=60")], "asset") }))
            .route("/away", get(|| async { Redirect::to("/") }))
            .route("/broken", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
            .fallback(|| async { StatusCode::NOT_FOUND });
        let request = Request::builder().method(method).uri(address).body(Body::empty()).unwrap();
        guard(routes, https).oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn every_answer_carries_them() {
        for (method, address, status) in [
            ("GET", "/", 200),
            ("HEAD", "/", 200),
            ("POST", "/", 405),
            ("GET", "/away", 303),
            ("GET", "/broken", 500),
            ("GET", "/nowhere", 404),
        ] {
            let answer = ask(false, method, address).await;
            assert_eq!(answer.status(), status, "{address}");
            for (name, value) in ALWAYS {
                assert_eq!(answer.headers()[&name], value, "{method} {address}");
            }
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
            assert!(!answer.headers().contains_key(header::SERVER));
        }
    }

    #[tokio::test]
    async fn what_may_be_kept_says_so_itself() {
        let answer = ask(false, "GET", "/kept").await;
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=60");
    }

    #[tokio::test]
    async fn browsers_insist_on_https_only_where_the_installation_has_it() {
        assert!(!ask(false, "GET", "/").await.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
        let answer = ask(true, "GET", "/nowhere").await;
        assert_eq!(
            answer.headers()[header::STRICT_TRANSPORT_SECURITY],
            "max-age=31536000; includeSubDomains"
        );
    }
}
