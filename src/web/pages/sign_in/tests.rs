use crate::actions::add_person::NewPerson;
use crate::domain::time::Span;
use crate::store::sessions;
use crate::testing::app::new_person;
use crate::testing::{Anonymous, Browser, TestApp};
use http::{Request, StatusCode, header};

const PASSWORD: &str = "harbour lantern fog";

async fn with_ana() -> TestApp {
    let app = TestApp::with_storefront().await;
    let roles = vec!["SRE".parse().unwrap()];
    app.person_with(NewPerson { password: Some(PASSWORD.to_owned()), roles, ..new_person("ana") }).await;
    app
}

fn demo(app: &TestApp, listen: &str) -> std::sync::Arc<crate::app::App> {
    app.with_settings(|settings| {
        settings.demo = true;
        settings.listen = listen.parse().unwrap();
    })
}

async fn sign_in(browser: &mut Browser, name: &str, password: &str) -> crate::testing::client::Answer {
    browser.get("/sign-in").await;
    browser.post("/sign-in", &[("name", name), ("password", password), ("next", "/history")]).await
}

#[tokio::test]
async fn a_person_signs_in_and_out() {
    let app = with_ana().await;
    let mut browser = Browser::of(&app.app);
    assert_eq!(browser.get("/events").await.location(), "/sign-in?next=/events");
    let answer = sign_in(&mut browser, "ANA", PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/history"));
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["slipway=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains("Domain") && !cookie.contains("Max-Age") && !cookie.contains("Expires"),
        "{cookie}"
    );
    assert_eq!(browser.get("/sign-in?next=/approvals").await.location(), "/approvals", "signed in already");
    let answer = browser.get("/nowhere").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);

    let old = browser.cookie("slipway").unwrap().to_owned();
    browser.csrf = crate::web::csrf::CsrfToken::of_cookie(&old).as_str().to_owned();
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert_eq!(browser.cookie("slipway"), None, "the cookie was taken back");
    browser.set_cookie("slipway", &old);
    assert_eq!(browser.get("/events").await.status, StatusCode::SEE_OTHER, "and its session is gone");
}

