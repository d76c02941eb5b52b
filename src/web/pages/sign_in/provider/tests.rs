use crate::app::App;
use crate::domain::time::Span;
use crate::store::{grants, people};
use crate::testing::client::Answer;
use crate::testing::codes::{code_now, enrol};
use crate::testing::provider::{Double, Lie, Trouble};
use crate::testing::{Browser, TestApp};
use http::StatusCode;
use serde_json::json;
use std::sync::Arc;

/// An installation whose group "Operators" is the provider's `ops` and holds the role SRE, and its provider, which
/// knows Ana and Ben.
pub async fn with_provider() -> (TestApp, Arc<App>, Arc<Double>) {
    let test = TestApp::with_storefront().await;
    test.sql(
        "INSERT INTO groups (id, name, claim, created_at) VALUES (1, 'Operators', 'ops', 1), (2, 'Readers', NULL, 1);
         INSERT INTO group_grants (group_id, role_id, granted_at) SELECT 1, id, 1 FROM roles WHERE name = 'SRE'",
    )
    .await;
    let double = Double::at(&test.clock);
    let ana = json!({ "name": "Ana Silva", "preferred_username": "ana", "email": "ana@example.org", "groups": ["ops", "x"] });
    double.knows("subject-1", ana);
    double.knows("subject-2", json!({ "name": "Ben", "preferred_username": "ben", "groups": [] }));
    let app = test.with_provider(&double);
    (test, app, double)
}

