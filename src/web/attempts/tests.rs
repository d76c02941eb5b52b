//! Tests that what is refused leaves a row, and that the row holds nothing of what was sent.

use crate::domain::time::Span;
use crate::store::events::{self, Event};
use crate::store::people::Names;
use crate::testing::{Anonymous, Browser, Storefront, TestApp, Token};
use http::{Request, StatusCode};

/// The refused attempts: `who: what, why`.
async fn told(app: &TestApp) -> Vec<String> {
    let found = of(app).await;
    let names = Names::default();
    found.iter().map(|event| crate::web::sentence::of(event, &names)).collect()
}

async fn of(app: &TestApp) -> Vec<Event> {
    let mut all = Vec::new();
    let mut read = app.store.read().await.unwrap();
    loop {
        let last = all.last().map_or(0, |event: &Event| event.sequence);
        let page = events::after(&mut read, last, 500).await.unwrap();
        if page.is_empty() {
            return all.into_iter().filter(|event| event.action.starts_with("attempt.")).collect();
        }
        all.extend(page);
    }
}

/// SECURITY 56: each 401, each 403, each form of another site or session gives one row.
#[tokio::test]
async fn each_refused_attempt_is_one_row() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    let mut browser = Browser::signed_in(&app.app, &sre).await;
    assert_eq!(browser.get("/admin/audit").await.status, StatusCode::FORBIDDEN);
    let nobody = Anonymous::of(&app.app);
    assert_eq!(nobody.get("/api/v1/deployments/1").await.status, StatusCode::UNAUTHORIZED);
    let forged = Request::post("/sign-out").header("sec-fetch-site", "cross-site");
    assert_eq!(browser.send(forged, "csrf=x").await.status, StatusCode::FORBIDDEN);
    browser.csrf = "of another session".to_owned();
    assert_eq!(browser.post("/sign-out", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        told(&app).await,
        [
            "sre was refused: their roles do not let them (GET /admin/audit)",
            "Somebody was refused: without a token that is good (GET /api/v1/deployments/{number})",
            "Somebody was refused: sent from another site (POST /sign-out)",
            "sre was refused: with a form that is not of their session (POST /sign-out)",
        ]
    );
}

/// SECURITY 56: a decision that the rules do not let be made gives a row at its place; SECURITY 29 names the case.
#[tokio::test]
async fn a_refused_decision_is_a_row_of_its_deployment() {
    let store = Storefront::new().await;
    let number = store.waiting("2.8.0").await;
    let mut stakeholder = Browser::signed_in(&store.app.app, &store.stakeholders[0]).await;
    let path = format!("/deployments/{number}/approval");
    let stale =
        stakeholder.post(&path, &[("decision", "approved"), ("comment", ""), ("plan", "stale")]).await;
    assert!(
        stale.status == StatusCode::CONFLICT || stale.status == StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        stale.status
    );
    let closed = stakeholder.post(&path, &[("decision", "perhaps"), ("comment", ""), ("plan", "x")]).await;
    assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rows = of(&store.app).await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows.iter().all(|row| row.deployment == Some(number) && row.environment.is_some()));
}

/// SECURITY 56: no row holds a password, a cookie, a token or a secret, and nothing typed can forge a line.
#[tokio::test]
async fn nothing_of_what_was_sent_is_written_down() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    let (secret, _) = app.token("storefront", "SRE", "sre").await;
    let canary = "c4n4ry";
    let nobody = Anonymous::of(&app.app);
    for path in
        ["/api/v1/deployments/c4n4ry", "/api/v1/projects/c4n4ry/environments/%0d%0ac4n4ry?c4n4ry=c4n4ry"]
    {
        let request =
            Request::get(path).header("authorization", format!("Bearer {canary}")).header("x-c4n4ry", canary);
        nobody.send(request, canary).await;
    }
    let query = nobody.get(&format!("/api/v1/deployments/1?token={secret}")).await;
    assert_eq!(query.status, StatusCode::BAD_REQUEST);
    let mut browser = Browser::signed_in(&app.app, &sre).await;
    browser.csrf = canary.to_owned();
    browser.post("/sign-in", &[("name", canary), ("password", canary)]).await;
    let cookie = browser.cookie_header();
    let odd = Request::builder().method("C4N4RY").uri("/sign-out");
    browser.send(odd, canary).await;
    let rows = of(&app).await;
    assert!(rows.len() >= 4, "{rows:?}");
    for row in rows {
        let text = format!("{row:?}").to_lowercase();
        assert!(!text.contains(canary) && !text.contains(&secret) && !text.contains(&cookie), "{text}");
        assert!(!text.contains("\\r") && !text.contains("\\n"), "{text}");
    }
}

/// SECURITY 56, 50: a flood leaves a few rows and how many there were.
#[tokio::test]
async fn a_flood_leaves_a_few_rows_and_a_count() {
    let app = TestApp::with_storefront().await;
    let (nobody, ci) = (Anonymous::of(&app.app), Token::of(&app.app, "slw_wrong"));
    for _ in 0..100 {
        nobody.get("/api/v1/deployments/1").await;
        ci.get("/api/v1/deployments/1").await;
    }
    assert_eq!(of(&app).await.len(), 10);
    app.clock.advance(Span::minutes(1));
    crate::actions::record_attempt::close_attempts(&app, false).await.unwrap();
    let rows = told(&app).await;
    assert_eq!(rows.len(), 11);
    assert_eq!(rows[10], "Somebody was refused 190 more times within a minute");
}
