use crate::actions::sign_out::sign_out;
use crate::domain::time::Span;
use crate::testing::{Browser, TestApp, Token};
use crate::web::session::SessionKey;
use http::StatusCode;
use serde_json::json;

const DEMOTE: &str = "UPDATE role_access SET level = 'read'
                      WHERE role_id = (SELECT id FROM roles WHERE name = 'SRE')";

async fn sql(app: &TestApp, sql: &'static str) {
    let mut write = app.store.write().await.unwrap();
    sqlx::query(sql).execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
}

/// A token of `sre` and a deployment #1 of theirs that waits for production.
async fn with_deployment() -> (TestApp, Browser, Token) {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    let (secret, _) = app.token("storefront", "SRE", "sre").await;
    app.release("storefront", "2.8.0").await;
    let ci = Token::of(&app.app, &secret);
    let body = json!({"release": "2.8.0", "environment": "production"});
    let made = ci.post("/api/v1/projects/storefront/deployments", &body).await;
    assert_eq!(made.json()["number"], 1, "{}", made.body);
    let browser = Browser::signed_in(&app.app, &sre).await;
    (app, browser, ci)
}

async fn sees(browser: &Browser) -> StatusCode {
    browser.open("/deployments/1/events", None).await.status
}

#[tokio::test]
async fn a_change_of_rights_holds_for_the_next_request() {
    let (app, browser, ci) = with_deployment().await;
    assert_eq!(sees(&browser).await, StatusCode::OK);
    sql(&app, DEMOTE).await;
    assert_eq!(sees(&browser).await, StatusCode::OK);
    assert_eq!(ci.post("/api/v1/deployments/1/cancellation", &json!({})).await.status, StatusCode::FORBIDDEN);
    sql(&app, "DELETE FROM grants").await;
    assert_eq!(sees(&browser).await, StatusCode::NOT_FOUND);
    assert_eq!(ci.get("/api/v1/deployments/1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_is_disabled_is_signed_out_with_every_cookie_and_token() {
    let (app, browser, ci) = with_deployment().await;
    sql(&app, "UPDATE people SET disabled_at = 1").await;
    assert_eq!(sees(&browser).await, StatusCode::SEE_OTHER);
    assert_eq!(ci.get("/api/v1/deployments/1").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn where_rights_cannot_be_read_nothing_is_allowed() {
    let (app, browser, ci) = with_deployment().await;
    for table in ["ALTER TABLE role_access RENAME TO away", "DROP VIEW holdings"] {
        sql(&app, table).await;
        let before = app.dump().await;
        assert_eq!(sees(&browser).await, StatusCode::INTERNAL_SERVER_ERROR, "{table}");
        let answer = ci.post("/api/v1/deployments/1/cancellation", &json!({})).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{table}");
        assert!(!answer.body.contains("role_access") && !answer.body.contains("holdings"), "{}", answer.body);
        assert_eq!(before, app.dump().await);
    }
}

#[tokio::test]
async fn no_request_that_is_still_running_brings_a_session_back() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    for round in 0..200 {
        let mut browser = Browser::signed_in(&app.app, &sre).await;
        let key = SessionKey::of(&browser.cookie("slipway").unwrap().parse().unwrap());
        // Old enough that looking at a page notes that the session is used.
        app.clock.advance(Span::minutes(2));
        let (_, ended) = tokio::join!(browser.get("/sign-in"), sign_out(&app.app, &sre, &key.0));
        ended.unwrap();
        assert!(!app.dump().await.iter().any(|row| row.starts_with("sessions:")), "round {round}");
    }
}