/// Presses the button: where the browser is sent.
async fn leave(browser: &mut Browser, next: &str) -> String {
    let page = browser.get(&format!("/sign-in?next={next}")).await;
    assert!(page.body.contains("Sign in with Harbour ID"), "{}", page.body);
    let answer = browser.post("/sign-in/with-provider", &[("next", next)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let address = answer.header("refresh").strip_prefix("0; url=").unwrap().to_owned();
    assert!(answer.body.contains(&address.replace('&', "&amp;")), "the link leads there too");
    address
}

/// Signs in as somebody there.
pub async fn sign_in(app: &Arc<App>, double: &Double, subject: &str) -> (Browser, Answer) {
    let mut browser = Browser::of(app);
    let address = leave(&mut browser, "/history").await;
    let answer = browser.get(&double.visit(&address, subject)).await;
    (browser, answer)
}

/// What was written beside the events of refused sign-ins, their count for the address, and the tries that they used up.
async fn written(app: &TestApp, before: &[String]) -> Vec<String> {
    let mut rows = app.dump_without_attempts().await;
    rows.retain(|row| {
        !before.contains(row)
            && !row.contains("sign_in.failed")
            && !row.starts_with("sign_in_failures:")
            && !row.starts_with("used_tries:")
    });
    rows
}

#[tokio::test]
async fn who_comes_back_is_signed_in_with_the_roles_of_their_groups() {
    let (test, app, double) = with_provider().await;
    let (mut browser, answer) = sign_in(&app, &double, "subject-1").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/history"), "{}", answer.body);
    assert_eq!(browser.cookie("slipway-provider"), None, "the attempt is over");
    let page = browser.get("/environments/production").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Ana Silva"));

    let mut db = test.store.read().await.unwrap();
    let ana = people::by_sign_in_name(&mut db, "ana").await.unwrap().unwrap();
    assert_eq!((ana.email.as_deref(), ana.password_hash), (Some("ana@example.org"), None));
    let held = grants::of_person(&mut db, ana.id).await.unwrap().held;
    assert_eq!(held.iter().map(|grant| grant.name.as_str()).collect::<Vec<_>>(), ["SRE"]);
    drop(db);
    let dump = test.dump().await.join("\n");
    for action in ["person.added", "group.member_added", "sign_in.succeeded"] {
        assert!(dump.contains(action), "{action}");
    }
    assert!(!dump.contains("refresh-1"), "the refresh token is sealed");
}

/// SECURITY 8: the session that the provider's answer begins has an id that nobody knew before.
#[tokio::test]
async fn signing_in_with_the_provider_gives_a_new_session() {
    let (_test, app, double) = with_provider().await;
    let mut browser = Browser::of(&app);
    browser.set_cookie("slipway", "AAAAAAAAAAAAAAAAAAAAAA");
    let address = leave(&mut browser, "/").await;
    assert_eq!(browser.get(&double.visit(&address, "subject-1")).await.location(), "/");
    let first = browser.cookie("slipway").unwrap().to_owned();
    assert_ne!(first, "AAAAAAAAAAAAAAAAAAAAAA");
    let (second, _) = sign_in(&app, &double, "subject-1").await;
    assert_ne!(second.cookie("slipway"), Some(first.as_str()));
}

/// SECURITY 15: a token that is not the provider's, for us, for this try and now signs nobody in.
#[tokio::test]
async fn no_lie_of_a_provider_signs_anybody_in() {
    let (test, app, double) = with_provider().await;
    let before = test.dump_without_attempts().await;
    for lie in Lie::ALL {
        double.lies(lie);
        let (mut browser, answer) = sign_in(&app, &double, "subject-1").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{lie:?}");
        assert!(answer.body.contains("href=\"/sign-in\""), "{lie:?}: there is a way on");
        assert_eq!(browser.cookie("slipway"), None, "{lie:?}");
        assert_eq!(browser.get("/history").await.location(), "/sign-in?next=/history", "{lie:?}");
        assert_eq!(written(&test, &before).await, [""; 0], "{lie:?}");
    }
    double.lies(None);
    assert_eq!(sign_in(&app, &double, "subject-1").await.1.status, StatusCode::SEE_OTHER, "the truth does");
}

/// SECURITY 15: what comes back belongs to the browser and the try that it was given to.
#[tokio::test]
async fn what_comes_back_belongs_to_one_browser_and_one_try() {
    let (test, app, double) = with_provider().await;
    let before = test.dump_without_attempts().await;
    let mut browser = Browser::of(&app);
    let address = leave(&mut browser, "/").await;
    let back = double.visit(&address, "subject-1");
    let mut stranger = Browser::of(&app);
    assert_eq!(stranger.get(&back).await.status, StatusCode::UNAUTHORIZED, "a browser that began nothing");
    assert_eq!(test.dump_without_attempts().await, before, "and that can write nothing");
    leave(&mut stranger, "/").await;
    assert_eq!(stranger.get(&back).await.status, StatusCode::UNAUTHORIZED, "another browser's state");
    let own = leave(&mut stranger, "/").await;
    let own_state = double.visit(&own, "subject-2").split_once("&state=").unwrap().1.to_owned();
    let stolen = format!("{}&state={own_state}", back.split_once("&state=").unwrap().0);
    assert_eq!(stranger.get(&stolen).await.status, StatusCode::UNAUTHORIZED, "another browser's code");
    assert_eq!(stranger.cookie("slipway"), None);

    for (case, wrong) in [
        ("no state", back.replace("&state=", "&x=")),
        ("another state", back.replace("&state=", "&state=0")),
        ("another issuer", back.replace("iss=https://id", "iss=https://evil")),
        ("no code", back.replace("code=", "x=")),
        ("an error", format!("{back}&error=access_denied")),
    ] {
        let mut browser = Browser::of(&app);
        let fresh = leave(&mut browser, "/").await;
        let state = double.visit(&fresh, "subject-1").split_once("&state=").unwrap().1.to_owned();
        let own = wrong.replace(back.split_once("&state=").unwrap().1, &state);
        assert_eq!(browser.get(&own).await.status, StatusCode::UNAUTHORIZED, "{case}");
        assert_eq!(browser.cookie("slipway"), None, "{case}");
    }
    assert_eq!(written(&test, &before).await, [""; 0]);
}

/// SECURITY 15: a try ends with its time and with its code.
#[tokio::test]
async fn a_try_is_good_once_and_for_ten_minutes() {
    let (test, app, double) = with_provider().await;
    let mut browser = Browser::of(&app);
    let address = leave(&mut browser, "/").await;
    let back = double.visit(&address, "subject-1");
    let kept = browser.cookie("slipway-provider").unwrap().to_owned();
    test.clock.advance(Span::seconds(601));
    assert_eq!(browser.get(&back).await.status, StatusCode::UNAUTHORIZED, "too late");
    test.clock.advance(Span::minutes(-5));
    browser.set_cookie("slipway-provider", &kept);
    assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
    let mut copy = Browser::of(&app);
    copy.set_cookie("slipway-provider", &kept);
    assert_eq!(copy.get(&back).await.status, StatusCode::UNAUTHORIZED, "the code was taken");
    // The provider would give another code for the same try.
    let asked = double.asked().len();
    let again = double.visit(&address, "subject-1");
    copy.set_cookie("slipway-provider", &kept);
    assert_eq!(copy.get(&again).await.status, StatusCode::UNAUTHORIZED, "the try was used");
    assert_eq!(double.asked().len(), asked, "the provider is not even asked");
    copy.set_cookie("slipway-provider", &kept.replace('a', "b"));
    assert_eq!(copy.get(&back).await.status, StatusCode::UNAUTHORIZED, "a cookie that we did not write");
}

/// SECURITY 15: who somebody is says the subject of the issuer; an address or a name makes nobody somebody else.
#[tokio::test]
async fn nobody_becomes_somebody_by_an_address_or_a_name() {
    let (test, app, double) = with_provider().await;
    let mut here = crate::testing::app::new_person("ana");
    here.email = Some("ana@example.org".to_owned());
    here.roles = vec!["Admin".parse().unwrap()];
    let here = test.person_with(here).await.person().unwrap();
    sign_in(&app, &double, "subject-1").await;
    double.knows(
        "subject-3",
        json!({ "name": "\u{202e}evil", "preferred_username": "ANA", "groups": ["ops"] }),
    );
    sign_in(&app, &double, "subject-3").await;
    sign_in(&app, &double, "subject-1").await;
    let mut db = test.store.read().await.unwrap();
    let names: Vec<String> =
        people::active(&mut db).await.unwrap().into_iter().map(|p| p.sign_in_name).collect();
    assert_eq!(names, ["ana", "ana-2", "ANA-3"]);
    let third = people::by_sign_in_name(&mut db, "ana-3").await.unwrap().unwrap();
    assert_eq!(third.display_name, "ANA-3", "a name that would read as another is not taken");
    let held = grants::of_person(&mut db, here).await.unwrap().held;
    assert_eq!(held.len(), 1, "who was here has what they had");
}

/// SECURITY 6: an address from which many tries came back wrong waits before the next is looked at.
#[tokio::test]
async fn an_address_that_brings_back_too_much_that_is_wrong_waits() {
    let (test, app, double) = with_provider().await;
    let mut browser = Browser::of(&app);
    let address = leave(&mut browser, "/").await;
    let kept = browser.cookie("slipway-provider").unwrap().to_owned();
    let mut answers = Vec::new();
    for _ in 0..101 {
        browser.set_cookie("slipway-provider", &kept);
        answers.push(browser.get("/sign-in/returned?code=x&state=wrong").await.status);
    }
    assert_eq!((answers[0], answers[100]), (StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS));
    let before = test.dump_without_attempts().await;
    browser.set_cookie("slipway-provider", &kept);
    let back = double.visit(&address, "subject-1");
    assert_eq!(browser.get(&back).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(test.dump_without_attempts().await, before, "and writes nothing");
    test.clock.advance(Span::seconds(31));
    browser.set_cookie("slipway-provider", &kept);
    assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_is_disabled_is_not_signed_in() {
    let (test, app, double) = with_provider().await;
    sign_in(&app, &double, "subject-1").await;
    test.sql("UPDATE people SET disabled_at = 1").await;
    let before = test.dump_without_attempts().await;
    let (browser, answer) = sign_in(&app, &double, "subject-1").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("disabled"), "{}", answer.body);
    assert_eq!(browser.cookie("slipway"), None);
    assert_eq!(written(&test, &before).await, [""; 0]);
}

/// SECURITY 17: who proves who they are with the provider is the person who is signed in, asked there anew, and what
/// they had sent waits for them.
#[tokio::test]
async fn a_fresh_proof_comes_from_the_provider_and_loses_nothing() {
    let (test, app, double) = with_provider().await;
    let (mut browser, _) = sign_in(&app, &double, "subject-1").await;
    let before = browser.cookie("slipway").unwrap().to_owned();
    test.clock.advance(Span::minutes(16));
    let page = browser.get("/sign-in/again?next=/history").await;
    assert!(page.body.contains("formaction=\"/sign-in/with-provider\""), "{}", page.body);
    let fields =
        [("to", "/deployments"), ("back", "/history"), ("kept.reason", "A \"good\" <one>"), ("password", "")];
    let ask = async |browser: &mut Browser| {
        let answer = browser.post("/sign-in/with-provider", &fields).await;
        answer.header("refresh").strip_prefix("0; url=").unwrap().to_owned()
    };
    let address = ask(&mut browser).await;
    assert!(address.contains("prompt=login") && address.contains("max_age=0"), "{address}");
    let answer = browser.get(&double.visit(&address, "subject-2")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "somebody else proves nothing");
    assert!(answer.body.contains("another account"), "{}", answer.body);
    assert_eq!(browser.cookie("slipway"), Some(before.as_str()));
    let dump = test.dump().await.join("\n");
    assert!(!dump.contains("Ben") && !dump.contains("<one>"), "nobody was made, and what waits is sealed");

    let address = ask(&mut browser).await;
    double.lies(Lie::SignedInLongAgo);
    assert_eq!(browser.get(&double.visit(&address, "subject-1")).await.status, StatusCode::UNAUTHORIZED);
    double.lies(None);
    let address = ask(&mut browser).await;
    let answer = browser.get(&double.visit(&address, "subject-1")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("value=\"A &quot;good&quot; &lt;one&gt;\""), "{}", answer.body);
    assert_ne!(browser.cookie("slipway"), Some(before.as_str()));
    assert!(test.dump().await.iter().any(|row| row.contains("sign_in.confirmed")));
}

/// SECURITY 17: the provider's word is half of the proof of who has one-time codes here.
#[tokio::test]
async fn a_proof_with_the_provider_takes_a_code_too_where_there_are_codes() {
    let (test, app, double) = with_provider().await;
    let (mut browser, _) = sign_in(&app, &double, "subject-1").await;
    enrol(&test, &mut browser, "ana").await;
    test.clock.advance(Span::minutes(16));
    browser.get("/sign-in/again?next=/history").await;
    let ask = async |browser: &mut Browser, code: &str| {
        browser.post("/sign-in/with-provider", &[("back", "/history"), ("code", code)]).await
    };
    for wrong in ["", "000000"] {
        let answer = ask(&mut browser, wrong).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong:?}");
        assert!(answer.body.contains("This code is not right"), "{}", answer.body);
        assert_eq!(browser.cookie("slipway-provider"), None, "nothing was begun");
    }
    let answer = ask(&mut browser, &code_now(&test, "ana").await).await;
    let address = answer.header("refresh").strip_prefix("0; url=").unwrap().to_owned();
    let answer = browser.get(&double.visit(&address, "subject-1")).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/history"), "{}", answer.body);
}

#[tokio::test]
async fn groups_may_be_told_beside_the_token_and_keys_may_change() {
    let (test, app, double) = with_provider().await;
    double.tells_beside();
    let (mut browser, _) = sign_in(&app, &double, "subject-1").await;
    assert_eq!(browser.get("/environments/production").await.status, StatusCode::OK);
    assert_eq!(double.asked(), ["openid-configuration", "keys", "token", "userinfo"]);
    double.changes_key();
    test.clock.advance(Span::minutes(2));
    let (_, answer) = sign_in(&app, &double, "subject-1").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_keeps_nobody_from_the_other_ways() {
    let (test, app, double) = with_provider().await;
    double.is_down(true);
    let mut browser = Browser::of(&app);
    browser.get("/sign-in").await;
    let answer = browser.post("/sign-in/with-provider", &[("next", "/")]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("with a password"));
    double.is_down(false);
    let address = leave(&mut browser, "/").await;
    let back = double.visit(&address, "subject-1");
    double.is_down(true);
    assert_eq!(browser.get(&back).await.status, StatusCode::UNAUTHORIZED);

    test.person("somebody", "Admin").await;
    let mut without = Browser::of(&test.app);
    assert!(!without.get("/sign-in").await.body.contains("/sign-in/with-provider"));
    assert_eq!(without.post("/sign-in/with-provider", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(without.get("/sign-in/returned?code=x").await.status, StatusCode::NOT_FOUND);
}

/// SECURITY 9: the cookie of a try is bound to HTTPS and this host.
#[tokio::test]
async fn over_https_the_cookie_of_a_try_is_bound_to_this_host() {
    let (test, _, double) = with_provider().await;
    let app = test.with_provider(&double);
    let mut app = Arc::into_inner(app).unwrap();
    "https://slipway.example".clone_into(&mut app.settings.public_url);
    let app = Arc::new(app);
    let mut browser = Browser::of(&app);
    browser.get("/sign-in").await;
    let answer = browser.post("/sign-in/with-provider", &[("next", "/")]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-slipway-provider="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        answer.header("refresh").contains("redirect_uri=https%3A%2F%2Fslipway.example%2Fsign-in%2Freturned")
    );
}

/// SECURITY 13: who has one-time codes has signed in when the code was right, once, and the record says how.
#[tokio::test]
async fn with_codes_a_sign_in_with_the_provider_succeeds_once_after_the_code() {
    let (test, app, double) = with_provider().await;
    let (mut browser, _) = sign_in(&app, &double, "subject-1").await;
    enrol(&test, &mut browser, "ana").await;
    test.clock.advance(Span::minutes(1));
    let succeeded = async || {
        let rows = test.dump().await;
        rows.into_iter().filter(|row| row.contains("sign_in.succeeded")).collect::<Vec<_>>()
    };
    let before = succeeded().await;
    let (mut browser, answer) = sign_in(&app, &double, "subject-1").await;
    assert_eq!(answer.location(), "/sign-in/code?next=/history");
    assert_eq!(succeeded().await, before, "half a sign-in is none");
    browser.get("/sign-in/code").await;
    let code = code_now(&test, "ana").await;
    let answer = browser.post("/sign-in/code", &[("code", &code), ("next", "/history")]).await;
    assert_eq!(answer.location(), "/history", "{}", answer.body);
    let mut after = succeeded().await;
    after.retain(|row| !before.contains(row));
    assert_eq!(after.len(), 1, "{after:?}");
    assert!(after[0].contains("the sign-in provider and one-time code"), "{after:?}");
}

/// SECURITY 6: a provider that does not answer, or makes no sense, is nobody's failure: not of the office behind one
/// address, whose people go on with their passwords.
#[tokio::test]
async fn an_outage_of_the_provider_counts_for_nobody() {
    let (test, app, double) = with_provider().await;
    for trouble in [None, Some(Trouble::UnknownError), Some(Trouble::TooLarge)] {
        double.is_down(false);
        let mut browser = Browser::of(&app);
        let address = leave(&mut browser, "/").await;
        let kept = browser.cookie("slipway-provider").unwrap().to_owned();
        let back = double.visit(&address, "subject-1");
        double.is_down(trouble.is_none());
        double.troubled("subject-1", trouble);
        let before = test.dump_without_attempts().await;
        for _ in 0..120 {
            browser.set_cookie("slipway-provider", &kept);
            assert_eq!(browser.get(&back).await.status, StatusCode::UNAUTHORIZED, "{trouble:?}");
        }
        let mut after = test.dump_without_attempts().await;
        after.retain(|row| before.contains(row) || !row.starts_with("used_tries:"));
        assert_eq!(after, before, "{trouble:?}: nor does it fill the audit log");
    }
}

/// SECURITY 17: a proof is of who is signed in where it comes back.
#[tokio::test]
async fn a_proof_does_nothing_where_somebody_else_has_signed_in_meanwhile() {
    let (test, app, double) = with_provider().await;
    let (mut browser, _) = sign_in(&app, &double, "subject-1").await;
    browser.get("/sign-in/again?next=/history").await;
    let answer = browser.post("/sign-in/with-provider", &[("back", "/history")]).await;
    let address = answer.header("refresh").strip_prefix("0; url=").unwrap().to_owned();
    let kept = browser.cookie("slipway-provider").unwrap().to_owned();
    let (ben, _) = sign_in(&app, &double, "subject-2").await;
    for other in [ben.cookie("slipway"), None] {
        let mut browser = Browser::of(&app);
        browser.set_cookie("slipway-provider", &kept);
        if let Some(session) = other {
            browser.set_cookie("slipway", session);
        }
        let before = test.dump_without_attempts().await;
        let answer = browser.get(&double.visit(&address, "subject-1")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body);
        assert!(answer.body.contains("signed in"), "{}", answer.body);
        assert_eq!(browser.cookie("slipway"), other, "the session stays whose it was");
        assert_eq!(test.dump_without_attempts().await, before);
    }
}

mod untold;
