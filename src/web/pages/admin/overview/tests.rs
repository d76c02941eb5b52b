use crate::testing::page::{assert_shows, text};
use crate::testing::{Browser, TestApp};

#[tokio::test]
async fn the_overview_leads_to_everything_and_tells_what_matters() {
    let app = TestApp::with_storefront().await;
    let [ada, ben] = app.two_admins().await;
    app.person("sre", "SRE").await;
    let (mut first, mut second) =
        (Browser::signed_in(&app.app, &ada).await, Browser::signed_in(&app.app, &ben).await);
    let calm = first.get("/admin").await.body;
    for way in [
        "people",
        "invitations",
        "groups",
        "access",
        "tokens",
        "audit",
        "audit/access",
        "environments/development/access",
        "environments/staging/access",
        "environments/production/access",
    ] {
        assert!(calm.contains(&format!("href=\"/admin/{way}\"")), "{way}");
    }
    assert_shows(&calm, &["Not verified yet"], &["link open", "second admin", "soon", "waiting for you"]);

    first.post("/admin/invitations", &[("name", "ana")]).await;
    let token =
        [("name", "ci"), ("project", "storefront"), ("role", "Admin"), ("owner", "sre"), ("days", "3")];
    first.post("/admin/tokens", &token).await;
    first.post("/admin/access", &[("1.3.n", "Read")]).await;
    first.post("/admin/audit/verification", &[]).await;
    let own = text(&first.get("/admin").await.body);
    assert_shows(&own, &["1 link open", "1 change for a second admin", "1 ends soon", "Whole"], &["Decide"]);
    let page = second.get("/admin").await.body;
    assert_shows(&page, &["Access: 1 waiting for you", "Developer on production: None → Read"], &[]);
}
