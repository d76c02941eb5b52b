use crate::testing::page::{assert_shows, seen};
use crate::testing::{Browser, TestApp};

#[tokio::test]
async fn what_a_person_can_do_is_told_by_place_and_by_role() {
    let app = TestApp::with_storefront().await;
    app.project("mailer", crate::testing::app::DOCUMENT).await;
    let admin = app.person("admin", "Admin").await;
    let ada = app.person("ada", "Developer").await.person().unwrap();
    let id = |role: &str| format!("(SELECT id FROM roles WHERE name = '{role}')");
    app.sql(&format!(
        "INSERT INTO groups (id, name, created_at) VALUES (1, 'On-call', 1);
         INSERT INTO memberships (group_id, person_id, source, since) VALUES (1, {ada}, 'admin', 1);
         INSERT INTO group_grants (group_id, role_id, project_id, granted_at) VALUES (1, {}, 2, 1);",
        id("DevOps")
    ))
    .await;
    let page = seen(&app, &admin, "/admin/people/ada/access").await;
    let shown = [
        "What ada can do",
        "In every project",
        "In mailer",
        "Deploy + Rollback",
        "DevOps by the group On-call",
        "see what is live, history and logs, register releases, request deployments",
        "href=\"/admin/people/ada\"",
        "Nobody approves what they asked for",
    ];
    assert_shows(&page, &shown, &["Manages people"]);
    let own = seen(&app, &admin, "/admin/people/admin/access").await;
    assert_shows(&own, &["Manages people, roles and tokens."], &["request deployments"]);
}

#[tokio::test]
async fn who_is_disabled_or_holds_nothing_can_do_nothing() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    app.person("ada", "SRE").await;
    app.sql("UPDATE people SET disabled_at = 1 WHERE sign_in_name = 'ada'").await;
    let page = seen(&app, &admin, "/admin/people/ada/access").await;
    assert_shows(&page, &["Disabled: nothing at all"], &["start deployments"]);
    app.person("ben", "SRE").await;
    app.sql("UPDATE grants SET revoked_at = 1 WHERE person_id = 3").await;
    assert_shows(&seen(&app, &admin, "/admin/people/ben/access").await, &["they hold no role"], &[]);
    let mut browser = Browser::signed_in(&app.app, &admin).await;
    assert_eq!(browser.get("/admin/people/nobody/access").await.status, 404);
}
