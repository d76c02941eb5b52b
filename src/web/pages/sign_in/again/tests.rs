use crate::actions::add_person::NewPerson;
use crate::domain::time::Span;
use crate::testing::app::new_person;
use crate::testing::codes::{code_now, enrol};
use crate::testing::page::assert_shows;
use crate::testing::scene::Scene;
use crate::testing::{Browser, Storefront, TestApp, Token};
use http::StatusCode;

const PASSWORD: &str = "harbour lantern fog";

/// Ana signed in with her password, as a stakeholder, sixteen minutes ago.
async fn stale(app: &TestApp) -> Browser {
    let roles = vec!["Stakeholder".parse().unwrap()];
    let ana = NewPerson { password: Some(PASSWORD.to_owned()), roles, ..new_person("ana") };
    let ana = app.person_with(ana).await;
    let browser = Browser::signed_in(&app.app, &ana).await;
    app.clock.advance(Span::minutes(16));
    browser
}

/// The value of a hidden field.
fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) =
        page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('"').next().unwrap()
}

/// SECURITY 8, 17: an approval with an older proof does nothing; the page asks for the same person's password, keeps
/// what was typed, and sends it after a new session has begun.
#[tokio::test]
async fn an_approval_waits_for_a_fresh_proof_and_loses_nothing() {
    let scene = Scene::build().await;
    let number = scene.waiting;
    let mut ana = stale(&scene.app).await;
    let before = ana.cookie("slipway").unwrap().to_owned();
    let page = ana.get(&format!("/deployments/{number}")).await.body;
    let plan = hidden(&page, "plan").to_owned();
    let address = format!("/deployments/{number}/approval");
    let fields = [("decision", "approved"), ("comment", "Looks \"good\" & <fine>."), ("plan", plan.as_str())];
    let asked = ana.post(&address, &fields).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert_shows(&asked.body, &["<h1>Sign in again</h1>", "Your password", "kept.comment"], &["<fine>"]);

    let comment = "Looks \"good\" & <fine>.";
    let kept = [
        ("to", address.as_str()),
        ("back", "/approvals"),
        ("kept.decision", "approved"),
        ("kept.comment", comment),
        ("kept.plan", plan.as_str()),
    ];
    let with = |password| [&[("password", password)], kept.as_slice()].concat();
    let refused = ana.post("/sign-in/again", &with("not her password")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_shows(&refused.body, &["This is not your password.", "kept.comment"], &["not her password"]);
    let go_on = ana.post("/sign-in/again", &with(PASSWORD)).await;
    assert_eq!(go_on.status, StatusCode::OK, "{}", go_on.body);
    assert_shows(
        &go_on.body,
        &[&format!("action=\"{address}\""), "name=\"comment\"", "href=\"/approvals\""],
        &[],
    );
    let done = ana.post(&address, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);

    assert_ne!(ana.cookie("slipway"), Some(before.as_str()), "a new session");
    let mut earlier = Browser::of(&scene.app.app);
    earlier.set_cookie("slipway", &before);
    assert_eq!(earlier.get("/events").await.status, StatusCode::SEE_OTHER, "the earlier one is over");
}

#[tokio::test]
async fn a_proof_leads_back_to_a_page_of_ours_alone() {
    let app = TestApp::with_storefront().await;
    let mut ana = stale(&app).await;
    let page = ana.get("/sign-in/again?next=//evil.example").await.body;
    assert_eq!(hidden(&page, "back"), "/");
    for to in ["//evil.example", "https://evil.example", "/sign-in", "/sign-out"] {
        let answer =
            ana.post("/sign-in/again", &[("password", PASSWORD), ("to", to), ("back", "//evil")]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{to}");
        app.clock.advance(Span::minutes(16));
        ana.get("/sign-in/again").await;
    }
}

/// SECURITY 13, 17: who has one-time codes proves with the password and a code; either alone, or a code that was taken,
/// proves nothing, and the sixth wrong code waits.
#[tokio::test]
async fn a_fresh_proof_takes_a_code_too_where_there_are_codes() {
    let app = TestApp::with_storefront().await;
    let ana = NewPerson {
        password: Some(PASSWORD.to_owned()),
        roles: vec!["Stakeholder".parse().unwrap()],
        ..new_person("ana")
    };
    let mut ana = Browser::signed_in(&app.app, &app.person_with(ana).await).await;
    enrol(&app, &mut ana, "ana").await;
    let taken = code_now(&app, "ana").await;
    app.clock.advance(Span::minutes(16));
    let page = ana.get("/sign-in/again?next=/approvals").await.body;
    assert_shows(&page, &["Your password", "autocomplete=\"one-time-code\""], &[]);
    let code = code_now(&app, "ana").await;
    let prove = async |ana: &mut Browser, password: &str, code: &str| {
        ana.post("/sign-in/again", &[("password", password), ("code", code), ("back", "/approvals")]).await
    };
    let refused = prove(&mut ana, "not her password", &code).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for wrong in ["", &taken, "000000", "000001"] {
        let refused = prove(&mut ana, PASSWORD, wrong).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{wrong}");
        assert_shows(&refused.body, &["This code is not right", "Your password"], &[PASSWORD]);
    }
    let before = ana.cookie("slipway").unwrap().to_owned();
    let proved = prove(&mut ana, PASSWORD, &code).await;
    assert_eq!((proved.status, proved.location()), (StatusCode::SEE_OTHER, "/approvals"));
    assert_ne!(ana.cookie("slipway"), Some(before.as_str()));

    ana.get("/sign-in/again").await;
    for _ in 0..5 {
        assert_eq!(prove(&mut ana, PASSWORD, &code).await.status, StatusCode::UNAUTHORIZED, "taken just now");
    }
    app.clock.advance(Span::seconds(60));
    let good = code_now(&app, "ana").await;
    assert_eq!(prove(&mut ana, PASSWORD, &good).await.status, StatusCode::TOO_MANY_REQUESTS);
}

/// Failures to prove count like failures to sign in.
#[tokio::test]
async fn proving_cannot_be_guessed_either() {
    let app = TestApp::with_storefront().await;
    let mut ana = stale(&app).await;
    ana.get("/sign-in/again").await;
    for _ in 0..10 {
        let answer = ana.post("/sign-in/again", &[("password", "not her password")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = ana.post("/sign-in/again", &[("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.body.contains("too many failures"), "{}", answer.body);
}

/// SECURITY 17: a start asks for a fresh proof where approvals are asked, and nowhere else; a machine's token has none
/// to give, and an immediate rollback waits for nothing.
#[tokio::test]
async fn only_starts_that_need_approval_ask_for_a_fresh_proof() {
    let shop = Storefront::new().await;
    let ready = shop.ready("2.8.0").await;
    let staging = shop.answered("2.8.0", "staging").await;
    let mut devops = Browser::signed_in(&shop.app.app, &shop.devops).await;
    let mut sre = Browser::signed_in(&shop.app.app, &shop.sre).await;
    shop.app.clock.advance(Span::minutes(16));
    let asked = devops.post(&format!("/deployments/{ready}/start"), &[]).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.body.contains("Sign in again"));
    let answer = devops.post(&format!("/deployments/{staging}/start"), &[]).await;
    assert!(!answer.body.contains("Sign in again"), "{}", answer.body);
    let (secret, _) = shop.app.token("storefront", "DevOps", "devops").await;
    let started = Token::of(&shop.app.app, &secret)
        .post(&format!("/api/v1/deployments/{ready}/start"), &serde_json::json!({}))
        .await;
    assert_eq!(started.status, StatusCode::OK, "{}", started.body);
    shop.succeed(ready).await;
    shop.succeed(staging).await;
    shop.staged("2.8.1").await;
    let answer = sre
        .post(
            "/projects/storefront/environments/production/rollback",
            &[("to", "2.8.0"), ("way", "immediate"), ("reason", "Orders fail.")],
        )
        .await;
    assert!(!answer.body.contains("Sign in again"), "{}", answer.status);
}

#[tokio::test]
async fn on_a_demo_a_button_does() {
    let app = TestApp::with_storefront().await;
    let demo = app.with_settings(|settings| settings.demo = true);
    let lead = app.person("lead", "Stakeholder").await;
    let mut lead = Browser::signed_in(&demo, &lead).await;
    app.clock.advance(Span::minutes(16));
    let page = lead.get("/sign-in/again?next=/approvals").await.body;
    assert_shows(&page, &["Go on as lead"], &["type=\"password\""]);
    let answer = lead.post("/sign-in/again", &[("back", "/approvals")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/approvals"));
    let mut elsewhere = Browser::of(&app.app);
    elsewhere.set_cookie("slipway", lead.cookie("slipway").unwrap());
    elsewhere.get("/sign-in/again").await;
    assert_eq!(elsewhere.post("/sign-in/again", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
