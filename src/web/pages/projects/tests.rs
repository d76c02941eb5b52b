use crate::testing::page::{assert_shows, seen};
use crate::testing::scene::Scene;
use crate::testing::{Browser, statements};

#[tokio::test]
async fn a_project_shows_how_far_each_release_has_come() {
    let Scene { app, people, waiting } = Scene::build().await;
    let page = seen(&app, &people.sre, "/projects/storefront").await;
    let waits = format!(">waiting #{waiting}</a>");
    let shown = ["Newest: 2.8.0", "412 passed", "5 of 5", "was live #", &waits, "Strategy, version 1"];
    assert_shows(&page, &shown, &[]);
    let page = seen(&app, &people.sre, "/projects/payments").await;
    assert_shows(&page, &["rolled back #", "interrupted #", "running #", ": rollback by sre"], &[]);
}

#[tokio::test]
async fn a_developer_finds_nothing_of_production_on_a_project() {
    let Scene { app, people, waiting } = Scene::build().await;
    for address in ["/projects", "/projects/storefront", "/projects/payments", "/projects/search"] {
        let page = seen(&app, &people.developer, address).await;
        let waits = format!("#{waiting}");
        assert_shows(&page, &[], &["production", "rolled back", ": rollback by", "takeholder", &waits]);
    }
}

#[tokio::test]
async fn the_list_has_what_the_viewer_has_a_role_in() {
    let Scene { app, people, .. } = Scene::build().await;
    let page = seen(&app, &people.auditor, "/projects").await;
    assert_shows(
        &page,
        &["/projects/storefront", "/projects/mailer", "version 1", "needs a look", "calm"],
        &[],
    );
    let one = app.person("one", "Developer@mailer").await;
    assert_shows(&seen(&app, &one, "/projects").await, &["/projects/mailer"], &["storefront"]);
    let mut browser = Browser::signed_in(&app.app, &one).await;
    for hidden in ["/projects/storefront", "/projects/nothing"] {
        let (hidden, unknown) = (browser.get(hidden).await, browser.get("/projects/unknown").await);
        assert_eq!((hidden.status.as_u16(), &hidden.body), (404, &unknown.body));
    }
}

#[tokio::test]
async fn a_project_takes_as_many_statements_among_many_as_among_few() {
    let Scene { app, people, .. } = Scene::build().await;
    let page = || seen(&app, &people.devops, "/projects/search");
    page().await;
    let (_, few) = statements::count(page()).await;
    app.multiply(10).await;
    let (_, many) = statements::count(page()).await;
    assert!(many <= few, "{few}, then {many}");
}
