use super::sentences::sentence;
use crate::testing::page::{assert_shows, seen};
use crate::testing::scene::Scene;
use crate::testing::{Browser, TestApp};
use crate::web::routes;
use http::Method;

/// The forms whose answer tells what was done, or whose handler chooses the words.
const OTHERS: [&str; 26] = [
    "/sign-in",
    "/sign-in/as",
    "/sign-in/code",
    "/sign-in/again",
    "/sign-in/with-provider",
    "/sign-out",
    "/account/password",
    "/account/sessions",
    "/account/second-factor",
    "/account/second-factor/confirmation",
    "/account/second-factor/recovery-codes",
    "/account/second-factor/removal",
    "/account/tokens",
    "/admin/tokens",
    "/admin/access",
    "/admin/access/review",
    "/admin/access/changes/{change}/decision",
    "/admin/invitations",
    "/admin/invitations/list",
    "/admin/people/{name}/link",
    "/invitation/{secret}",
    "/reset/{secret}",
    "/setup/{secret}",
    "/deployments/{number}/approval",
    "/deployments/{number}/recovery",
    "/deployments/{number}/cancellation",
];

#[test]
fn every_form_is_followed_by_a_sentence() {
    let handlers = [
        "/deployments/{number}/steps/{position}/confirmation",
        "/projects/{project}/environments/{environment}/rollback",
    ];
    for route in routes::all().into_iter().filter(|route| route.method == Method::POST) {
        let known = OTHERS.contains(&route.path) || handlers.contains(&route.path);
        let is_api = route.path.starts_with("/api/");
        assert_ne!(sentence(route.path).is_some(), known || is_api, "{}", route.path);
    }
}

#[tokio::test]
async fn what_was_done_is_said_once_on_the_next_page() {
    let Scene { app, people, waiting } = Scene::build().await;
    let page = format!("/deployments/{waiting}");
    let mut lead = Browser::signed_in(&app.app, &people.stakeholder2).await;
    lead.get(&page).await;
    let plan = app.deployment(waiting).await.plan_hash;
    let form = [("decision", "approved"), ("comment", "Go."), ("plan", plan.as_str())];
    let answer = lead.post(&format!("{page}/approval"), &form).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, page.as_str()));
    let said = "Approved. Nothing is in the way: someone with Deploy can start it now.";
    assert_shows(&lead.get(&page).await.body, &["class=\"notice done\"", said], &[]);
    assert_shows(&lead.get(&page).await.body, &[], &["class=\"notice done\""]);
}

#[tokio::test]
async fn a_refused_form_is_followed_by_nothing() {
    let Scene { app, people, waiting } = Scene::build().await;
    let page = format!("/deployments/{waiting}");
    let mut lead = Browser::signed_in(&app.app, &people.stakeholder2).await;
    lead.get(&page).await;
    let form = [("decision", "rejected"), ("comment", ""), ("plan", "x")];
    assert!(lead.post(&format!("{page}/approval"), &form).await.status.is_client_error());
    assert_eq!(lead.cookie("slipway-done"), None);
}

/// A page that is said something on is nobody's next page.
#[tokio::test]
async fn the_board_says_it_once_although_it_is_kept() {
    let app = TestApp::with_storefront().await;
    let sre = app.person("sre", "SRE").await;
    let mut browser = Browser::signed_in(&app.app, &sre).await;
    browser.get("/").await;
    for _ in 0..2 {
        browser.set_cookie("slipway-done", "set-up");
        assert_shows(&browser.get("/").await.body, &["Slipway is set up"], &[]);
        assert_shows(&browser.get("/").await.body, &[], &["Slipway is set up"]);
    }
    browser.set_cookie("slipway-done", "<script>alert(1)</script>");
    assert_shows(&browser.get("/").await.body, &[], &["notice done", "alert(1)"]);
    assert_shows(&seen(&app, &sre, "/?done=set-up").await, &[], &["Slipway is set up"]);
}
