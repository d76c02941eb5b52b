use crate::testing::{Anonymous, Browser, TestApp};
use axum::body::Body;
use http::Request;

async fn encoding(nobody: &Anonymous, path: &str) -> String {
    let request = Request::get(path).header("accept-encoding", "gzip");
    nobody.send(request, Body::empty()).await.header("content-encoding").to_owned()
}

#[tokio::test]
async fn pages_styles_and_errors_are_compressed() {
    let app = TestApp::new().await;
    let nobody = Anonymous::of(&app.app);
    for path in ["/sign-in", "/no/such/page", &crate::web::assets::href("slipway.css")] {
        assert_eq!(encoding(&nobody, path).await, "gzip", "{path}");
    }
}

#[tokio::test]
async fn streams_are_not_compressed_so_that_nothing_waits_in_a_buffer() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    let browser = Browser::signed_in(&app.app, &sre).await;
    let request =
        Request::get("/events").header("accept-encoding", "gzip").header("cookie", browser.cookie_header());
    let router = crate::web::router(app.app.clone());
    let answer = crate::testing::client::peek(&router, request.body(Body::empty()).unwrap()).await;
    assert_eq!((answer.header("content-encoding"), answer.header("content-type")), ("", "text/event-stream"));
    assert_eq!(answer.header("x-accel-buffering"), "no");
}
