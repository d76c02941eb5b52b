//! The same with whole pages.

use crate::access::actor::Actor;
use crate::domain::time::Span;
use crate::testing::{Browser, TestApp};
use crate::web::routes::{self, Requires};
use http::{Method, StatusCode};

const TEXT: &str = "The quay’s cranes stop at ten, so the release waits until then, and whoever reads this at two in the \
                    morning finds out here why that is.";

/// A browser of somebody with the page that has the form, before the session ends.
async fn at_form(app: &TestApp, who: &Actor) -> Browser {
    let mut browser = Browser::signed_in(&app.app, who).await;
    assert_eq!(browser.get("/projects/storefront/new-release").await.status, StatusCode::OK);
    browser
}

async fn send(browser: &mut Browser) -> String {
    let fields = [("version", "2.9.0"), ("notes", TEXT), ("commit", "4be1c0de")];
    let answer =
        browser.post_from("/projects/storefront/new-release", "/projects/storefront/releases", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().to_owned()
}

/// Somebody signs in in this browser, which keeps its other cookies.
async fn signs_in(app: &TestApp, browser: &mut Browser, who: &Actor) {
    let fresh = Browser::signed_in(&app.app, who).await;
    browser.set_cookie("slipway", fresh.cookie("slipway").unwrap());
    browser.csrf = fresh.csrf.clone();
}

#[tokio::test]
async fn a_form_that_came_too_late_is_filled_in_for_the_same_person_alone() {
    for ending in ["idle", "signed out everywhere"] {
        let app = TestApp::with_storefront().await;
        let (sre, other) = (app.person("sre", "SRE").await, app.person("other", "SRE").await);
        let mut browser = at_form(&app, &sre).await;
        match ending {
            "idle" => app.clock.advance(Span::minutes(61)),
            _ => app.sql("DELETE FROM sessions").await,
        }
        let to = send(&mut browser).await;
        assert_eq!(to, "/sign-in?next=/projects/storefront/new-release", "{ending}");
        assert!(browser.get(&to).await.body.contains("What you typed is kept"), "{ending}");
        let dump = app.dump().await.join("\n");
        assert!(
            !dump.contains("2.9.0") && !dump.contains("cranes"),
            "{ending}: nothing is done, and it is sealed"
        );

        signs_in(&app, &mut browser, &other).await;
        assert!(!browser.get("/projects/storefront/new-release").await.body.contains("cranes"), "{ending}");
        let mut elsewhere = Browser::signed_in(&app.app, &sre).await;
        assert!(!elsewhere.get("/projects/storefront/new-release").await.body.contains("cranes"), "{ending}");
        signs_in(&app, &mut browser, &sre).await;
        let page = browser.get("/projects/storefront/new-release").await.body;
        assert!(page.contains(TEXT) && page.contains("value=\"2.9.0\""), "{ending}: {page}");
        assert!(!browser.get("/").await.body.contains("cranes"), "{ending}: on its own page alone");
        app.clock.advance(Span::hours(25));
        signs_in(&app, &mut browser, &sre).await;
        assert!(!browser.get("/projects/storefront/new-release").await.body.contains("cranes"), "{ending}");
    }
}

#[tokio::test]
async fn it_waits_until_it_is_sent_or_discarded() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    let page = "/projects/storefront/new-release";
    let mut browser = at_form(&app, &sre).await;
    app.sql("DELETE FROM sessions").await;
    send(&mut browser).await;
    signs_in(&app, &mut browser, &sre).await;
    assert!(browser.get(page).await.body.contains("cranes"));
    let answer = browser.post("/typed/discarded", &[("id", "1"), ("back", page)]).await;
    assert_eq!(answer.location(), page);
    assert!(!browser.get(page).await.body.contains("cranes"));
    assert_eq!(browser.cookie("slipway-typed"), None, "the mark goes with the last of it");

    app.sql("DELETE FROM sessions").await;
    send(&mut browser).await;
    signs_in(&app, &mut browser, &sre).await;
    let artifact = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let whole = [
        ("version", "2.9.0"),
        ("notes", TEXT),
        ("commit", "4be1c0de"),
        ("artifact", "x.tar"),
        ("sha256", artifact),
        ("irreversible", ""),
        ("facts", ""),
    ];
    let answer = browser.post_from(page, "/projects/storefront/releases", &whole).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert!(!browser.get(page).await.body.contains("cranes"));
}

/// A fresh proof in another window gives the session another id, which the forms of this one do not know.
#[tokio::test]
async fn a_form_of_the_same_persons_earlier_session_is_kept_too() {
    let app = TestApp::with_storefront().await;
    let (sre, other) = (app.person("sre", "SRE").await, app.person("other", "SRE").await);
    let page = "/projects/storefront/new-release";
    let mut browser = at_form(&app, &sre).await;
    let former = browser.csrf.clone();
    app.sql("DELETE FROM sessions").await;
    signs_in(&app, &mut browser, &other).await;
    browser.csrf.clone_from(&former);
    let fields = [("version", "2.9.0"), ("notes", TEXT)];
    let answer = browser.post_from(page, "/projects/storefront/releases", &fields).await;
    assert!(answer.status == StatusCode::FORBIDDEN && !answer.body.contains("is kept"), "{}", answer.body);
    assert!(!browser.get(page).await.body.contains("cranes"), "nobody else ever");
    signs_in(&app, &mut browser, &sre).await;
    browser.csrf = former;
    let answer = browser.post_from(page, "/projects/storefront/releases", &fields).await;
    assert!(
        answer.status == StatusCode::FORBIDDEN && answer.body.contains("What you typed is kept"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains(&format!("href=\"{page}\"")), "and the way there: {}", answer.body);
    assert!(browser.get(page).await.body.contains("cranes"));
}

/// An address of the route; of what does not matter, since nobody is let through.
fn address(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "1".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Every form behind the sign-in, whoever may send it: nothing that somebody typed goes with their session.
#[tokio::test]
async fn every_form_is_kept() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    let mut forms = 0;
    for route in routes::all() {
        let is_proof = super::super::PROOFS.iter().any(|proof| route.path.starts_with(proof));
        let is_form =
            route.method == Method::POST && !matches!(route.requires, Requires::Nothing | Requires::Token(_));
        if !is_form || is_proof {
            continue;
        }
        let mut browser = Browser::signed_in(&app.app, &sre).await;
        app.sql("DELETE FROM sessions").await;
        app.sql("DELETE FROM typed_texts").await;
        let answer = browser.post_from("/history", &address(route.path), &[("text", TEXT)]).await;
        assert_eq!(answer.location(), "/sign-in?next=/history", "{}", route.path);
        let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM typed_texts")
            .fetch_one(&mut *app.store.read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(kept, 1, "{}", route.path);
        signs_in(&app, &mut browser, &sre).await;
        assert!(browser.get("/history").await.body.contains("cranes"), "{}", route.path);
        forms += 1;
    }
    assert!(forms > 50, "{forms}");
}
