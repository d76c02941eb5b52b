use crate::testing::page::{assert_shows, seen};
use crate::testing::scene::Scene;
use crate::testing::{Browser, statements};

#[tokio::test]
async fn an_environment_shows_targets_rules_and_what_can_be_done() {
    let Scene { app, people, waiting } = Scene::build().await;
    let page = seen(&app, &people.devops, "/environments/production").await;
    let waits = format!("#{waiting}");
    let shown = [
        "gates enforced · 2 approvals · you: Deploy + Rollback",
        "waits: 1 of 2 approvals",
        "web-1: 0.42.0",
        "web-2: 0.41.7",
        "resources.compute",
        "8 vCPU",
        "features.feature_flags",
        "Roll back to 2.7.2",
        "Recent deployments",
        &waits,
    ];
    assert_shows(&page, &shown, &[]);
    let reader = seen(&app, &people.stakeholder, "/environments/production").await;
    assert_shows(&reader, &["you: Read + Approve", "8 vCPU"], &["/rollback?to=", "/deployments/new"]);
}

#[tokio::test]
async fn an_environment_without_a_level_does_not_exist() {
    let Scene { app, people, .. } = Scene::build().await;
    let mut browser = Browser::signed_in(&app.app, &people.developer).await;
    let unknown = browser.get("/environments/nowhere").await;
    let hidden = browser.get("/environments/production").await;
    assert_eq!((hidden.status.as_u16(), &hidden.body), (404, &unknown.body));
    let staging = browser.get("/environments/staging").await;
    assert_shows(&staging.body, &["you: Read", "5.1.0"], &["production", "/rollback?to="]);
    let list = seen(&app, &people.developer, "/environments").await;
    assert_shows(&list, &["development", "staging", "Full"], &["production", "approvals ·"]);
    let admin = seen(&app, &people.admin, "/environments").await;
    assert_shows(&admin, &["Your roles show you no environment."], &["staging"]);
}

#[tokio::test]
async fn a_person_of_one_project_sees_nothing_of_the_others() {
    let Scene { app, .. } = Scene::build().await;
    let one = app.person("one", "SRE@mailer").await;
    let page = seen(&app, &one, "/environments/production").await;
    assert_shows(&page, &["project-mailer", "9.4.1"], &["storefront", "2.8.0", "search", "payments"]);
}

#[tokio::test]
async fn an_environment_takes_as_many_statements_for_many_projects_as_for_few() {
    let Scene { app, people, .. } = Scene::build().await;
    for address in ["/environments", "/environments/production", "/projects"] {
        seen(&app, &people.devops, address).await;
    }
    let count = async |address: &'static str| statements::count(seen(&app, &people.devops, address)).await.1;
    let few =
        [count("/environments").await, count("/environments/production").await, count("/projects").await];
    app.multiply(19).await;
    let many =
        [count("/environments").await, count("/environments/production").await, count("/projects").await];
    assert!(many.iter().zip(few).all(|(many, few)| *many <= few), "{few:?}, then {many:?}");
}
