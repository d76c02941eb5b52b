use crate::actions::add_person::NewPerson;
use crate::clock::Clock;
use crate::domain::time::Span;
use crate::store::second_factors;
use crate::testing::app::{DOCUMENT, new_person};
use crate::testing::client::Answer;
use crate::testing::codes::{code_now, codes, enrol, id_of};
use crate::testing::page::assert_shows;
use crate::testing::{Browser, TestApp, Token};
use http::StatusCode;

const PASSWORD: &str = "harbour lantern fog";
const NEW: &str = "seven grey herons at dawn";

async fn with_ana(app: &TestApp, role: &str) -> Browser {
    let roles = vec![role.parse().unwrap()];
    let password = Some(PASSWORD.to_owned());
    let ana = app.person_with(NewPerson { password, roles, ..new_person("ana") }).await;
    Browser::signed_in(&app.app, &ana).await
}

async fn sign_in(app: &TestApp, password: &str) -> (Browser, Answer) {
    let mut browser = Browser::of(&app.app);
    browser.get("/sign-in").await;
    let answer = browser.post("/sign-in", &[("name", "ana"), ("password", password)]).await;
    (browser, answer)
}

async fn change(browser: &mut Browser, old: &str, new: &str, repeated: &str) -> Answer {
    browser.get("/account").await;
    browser.post("/account/password", &[("old", old), ("new", new), ("repeated", repeated)]).await
}

