use super::*;
use axum::{Router, body::Body, routing};
use http::Request;
use tower::ServiceExt;

async fn ask(address: &str, known: Option<&str>) -> Response {
    let mut request = Request::get(address);
    if let Some(known) = known {
        request = request.header(header::IF_NONE_MATCH, known);
    }
    let app = Router::new().route(ROUTE, routing::get(get));
    app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

#[tokio::test]
async fn every_file_of_a_page_is_served_with_its_kind_and_kept() {
    for (name, kind) in [
        ("slipway.css", "text/css; charset=utf-8"),
        ("slipway.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ] {
        let answer = ask(&href(name), None).await;
        assert_eq!(answer.status(), StatusCode::OK, "{name}");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], kind);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        let tag = answer.headers()[header::ETAG].to_str().unwrap().to_owned();
        let again = ask(&href(name), Some(&tag)).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{name}");
    }
}

#[tokio::test]
async fn another_content_or_name_is_not_found() {
    for address in ["/assets/0000000000000000/slipway.css", &href("Cargo.toml"), "/assets/x/..%2fCargo.toml"]
    {
        assert_eq!(ask(address, None).await.status(), StatusCode::NOT_FOUND, "{address}");
    }
}

#[test]
fn the_script_stays_small() {
    assert!(Public::get("slipway.js").unwrap().data.len() < 8 * 1024);
}
