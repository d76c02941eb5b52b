use crate::actions::add_person::NewPerson;
use crate::actions::record_attempt::close_attempts;
use crate::domain::time::Span;
use crate::store::sessions;
use crate::testing::app::new_person;
use crate::testing::{Anonymous, Browser, TestApp, older_hash};
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

/// SECURITY 5: an unknown name, a wrong password, a disabled person and one without a password read the same.
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

/// SECURITY 5, 6: while an account waits, its own password is answered like a wrong one and like an unknown name, with
/// the same headers; the count is of that account alone, and outlives the server.
#[tokio::test]
async fn ten_failures_make_an_account_wait_and_nothing_flushes_them() {
    let app = with_ana().await;
    for _ in 0..10 {
        sign_in(&mut Browser::of(&app.app), "ana", "not her password").await;
    }
    let (throttled, unknown) =
        (answer_to(&app, "ana", PASSWORD).await, answer_to(&app, "zoe", PASSWORD).await);
    assert_eq!(throttled, unknown, "status, headers and body");
    assert_eq!(throttled.0, StatusCode::UNPROCESSABLE_ENTITY);
    let counted = |dump: Vec<String>| {
        let of_person = |row: &String| row.starts_with("sign_in_failures: 'person") && !row.contains(" at ");
        dump.into_iter().filter(of_person).collect::<Vec<_>>()
    };
    let before = counted(app.dump().await);
    assert_eq!(before.len(), 1);
    for number in 0..100 {
        sign_in(&mut Browser::of(&app.app), &format!("random{number}"), "x").await;
    }
    assert_eq!(counted(app.dump().await), before);
    let again = TestApp::of_database(&app.into_database().await).await;
    assert_eq!(
        answer_to(&again, "ana", PASSWORD).await.0,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a restart changes nothing"
    );
    again.clock.advance(Span::minutes(6));
    assert_eq!(sign_in(&mut Browser::of(&again.app), "ana", PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert!(counted(again.dump().await).is_empty(), "signing in ends the row of failures");
}

/// SECURITY 56: who is slowed does not fill the log.
#[tokio::test]
async fn tries_that_are_not_looked_at_leave_a_few_rows_and_a_count() {
    let app = with_ana().await;
    for _ in 0..60 {
        sign_in(&mut Browser::of(&app.app), "ana", "not her password").await;
    }
    close_attempts(&app, true).await.unwrap();
    let log = app.dump().await;
    let rows =
        |action: &str| log.iter().filter(|row| row.starts_with("events:") && row.contains(action)).count();
    assert_eq!(rows("'sign_in.failed'"), 10);
    assert!((1..=20).contains(&rows("'attempt.refused'")), "{}", rows("'attempt.refused'"));
    assert_eq!(rows("'attempt.counted'"), 1);
}

/// Status, headers and body of a failure, without what belongs to the one request.
async fn answer_to(app: &TestApp, name: &str, password: &str) -> (StatusCode, Vec<String>, String) {
    let mut browser = Browser::of(&app.app);
    let answer = sign_in(&mut browser, name, password).await;
    let headers = answer.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let mut headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.sort();
    (answer.status, headers, answer.body.replace(name, "NAME").replace(&browser.csrf, "CSRF"))
}

/// SECURITY 4: two passwords are compared at once and 64 wait; the next one is sent away, and nobody else.
#[tokio::test]
async fn whom_too_many_are_before_is_asked_to_come_back() {
    let app = with_ana().await;
    let others = app.signing_in.try_acquire_many(65).unwrap();
    assert_eq!(sign_in(&mut Browser::of(&app.app), "ana", PASSWORD).await.status, StatusCode::SEE_OTHER);
    let last = app.signing_in.try_acquire().unwrap();
    for name in ["ana", "nobody"] {
        let answer = sign_in(&mut Browser::of(&app.app), name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(answer.body.contains("Too many sign in"), "{}", answer.body);
    }
    drop((others, last));
    assert_eq!(sign_in(&mut Browser::of(&app.app), "ana", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

/// SECURITY 4: a hash of older parameters becomes one of today's when its person signs in.
#[tokio::test]
async fn an_older_hash_is_renewed_at_sign_in() {
    let app = with_ana().await;
    app.sql(&format!("UPDATE people SET password_hash = '{}'", older_hash(PASSWORD))).await;
    sign_in(&mut Browser::of(&app.app), "ana", "not her password").await;
    assert!(app.dump().await.iter().any(|row| row.contains("m=8192")));
    assert_eq!(sign_in(&mut Browser::of(&app.app), "ana", PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert!(app.dump().await.iter().any(|row| row.contains("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_eq!(sign_in(&mut Browser::of(&app.app), "ana", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

/// A form of the sign-in page, from a peer that says where it comes from.
async fn from_peer(app: &std::sync::Arc<crate::app::App>, peer: &str, headers: &[(&str, &str)]) {
    let mut browser = Browser::of(app);
    browser.get("/sign-in").await;
    let peer: std::net::SocketAddr = peer.parse().unwrap();
    let mut request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .extension(axum::extract::ConnectInfo(peer));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let form = format!("csrf={}&name=ana&password=wrong", browser.csrf);
    assert_eq!(browser.send(request, form).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// SECURITY 7: what a request says of its address counts only where a configured proxy says it.
#[tokio::test]
async fn an_address_is_believed_from_a_configured_proxy_alone() {
    let app = with_ana().await;
    let trusting =
        app.with_settings(|settings| settings.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()]);
    let forged = [
        ("x-forwarded-for", "203.0.113.1"),
        ("forwarded", "for=203.0.113.2"),
        ("x-real-ip", "203.0.113.3"),
        ("x-forwarded-for", "203.0.113.4"),
    ];
    from_peer(&trusting, "198.51.100.7:1234", &forged).await;
    from_peer(&app.app, "10.0.0.1:1234", &forged).await;
    from_peer(&trusting, "10.0.0.1:1234", &[("x-forwarded-for", "1.1.1.1, 192.0.2.9, 10.3.3.3")]).await;
    let dump = app.dump().await;
    let buckets: Vec<&str> = dump
        .iter()
        .filter_map(|row| row.strip_prefix("sign_in_failures: 'address ")?.split('\'').next())
        .collect();
    assert_eq!(buckets, ["10.0.0.1", "192.0.2.9", "198.51.100.7"]);
    let told = |address: &str| dump.iter().any(|row| row.starts_with("events:") && row.contains(address));
    assert!(told("192.0.2.9") && told("198.51.100.7") && told("10.0.0.1"));
    assert!(!told("203.0.113.") && !told("1.1.1.1"));
}

/// One address fails for many names: nobody is shut out who signs in rightly from elsewhere.
#[tokio::test]
async fn an_address_that_fails_shuts_nobody_else_out() {
    let app = with_ana().await;
    for number in 0..101 {
        sign_in(&mut Browser::of(&app.app), &format!("random{number}"), "x").await;
    }
    let answer = sign_in(&mut Browser::of(&app.app), "ana", PASSWORD).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "from there not even the right password is looked at"
    );
    let trusting =
        app.with_settings(|settings| settings.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()]);
    let mut browser = Browser::of(&trusting);
    browser.get("/sign-in").await;
    let peer: std::net::SocketAddr = "10.0.0.1:1".parse().unwrap();
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("x-forwarded-for", "192.0.2.77")
        .extension(axum::extract::ConnectInfo(peer));
    let form = format!("csrf={}&name=ana&password={}", browser.csrf, PASSWORD.replace(' ', "+"));
    assert_eq!(browser.send(request, form).await.status, StatusCode::SEE_OTHER);
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
    sessions::save(&mut write, &key, &sessions::Beginning::of_nobody(), "{}").await.unwrap();
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
    let before = app.dump_without_attempts().await;
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
    assert_eq!(before, app.dump_without_attempts().await);
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
