use super::*;
use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use http::StatusCode;
use tokio::net::TcpListener;

/// A server on this machine, and its address.
async fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new()
        .route("/", get(|| async { (StatusCode::IM_A_TEAPOT, [("x-kind", "pot")], "tea") }))
        .route("/away", get(|| async { Redirect::to("/") }))
        .route("/large", get(|| async { "x".repeat(LIMIT_BYTES + 1) }));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}")
}

async fn ask(client: &HttpClient, address: String) -> Result<HttpResponse, HttpError> {
    client.call(http::Request::get(address).body(Vec::new()).unwrap()).await
}

#[tokio::test]
async fn an_answer_comes_whole_and_a_redirect_is_not_followed() {
    let server = server().await;
    let client = HttpClient::for_issuer(&server);
    let answer = ask(&client, format!("{server}/")).await.unwrap();
    assert_eq!((answer.status(), answer.body().as_slice()), (StatusCode::IM_A_TEAPOT, b"tea".as_slice()));
    assert_eq!(answer.headers()["x-kind"], "pot");
    assert_eq!(ask(&client, format!("{server}/away")).await.unwrap().status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_is_too_large_not_there_or_without_tls_is_no_answer() {
    let server = server().await;
    let client = HttpClient::for_issuer(&server);
    let error = ask(&client, format!("{server}/large?code=secret")).await.unwrap_err().to_string();
    assert!(error.contains("/large: more than 256 KiB") && !error.contains("secret"), "{error}");
    assert!(ask(&client, "http://127.0.0.1:1/token".to_owned()).await.is_err());
    let over_tls = HttpClient::for_issuer("https://id.example");
    assert!(ask(&over_tls, format!("{server}/")).await.is_err(), "its addresses are expected to be https");
}