#[tokio::test]
async fn over_https_the_cookies_are_bound_to_it_and_to_this_host() {
    let app = with_ana().await;
    let secure = app.with_settings(|settings| "https://slipway.example".clone_into(&mut settings.public_url));
    let mut browser = Browser::of(&secure);
    let form = browser.get("/sign-in").await;
    let cookie = form.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-slipway-form=") && cookie.ends_with("; Path=/; Secure"), "{cookie}");
    let answer = browser.post("/sign-in", &[("name", "ana"), ("password", PASSWORD)]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-slipway=") && cookie.contains("Secure"), "{cookie}");
    assert_eq!(browser.get("/sign-in").await.location(), "/");
    assert!(answer.header("strict-transport-security").contains("max-age=31536000"));
}

#[tokio::test]
async fn every_failure_reads_the_same() {
    let app = with_ana().await;
    app.person("without", "SRE").await;
    let disabled = NewPerson {
        password: Some(PASSWORD.to_owned()),
        roles: vec!["SRE".parse().unwrap()],
        ..new_person("gone")
    };
    app.person_with(disabled).await;
    let mut write = app.store.write().await.unwrap();
    sqlx::query("UPDATE people SET disabled_at = 1 WHERE sign_in_name = 'gone'")
        .execute(&mut *write)
        .await
        .unwrap();
    write.commit().await.unwrap();

    let mut answers = Vec::new();
    for (name, password) in [
        ("nobody", PASSWORD),
        ("ana", "harbour lantern dog"),
        ("ana", ""),
        ("gone", PASSWORD),
        ("without", PASSWORD),
    ] {
        let mut browser = Browser::of(&app.app);
        let answer = sign_in(&mut browser, name, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(answer.body.contains(&format!("value=\"{name}\"")), "the form comes back filled in");
        assert!(!answer.body.contains(PASSWORD), "but without the password");
        assert_eq!(browser.cookie("slipway"), None);
        let csrf = browser.csrf.clone();
        answers.push(answer.body.replace(name, "NAME").replace(&csrf, "CSRF"));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn success_and_failure_stand_in_the_audit_log() {
    let app = with_ana().await;
    let mut browser = Browser::of(&app.app);
    sign_in(&mut browser, "my password by mistake", PASSWORD).await;
    sign_in(&mut browser, "ana", "wrong").await;
    sign_in(&mut browser, "ana", PASSWORD).await;
    let events = crate::store::events::after(&mut app.store.read().await.unwrap(), 0, 500).await.unwrap();
    let told: Vec<(&str, &str)> =
        events.iter().rev().take(3).rev().map(|e| (e.action.as_str(), e.subject.as_str())).collect();
    assert_eq!(
        told,
        [("sign_in.failed", "somebody unknown"), ("sign_in.failed", "ana"), ("sign_in.succeeded", "ana")]
    );
    assert!(!app.dump().await.iter().any(|row| row.contains("by mistake")));
}

#[tokio::test]
async fn signing_in_gives_a_new_session_and_never_takes_one_from_the_browser() {
    let app = with_ana().await;
    let mut browser = Browser::of(&app.app);
    browser.set_cookie("slipway", "AAAAAAAAAAAAAAAAAAAAAA");
    sign_in(&mut browser, "ana", PASSWORD).await;
    let first = browser.cookie("slipway").unwrap().to_owned();
    assert_ne!(first, "AAAAAAAAAAAAAAAAAAAAAA");
    // Signed in, the page leads away; a form kept from before still signs in, and the earlier session ends.
    let answer = browser.post("/sign-in", &[("name", "ana"), ("password", PASSWORD)]).await;
    assert_eq!(answer.location(), "/");
    assert_ne!(browser.cookie("slipway"), Some(first.as_str()));
    let mut earlier = Browser::of(&app.app);
    earlier.set_cookie("slipway", &first);
    assert_eq!(earlier.get("/events").await.status, StatusCode::SEE_OTHER);
    let dump = app.dump().await;
    let session = browser.cookie("slipway").unwrap();
    assert!(!dump.iter().any(|row| row.contains(session) || row.contains(&first)), "only hashes are kept");
    assert_eq!(dump.iter().filter(|row| row.starts_with("sessions:")).count(), 1);
}

#[tokio::test]
async fn a_session_ends_by_the_servers_clock() {
    let app = with_ana().await;
    let mut browser = Browser::of(&app.app);
    sign_in(&mut browser, "ana", PASSWORD).await;
    for _ in 0..23 {
        app.clock.advance(Span::minutes(59));
        assert_eq!(browser.get("/sign-in").await.status, StatusCode::SEE_OTHER, "used, it goes on");
    }
    app.clock.advance(Span::minutes(59));
    app.clock.advance(Span::minutes(25));
    assert_eq!(browser.get("/sign-in").await.status, StatusCode::OK, "a day is over");

    sign_in(&mut browser, "ana", PASSWORD).await;
    app.clock.advance(Span::minutes(61));
    assert_eq!(browser.get("/sign-in").await.status, StatusCode::OK, "nobody used it for an hour");
}

#[tokio::test]
async fn looking_writes_at_most_once_a_minute() {
    let app = with_ana().await;
    let nobody = Anonymous::of(&app.app);
    let before = app.dump().await;
    for path in ["/", "/sign-in", "/sign-in?next=/history", "/healthz", "/readyz", "/nowhere", "/events"] {
        nobody.get(path).await;
    }
    assert_eq!(before, app.dump().await, "strangers write nothing");
    let mut browser = Browser::of(&app.app);
    sign_in(&mut browser, "ana", PASSWORD).await;
    let before = app.dump().await;
    app.clock.advance(Span::seconds(59));
    browser.get("/sign-in").await;
    assert_eq!(before, app.dump().await);
    app.clock.advance(Span::seconds(1));
    browser.get("/sign-in").await;
    assert_ne!(before, app.dump().await);
}

#[tokio::test]
async fn an_ended_session_never_comes_back() {
    let app = with_ana().await;
    let mut browser = Browser::of(&app.app);
    sign_in(&mut browser, "ana", PASSWORD).await;
    let id: tower_sessions::session::Id = browser.cookie("slipway").unwrap().parse().unwrap();
    let key = crate::web::session::SessionKey::of(&id).0;
    let mut write = app.store.write().await.unwrap();
    sessions::delete(&mut write, &key).await.unwrap();
    sessions::save(&mut write, &key, None, "{}").await.unwrap();
    sessions::touch(&mut write, &key, app.app.clock.now()).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(browser.get("/sign-in").await.status, StatusCode::OK);
    assert!(!app.dump().await.iter().any(|row| row.starts_with("sessions:")));
}

#[tokio::test]
async fn a_form_without_its_token_or_from_elsewhere_does_nothing() {
    let app = with_ana().await;
    let mut browser = Browser::of(&app.app);
    browser.get("/sign-in").await;
    let before = app.dump().await;
    let good = browser.csrf.clone();
    for token in ["", "x", &"0".repeat(64)] {
        token.clone_into(&mut browser.csrf);
        let answer = browser.post("/sign-in", &[("name", "ana"), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{token:?}");
        assert!(answer.body.contains("name=\"password\""), "the form is given again");
    }
    let body = format!("csrf={good}&name=ana&password={PASSWORD}");
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("x-none", "1")]
    {
        let request = Request::post("/sign-in")
            .header(name, value)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        assert_eq!(
            browser.send(request, body.clone()).await.status,
            StatusCode::FORBIDDEN,
            "{name}: {value}"
        );
    }
    assert_eq!(before, app.dump().await);
}

#[tokio::test]
async fn the_demo_offers_everybody_and_only_the_demo_does() {
    let app = with_ana().await;
    let mut browser = Browser::of(&app.app);
    assert!(!browser.get("/sign-in").await.body.contains("/sign-in/as"));
    assert_eq!(browser.post("/sign-in/as", &[("name", "ana")]).await.status, StatusCode::NOT_FOUND);

    let alone = demo(&app, "127.0.0.1:3000");
    let mut browser = Browser::of(&alone);
    let page = browser.get("/sign-in").await.body;
    for words in ["ana</button>", "SRE", "production Full"] {
        assert!(page.contains(words), "{page}");
    }
    let answer = browser.post("/sign-in/as", &[("name", "ana"), ("next", "//evil.example")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(browser.post("/sign-in/as", &[("name", "nobody")]).await.status, StatusCode::NOT_FOUND);

    let open = demo(&app, "0.0.0.0:3000");
    let mut browser = Browser::of(&open);
    browser.get("/sign-in").await;
    let answer = browser.post("/sign-in/as", &[("name", "ana")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "never where others reach it");
}