/// SECURITY 11: a new password ends every other session, and the old one opens nothing.
#[tokio::test]
async fn a_password_is_changed_and_ends_every_other_session() {
    let app = TestApp::with_storefront().await;
    let mut here = with_ana(&app, "SRE").await;
    let (mut elsewhere, _) = sign_in(&app, PASSWORD).await;
    for (old, new, repeated, reason) in [
        ("not her password", NEW, NEW, "This is not your password."),
        (PASSWORD, NEW, "something else", "The two are not the same."),
        (PASSWORD, "too short", "too short", "at least 15 characters"),
        (PASSWORD, "1qaz2wsx3edc4rfv", "1qaz2wsx3edc4rfv", "among the most common"),
        (PASSWORD, "ana and the grey herons", "ana and the grey herons", "the sign-in name"),
        (PASSWORD, PASSWORD, PASSWORD, "have already"),
    ] {
        let answer = change(&mut here, old, new, repeated).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        assert_shows(&answer.body, &[reason, "aria-invalid"], &[new, PASSWORD]);
    }
    let before = here.cookie("slipway").unwrap().to_owned();
    let answer = change(&mut here, PASSWORD, NEW, NEW).await;
    assert_eq!(answer.location(), "/account?done=password-very-strong", "{}", answer.body);
    assert_shows(&here.get(answer.location()).await.body, &["very strong"], &[]);
    assert_ne!(here.cookie("slipway").unwrap(), before);
    assert_eq!(elsewhere.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(sign_in(&app, PASSWORD).await.1.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sign_in(&app, NEW).await.1.status, StatusCode::SEE_OTHER);
    assert!(!app.dump().await.iter().any(|row| row.contains(NEW)));
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_others() {
    let app = TestApp::with_storefront().await;
    let mut here = with_ana(&app, "SRE").await;
    let (mut one, _) = sign_in(&app, PASSWORD).await;
    let (mut two, _) = sign_in(&app, PASSWORD).await;
    app.person("bea", "SRE").await;
    let page = here.get("/account").await.body;
    assert_eq!(page.matches("Sign out there").count(), 2, "{page}");
    assert_shows(&page, &["This one", "Sign out everywhere else"], &[]);
    let (_, rest) = page.split_once("name=\"session\" value=\"others\"").unwrap();
    let name = rest.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(
        here.post("/account/sessions", &[("session", &name)]).await.location(),
        "/account?done=sessions"
    );
    assert_eq!(here.post("/account/sessions", &[("session", &name)]).await.status, StatusCode::CONFLICT);
    here.get("/account").await;
    let left = [one.get("/history").await.status, two.get("/history").await.status];
    assert!(left.contains(&StatusCode::SEE_OTHER), "one of them is signed out: {left:?}");
    here.get("/account").await;
    assert_eq!(here.post("/account/sessions", &[("session", "others")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(here.get("/account").await.status, StatusCode::OK);
    for browser in [&mut one, &mut two] {
        assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn nobody_ends_sessions_of_somebody_else() {
    let app = TestApp::with_storefront().await;
    let mut here = with_ana(&app, "SRE").await;
    let bea = app.person("bea", "SRE").await;
    let mut bea = Browser::signed_in(&app.app, &bea).await;
    let id: tower_sessions::session::Id = bea.cookie("slipway").unwrap().parse().unwrap();
    let key = crate::web::session::SessionKey::of(&id).0;
    here.get("/account").await;
    assert_eq!(here.post("/account/sessions", &[("session", &key[..16])]).await.status, StatusCode::CONFLICT);
    assert_eq!(bea.get("/account").await.status, StatusCode::OK);
}

/// SECURITY 11: a password that is given up to the one-time code opens nothing once it has been changed.
#[tokio::test]
async fn a_half_given_sign_in_ends_with_the_password() {
    let app = TestApp::with_storefront().await;
    let mut here = with_ana(&app, "SRE").await;
    enrol(&app, &mut here, "ana").await;
    let (mut browser, answer) = sign_in(&app, PASSWORD).await;
    assert_eq!(answer.location(), "/sign-in/code");
    app.clock.advance(Span::seconds(60));
    here.get("/account").await;
    let code = code_now(&app, "ana").await;
    let new = [("old", PASSWORD), ("new", NEW), ("repeated", NEW), ("code", &code)];
    assert_eq!(here.post("/account/password", &new).await.status, StatusCode::SEE_OTHER);
    app.clock.advance(Span::seconds(60));
    browser.get("/sign-in/code").await;
    let answer = browser.post("/sign-in/code", &[("code", &code_now(&app, "ana").await)]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_shows(&answer.body, &["Your password has changed"], &[]);
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
}

/// SECURITY 13: a code is taken once and none before it; the sixth wrong one waits; a recovery code works once.
#[tokio::test]
async fn one_time_codes_are_asked_for_at_sign_in_and_taken_once() {
    let app = TestApp::with_storefront().await;
    let mut here = with_ana(&app, "SRE").await;
    let (mut elsewhere, _) = sign_in(&app, PASSWORD).await;
    let recovery = enrol(&app, &mut here, "ana").await;
    assert_eq!(elsewhere.get("/account").await.status, StatusCode::SEE_OTHER, "other sessions ended");
    assert_eq!(here.get("/account").await.status, StatusCode::OK);

    let used = code_now(&app, "ana").await;
    let (mut browser, answer) = sign_in(&app, PASSWORD).await;
    assert_eq!(answer.location(), "/sign-in/code");
    let half = browser.cookie("slipway").unwrap().to_owned();
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER, "a password alone opens nothing");
    browser.get("/sign-in/code").await;
    let answer = browser.post("/sign-in/code", &[("code", &used)]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "it was taken at set-up");
    app.clock.advance(Span::seconds(60));
    let earlier = codes(&app, "ana").await.code_at(crate::domain::time::Time(app.clock.now().0 - 30_000_000));
    let code = code_now(&app, "ana").await;
    assert_eq!(browser.post("/sign-in/code", &[("code", &code)]).await.location(), "/");
    assert_ne!(browser.cookie("slipway").unwrap(), half);
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);

    let (mut browser, _) = sign_in(&app, PASSWORD).await;
    browser.get("/sign-in/code").await;
    let answer = browser.post("/sign-in/code", &[("code", &earlier)]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "older than the last that was taken");
    let code = &recovery[3];
    assert_eq!(browser.post("/sign-in/code", &[("code", &code.to_uppercase())]).await.location(), "/");
    let (mut browser, _) = sign_in(&app, PASSWORD).await;
    browser.get("/sign-in/code").await;
    for tried in [code.as_str(), "000000", "000001", "000002", "000003"] {
        let answer = browser.post("/sign-in/code", &[("code", tried)]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{tried}");
    }
    let answer = browser.post("/sign-in/code", &[("code", &recovery[4])]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    app.clock.advance(Span::minutes(6));
    let answer = browser.post("/sign-in/code", &[("code", &recovery[4])]).await;
    assert_eq!(answer.location(), "/sign-in", "the password was given too long ago");

    let kept = app.dump().await.join("\n");
    for secret in recovery.iter().chain([&used, &codes(&app, "ana").await.key().replace(' ', "")]) {
        assert!(!kept.contains(secret.as_str()), "{secret}");
    }
}

/// SECURITY 17: a new password begins a session with a fresh proof, so it takes a code too where the account has them.
#[tokio::test]
async fn a_password_is_changed_with_a_code_where_there_are_codes() {
    let app = TestApp::with_storefront().await;
    let mut here = with_ana(&app, "SRE").await;
    enrol(&app, &mut here, "ana").await;
    app.clock.advance(Span::seconds(60));
    let code = code_now(&app, "ana").await;
    let page = here.get("/account").await.body;
    assert_shows(&page, &["autocomplete=\"one-time-code\""], &[]);
    let mut send = async |code: &str| {
        let fields = [("old", PASSWORD), ("new", NEW), ("repeated", NEW), ("code", code)];
        here.post("/account/password", &fields).await
    };
    for wrong in ["", "000000"] {
        let answer = send(wrong).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong:?}");
        assert_shows(&answer.body, &["This code is not right", "id=\"code-error\""], &[NEW]);
    }
    assert_eq!(send(&code).await.location(), "/account?done=password-very-strong");
}

/// SECURITY 52: keys are sealed for their row: one that is moved to another person opens nothing.
#[tokio::test]
async fn a_key_in_another_row_opens_nothing() {
    let app = TestApp::with_storefront().await;
    let mut here = with_ana(&app, "SRE").await;
    enrol(&app, &mut here, "ana").await;
    let bea = app.person("bea", "SRE").await.person().unwrap();
    app.sql(&format!("UPDATE second_factors SET person_id = {}", bea.0)).await;
    let kept = second_factors::of(&mut app.store.read().await.unwrap(), bea).await.unwrap().unwrap();
    assert!(app.key.open(&second_factors::place(bea), &kept.seed).is_none());
    assert!(app.key.open(&second_factors::place(id_of(&app, "ana").await), &kept.seed).is_some());
}

#[tokio::test]
async fn one_time_codes_are_turned_off_with_password_and_code() {
    let app = TestApp::with_storefront().await;
    let mut here = with_ana(&app, "SRE").await;
    let recovery = enrol(&app, &mut here, "ana").await;
    app.clock.advance(Span::seconds(60));
    let page = here.get("/account/second-factor").await.body;
    assert_shows(&page, &["10 left", "Turn one-time codes off"], &[]);
    let code = code_now(&app, "ana").await;
    let path = "/account/second-factor/removal";
    for (password, code, status) in [
        ("not her password", code.as_str(), StatusCode::UNPROCESSABLE_ENTITY),
        (PASSWORD, "000000", StatusCode::UNAUTHORIZED),
    ] {
        let answer = here.post(path, &[("password", password), ("code", code)]).await;
        assert_eq!(answer.status, status);
    }
    let renewed = here.post("/account/second-factor/recovery-codes", &[("code", &code)]).await;
    assert_eq!(renewed.status, StatusCode::OK);
    assert!(!renewed.body.contains(&recovery[0]));
    app.clock.advance(Span::seconds(60));
    here.get("/account/second-factor").await;
    let code = code_now(&app, "ana").await;
    let answer = here.post(path, &[("password", PASSWORD), ("code", &code)]).await;
    assert_eq!(answer.location(), "/account?done=codes", "{}", answer.body);
    assert_eq!(sign_in(&app, PASSWORD).await.1.location(), "/");
}

/// SECURITY 13: where an environment asks for a second factor, nobody without one approves or starts there, by hand or
/// by token.
#[tokio::test]
async fn an_environment_that_asks_for_a_second_factor_is_shut_to_who_has_none() {
    let app = TestApp::new().await;
    let rule = "    expires: 24h\n";
    assert!(DOCUMENT.contains(rule));
    app.project("storefront", &DOCUMENT.replacen(rule, &format!("{rule}  second_factor: required\n"), 1))
        .await;
    let mut lead = with_ana(&app, "Stakeholder").await;
    let devops = app.person("devops", "DevOps").await;
    app.release("storefront", "2.8.0").await;
    app.deploy(&devops, &[], ("storefront", "staging", "2.8.0")).await;
    let number = app.request(&devops, "storefront", "production", "2.8.0").await;
    let page = lead.get(&format!("/deployments/{number}")).await.body;
    assert_shows(&page, &["asks for a second factor: open your account"], &[]);
    let approval = format!("/deployments/{number}/approval");
    let answer = lead.post(&approval, &[("decision", "approved"), ("plan", "x")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_shows(&answer.body, &["asks for a second factor", "href=\"/account/second-factor\""], &[]);
    let (secret, _) = app.token("storefront", "DevOps", "devops").await;
    let path = format!("/api/v1/deployments/{number}/start");
    let started = Token::of(&app.app, &secret).post(&path, &serde_json::json!({})).await;
    assert_eq!(started.status, StatusCode::FORBIDDEN, "{}", started.body);

    enrol(&app, &mut lead, "ana").await;
    let page = lead.get(&format!("/deployments/{number}")).await.body;
    let plan = page.split("name=\"plan\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let answer = lead.post(&approval, &[("decision", "approved"), ("plan", &plan), ("comment", "")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}
