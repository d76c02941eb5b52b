//! Tests that a project has the environments that its document names, on every page and in every answer.

use crate::testing::page::{assert_shows, seen};
use crate::testing::{TestApp, Token};

/// An installation with an environment that storefront's document does not name.
async fn with_another() -> TestApp {
    let app = TestApp::with_storefront().await;
    app.sql(
        "INSERT INTO environments (slug, name, position, created_at) VALUES ('moonbase', 'Moonbase', 4, 0);
         INSERT INTO role_access (role_id, environment_id, level, since)
         SELECT r.id, e.id, 'full', 0 FROM roles r, environments e WHERE r.name = 'SRE' AND e.slug = 'moonbase';",
    )
    .await;
    app.release("storefront", "1.0.0").await;
    app
}

#[tokio::test]
async fn an_environment_of_other_projects_is_on_no_page_of_a_project() {
    let app = with_another().await;
    let sre = app.person("sre", "SRE").await;
    let number = app.deploy(&sre, &[], ("storefront", "development", "1.0.0")).await;
    let main = |page: String| page.split("<main").nth(1).unwrap().to_owned();
    for page in [
        "/projects/storefront",
        "/projects/storefront/releases/1.0.0",
        "/projects/storefront/strategy",
        &format!("/deployments/{number}"),
        "/deployments/new?project=storefront&environment=staging",
    ] {
        let page = main(seen(&app, &sre, page).await);
        assert_shows(&page, &[], &["moonbase", "Moonbase"]);
    }
    let runbooks = seen(&app, &sre, "/runbooks").await;
    let runbook = runbooks.split("href=\"/runbooks/").find_map(|rest| {
        let slug = rest.split('"').next()?;
        slug.contains("recovery").then(|| format!("/runbooks/{slug}"))
    });
    let page = main(seen(&app, &sre, &runbook.unwrap()).await);
    assert_shows(&page, &["storefront/production"], &["storefront/moonbase"]);
}

#[tokio::test]
async fn the_api_knows_only_the_environments_of_the_document_and_what_still_serves() {
    let app = with_another().await;
    app.person("sre", "SRE").await;
    let (secret, _) = app.token("storefront", "SRE", "sre").await;
    let ci = Token::of(&app.app, &secret);
    let place = |slug: &str| format!("/api/v1/projects/storefront/environments/{slug}");
    assert_eq!(ci.get(&place("production")).await.status, 200);
    assert_eq!(ci.get(&place("moonbase")).await.status, 404);
    app.sql(
        "INSERT INTO deployments (project_id, environment_id, release_id, kind, requested_at, strategy_version_id, plan,
                                  plan_hash, start_when_ready, started_at, ended_at, outcome, reason)
         SELECT 1, e.id, 1, 'deploy', 0, 1, '{}', '', 0, 0, 0, 'succeeded', '' FROM environments e WHERE slug = 'moonbase';
         INSERT INTO live (project_id, environment_id, target, release_id, deployment, since)
         SELECT 1, e.id, 'moon-1', 1, (SELECT max(number) FROM deployments), 0 FROM environments e
         WHERE slug = 'moonbase';",
    )
    .await;
    let left = ci.get(&place("moonbase")).await;
    assert_eq!((left.status.as_u16(), left.json()["state"].as_str()), (200, Some("live")));
}
