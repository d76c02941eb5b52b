use crate::testing::page::{assert_shows, seen};
use crate::testing::{Browser, TestApp};

#[tokio::test]
async fn a_role_is_added_shown_and_retired() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let mut browser = Browser::signed_in(&app.app, &admin).await;
    browser.get("/admin/access").await;
    let added = browser.post("/admin/roles", &[("name", "Release manager")]).await;
    assert_eq!(added.location(), "/admin/roles/7");
    let page = browser.get("/admin/roles/7").await.body;
    assert_shows(&page, &["A role of your own.", "Nobody holds it.", "Retire Release manager"], &[]);

    browser.post("/admin/access", &[("7.3.n", "Deploy")]).await;
    app.person("ada", "Release manager@storefront").await;
    let page = browser.get("/admin/roles/7").await.body;
    let told = "1 person loses Deploy on production in Storefront (Deploy → None): ada.";
    assert_shows(&page, &[told, "/admin/people/ada/access", "directly", "Storefront"], &[]);

    let retired = browser.post("/admin/roles/7/retirement", &[]).await;
    assert_eq!(retired.location(), "/admin/access");
    assert_shows(&browser.get("/admin/roles/7").await.body, &["Retired: nobody holds it"], &["Retire it"]);
    assert_shows(&seen(&app, &admin, "/admin/access").await, &[], &["/admin/roles/7"]);
}

#[tokio::test]
async fn a_role_that_cannot_be_made_comes_back_with_its_name() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let mut browser = Browser::signed_in(&app.app, &admin).await;
    browser.get("/admin/access").await;
    let taken = browser.post("/admin/roles", &[("name", "sre")]).await;
    assert_eq!(taken.status, 409);
    assert_shows(&taken.body, &["There is a role SRE already.", "value=\"sre\""], &[]);
    assert_eq!(browser.post("/admin/roles", &[("name", "a@b")]).await.status, 422);
    let built_in = browser.post("/admin/roles/1/retirement", &[]).await;
    assert_eq!(built_in.status, 409);
    assert_eq!(browser.get("/admin/roles/99").await.status, 404);
}
