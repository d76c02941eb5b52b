use super::{WebError, from_panic, show};
use crate::access::permission::Permission;
use crate::access::policy::Denied;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;
use crate::testing::{Anonymous, Browser, TestApp};
use crate::web::request_id;
use axum::Router;
use axum::body::Body;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use http::{Request, StatusCode};
use tower_http::catch_panic::CatchPanicLayer;

#[test]
fn each_error_has_its_status() {
    let table = [
        (WebError::from(Denied::NotFound), 404),
        (WebError::from(Denied::Forbidden(Permission::Start)), 403),
        (WebError::from(Refusal::invalid("x")), 422),
        (WebError::from(Refusal::conflict("x")), 409),
        (WebError::from(StoreError::Damaged("secret detail".to_owned())), 500),
        (WebError::forged(), 403),
        (WebError::no_token(), 401),
    ];
    for (error, status) in table {
        assert_eq!(error.status.as_u16(), status, "{error:?}");
        assert!(!error.sentence.contains("secret detail"));
    }
}

/// Routes that fail, below the layers that make errors readable.
async fn failing(app: &TestApp) -> Anonymous {
    async fn panics() -> String {
        panic!("the secret of the panic")
    }
    let fails =
        async || -> Result<(), WebError> { Err(StoreError::Damaged("the secret row".to_owned()).into()) };
    let more = async || WebError::from(Refusal::conflict("Not now.")).with("state", "running");
    let router = Router::new()
        .route("/panics", get(panics))
        .route("/api/panics", get(panics))
        .route("/fails", get(fails))
        .route("/api/fails", get(fails))
        .route("/api/more", get(more))
        .layer(CatchPanicLayer::custom(from_panic))
        .layer(from_fn(show))
        .layer(from_fn_with_state(app.app.clone(), request_id::give));
    Anonymous(router)
}

#[tokio::test]
async fn what_goes_wrong_inside_stays_inside() {
    let app = TestApp::new().await;
    let nobody = failing(&app).await;
    for path in ["/panics", "/fails"] {
        let answer = nobody.get(path).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(answer.body.contains("<h1>Something went wrong</h1>"), "{}", answer.body);
        assert!(answer.body.contains(answer.header("x-request-id")), "the number leads to the log");
        let problem = nobody.get(&format!("/api{path}")).await;
        assert_eq!(problem.header("content-type"), "application/problem+json");
        assert_eq!(problem.json()["request"], problem.header("x-request-id"));
        assert!(![answer.body, problem.body].iter().any(|body| body.contains("secret")));
    }
    assert_eq!(nobody.get("/api/more").await.json()["state"], "running");
}

#[tokio::test]
async fn an_error_page_has_a_way_on_and_the_viewers_navigation() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    let mut browser = Browser::signed_in(&app.app, &sre).await;
    let answer = browser.get("/deployments/99/events").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("<title>Not found · Slipway</title>"), "{}", answer.body);
    assert!(answer.body.contains("href=\"/\"") && answer.body.contains("action=\"/sign-out\""));
    let stranger = Anonymous::of(&app.app).get("/no/such/page").await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    assert!(stranger.body.contains("Go to the board") && !stranger.body.contains("/sign-out"));
}

#[tokio::test]
async fn a_wrong_method_says_which_are_right() {
    let app = TestApp::new().await;
    let nobody = Anonymous::of(&app.app);
    let request = Request::delete("/sign-in").header("sec-fetch-site", "same-origin");
    let answer = nobody.send(request, Body::empty()).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.header("allow").contains("POST"), "{}", answer.header("allow"));
    assert!(answer.body.contains("Not possible here"));
}

#[tokio::test]
async fn every_answer_has_its_headers_and_a_number_of_its_own() {
    let app = TestApp::new().await;
    let nobody = Anonymous::of(&app.app);
    let mut numbers = std::collections::BTreeSet::new();
    for path in ["/healthz", "/readyz", "/sign-in", "/", "/no/such/page", "/events", "/api/v1/deployments/1"]
    {
        let request = Request::get(path).header("x-request-id", "mine");
        let answer = nobody.send(request, Body::empty()).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(numbers.insert(answer.header("x-request-id").to_owned()), "{path}");
    }
    assert!(!numbers.contains("mine"));
}
