use crate::testing::TestApp;
use crate::testing::page::{assert_shows, seen};
use crate::testing::scene::Scene;

#[tokio::test]
async fn what_waits_for_the_viewer_comes_first_with_what_they_need_to_know() {
    let Scene { app, people, waiting } = Scene::build().await;
    let page = seen(&app, &people.stakeholder2, "/approvals").await;
    let shown = [
        "<title>1 waiting for you: approvals · Slipway</title>",
        "Storefront 2.8.0 to production",
        "Irreversible change: not declared",
        "5 of 5 gates pass",
        "1 of 2 approvals: 1 more from Stakeholder",
        &format!("href=\"/deployments/{waiting}\" class=\"button primary\">Read and decide</a>"),
        "Your recent decisions",
    ];
    assert_shows(&page, &shown, &[]);
}

#[tokio::test]
async fn who_decided_already_sees_what_they_decided() {
    let Scene { app, people, waiting } = Scene::build().await;
    let page = seen(&app, &people.stakeholder, "/approvals").await;
    let shown = [
        "Nothing waits for your decision",
        &format!("#{waiting} Storefront 2.8.0 to production"),
        "approved",
    ];
    assert_shows(&page, &shown, &["Read and decide"]);
}

#[tokio::test]
async fn who_decides_nothing_finds_an_empty_inbox() {
    let Scene { app, people, .. } = Scene::build().await;
    for nobody in [&people.developer, &people.devops, &people.sre, &people.auditor, &people.admin] {
        let page = seen(&app, nobody, "/approvals").await;
        assert_shows(
            &page,
            &["Nothing waits for your decision"],
            &["Read and decide", "Your recent decisions"],
        );
    }
}

#[tokio::test]
async fn who_asked_is_not_asked() {
    let app = TestApp::with_storefront().await;
    let both = app
        .person_with(crate::actions::add_person::NewPerson {
            roles: vec!["SRE".parse().unwrap(), "Stakeholder".parse().unwrap()],
            ..crate::testing::app::new_person("both")
        })
        .await;
    let other = app.person("other", "Stakeholder").await;
    app.release("storefront", "2.8.0").await;
    app.request(&both, "storefront", "production", "2.8.0").await;
    assert_shows(&seen(&app, &both, "/approvals").await, &["Nothing waits"], &["Read and decide"]);
    assert_shows(&seen(&app, &other, "/approvals").await, &["Read and decide"], &[]);
}
