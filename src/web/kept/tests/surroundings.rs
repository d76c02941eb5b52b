//! Tests that all around a page that is kept is as it is around one that is made.

use super::*;
use crate::store::sessions::{self, ABSOLUTE, TOUCH};
use http::{Method, Request};
use tower_sessions::session::Id;

async fn last_seen(app: &TestApp, browser: &Browser) -> Time {
    let id: Id = browser.cookie("slipway").unwrap().parse().unwrap();
    let mut db = app.store.read().await.unwrap();
    let session = sessions::load(&mut db, &SessionKey::of(&id).0, app.app.clock.now()).await.unwrap();
    session.unwrap().last_seen_at
}

#[tokio::test]
async fn the_use_of_a_session_is_written_once_a_minute_and_no_page_is_older() {
    let (app, people) = calm().await;
    let began = app.app.clock.now();
    let mut browser = Browser::signed_in(&app.app, &people.sre).await;
    let (_, statements_to_make) = statements::count(page(&mut browser, "/")).await;
    let mut written = Vec::new();
    for tenth in 1..=18 {
        app.clock.advance(Span::seconds(10));
        let (_, statements) = statements::count(page(&mut browser, "/")).await;
        assert_eq!(statements < statements_to_make / 2, tenth % 6 != 0, "{tenth}: {statements}");
        written.push(last_seen(&app, &browser).await);
    }
    written.dedup();
    assert_eq!(written, [0, 1, 2, 3].map(|minute| began + Span(minute * TOUCH.0)));
}

#[tokio::test]
async fn a_session_that_looks_at_what_is_kept_ends_when_it_must() {
    let (app, people) = calm().await;
    let began = app.app.clock.now();
    let mut browser = Browser::signed_in(&app.app, &people.sre).await;
    while app.app.clock.now() < began + ABSOLUTE + Span::minutes(-50) {
        page(&mut browser, "/").await;
        page(&mut browser, "/").await;
        app.clock.advance(Span::minutes(50));
    }
    page(&mut browser, "/").await;
    app.clock.set(began + ABSOLUTE + Span(-1));
    page(&mut browser, "/").await;
    app.clock.advance(Span(1));
    assert_eq!(browser.get("/").await.location(), "/sign-in");
}

#[tokio::test]
async fn who_signed_out_gets_no_page_again() {
    let (app, people) = calm().await;
    let mut browser = Browser::signed_in(&app.app, &people.sre).await;
    let mut thief = browser.beside();
    thief.set_cookie("slipway", browser.cookie("slipway").unwrap());
    let shown = page(&mut browser, "/").await;
    assert_eq!(page(&mut thief, "/").await, shown);
    assert_eq!(browser.post("/sign-out", &[]).await.status, 303);
    for mut gone in [browser, thief] {
        let answer = gone.get("/").await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/sign-in"));
        assert!(!answer.body.contains("torefront"));
    }
}

#[tokio::test]
async fn headers_are_those_of_each_answer() {
    let (app, people) = calm().await;
    let mut browser = Browser::signed_in(&app.app, &people.sre).await;
    let mut requests = Vec::new();
    let mut bodies = Vec::new();
    for (method, coding) in [
        (Method::HEAD, ""),
        (Method::GET, "gzip"),
        (Method::GET, ""),
        (Method::GET, "br, gzip"),
        (Method::GET, ""),
    ] {
        let asked = Request::builder().method(method.clone()).uri("/").header("accept-encoding", coding);
        let answer = browser.send(asked, "").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-encoding").is_empty(), coding.is_empty(), "{coding}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("content-security-policy"), crate::web::headers::CONTENT_POLICY);
        assert!(!answer.headers.contains_key("set-cookie") && !answer.headers.contains_key("etag"));
        assert_eq!(answer.body.is_empty(), method == Method::HEAD);
        requests.push(answer.header("x-request-id").to_owned());
        bodies.extend((coding.is_empty() && method == Method::GET).then_some(answer.body));
    }
    assert_eq!(bodies[0], bodies[1]);
    requests.dedup();
    assert_eq!((requests.len(), requests.contains(&String::new())), (5, false));
}

#[tokio::test]
async fn what_is_refused_is_refused_and_written_down_every_time() {
    let (app, people) = calm().await;
    let mut browser = Browser::signed_in(&app.app, &people.developer).await;
    for times in 1..=3 {
        page(&mut browser, "/").await;
        assert_eq!(browser.get("/history?before=x").await.status, 422);
        assert_eq!(browser.get("/history?from=yesterday").await.status, 422);
        assert_eq!(browser.get("/admin/audit").await.status, 403);
        let rows = "SELECT count(*) FROM events WHERE action = 'attempt.refused'";
        let mut db = app.store.read().await.unwrap();
        let rows: i64 = sqlx::query_scalar(rows).fetch_one(&mut *db).await.unwrap();
        assert_eq!(rows, times);
    }
}
