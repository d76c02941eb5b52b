use crate::access::actor::Actor;
use crate::testing::app::DOCUMENT;
use crate::testing::client::Answer;
use crate::testing::page::{assert_shows, seen};
use crate::testing::{Browser, TestApp};

/// Developer, the first built-in role, on production: None as it is seeded.
const DEVELOPER: &str = "1.3.n";

async fn browser(app: &TestApp, actor: &Actor) -> Browser {
    let mut browser = Browser::signed_in(&app.app, actor).await;
    browser.get("/admin/access").await;
    browser
}

async fn developer_sees_production(app: &TestApp, developer: &Actor) -> bool {
    let mut browser = Browser::signed_in(&app.app, developer).await;
    browser.get("/environments/production").await.status == 200
}

fn assert_answer(answer: &Answer, status: u16, shown: &[&str]) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_shows(&answer.body, shown, &[]);
}

/// SECURITY 24: what an admin saves holds for the next request of everybody, without signing in again.
#[tokio::test]
async fn a_change_is_reviewed_then_saved_and_counts_at_once() {
    let app = TestApp::with_storefront().await;
    let (admin, developer) = (app.person("admin", "Admin").await, app.person("dev", "Developer").await);
    let mut browser = browser(&app, &admin).await;
    assert!(!developer_sees_production(&app, &developer).await);

    let review = browser.post("/admin/access/review", &[(DEVELOPER, "Read")]).await;
    let told = [
        "Not saved yet",
        "Developer on production: None → Read",
        "1 person gains Read on production (None → Read): dev.",
        "Nobody loses anything.",
        "name=\"1.3.n\" value=\"Read\"",
        "class=\"changed\"",
        "was None",
        "1 change, not saved",
        "0 can deploy",
        "Save 1 change",
    ];
    assert_answer(&review, 200, &told);
    assert!(!developer_sees_production(&app, &developer).await, "a review changes nothing");

    let saved = browser.post("/admin/access", &[(DEVELOPER, "Read")]).await;
    assert_eq!((saved.status.as_u16(), saved.location()), (303, "/admin/access#latest"));
    assert!(developer_sees_production(&app, &developer).await);
    let page = browser.get("/admin/access").await;
    assert_shows(&page.body, &["Latest changes", "applied by admin", "name=\"1.3.r\""], &["Not saved yet"]);

    let stale = browser.post("/admin/access", &[(DEVELOPER, "Deploy")]).await;
    assert_answer(&stale, 409, &["Developer on production is Read now, and was None", "class=\"changed\""]);
    browser.post("/admin/access", &[("1.3.r", "None")]).await;
    assert!(!developer_sees_production(&app, &developer).await);
}

#[tokio::test]
async fn what_cannot_be_comes_back_as_it_was_sent() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let mut browser = browser(&app, &admin).await;
    let marked = browser.post("/admin/access/review", &[(DEVELOPER, "None"), (DEVELOPER, "Approve")]).await;
    assert_answer(
        &marked,
        422,
        &[
            "Developer on production: Approve needs at least Read",
            "Not saved: access matrix",
            "value=\"Approve\" checked",
        ],
    );
    let same = browser.post("/admin/access/review", &[(DEVELOPER, "None")]).await;
    assert_answer(&same, 422, &["Nothing differs from the matrix as it is."]);
    let foreign = browser.post("/admin/access", &[("administers", "yes")]).await;
    assert_answer(&foreign, 422, &["This form can’t be read"]);
    let full = browser.post("/admin/access/review", &[("2.3.db", "Full"), ("2.3.db", "Rollback")]).await;
    assert_answer(&full, 200, &["DevOps on production: Deploy + Rollback → Full"]);
}

#[tokio::test]
async fn a_change_that_widens_waits_on_the_page_for_the_second_admin() {
    let app = TestApp::with_storefront().await;
    let [ada, ben] = app.two_admins().await;
    let mut first = browser(&app, &ada).await;
    let review = first.post("/admin/access/review", &[(DEVELOPER, "Read")]).await;
    assert_answer(&review, 200, &["Waits for another admin", "Propose 1 change"]);
    let proposed = first.post("/admin/access", &[(DEVELOPER, "Read")]).await;
    assert_eq!(proposed.location(), "/admin/access#waiting", "what became of it is what is seen first");
    let own = first.get("/admin/access").await;
    assert_shows(&own.body, &["ada proposed it", "another admin applies it", "Withdraw"], &["Decline"]);
    let refused = first.post("/admin/access/changes/1/decision", &[("decision", "applied")]).await;
    assert_answer(&refused, 409, &["You proposed this change"]);

    let mut second = browser(&app, &ben).await;
    let found = ["Developer on production: None → Read", "proposed by ada", "state waiting\">Decide</span>"];
    assert_shows(&second.get("/").await.body, &found, &[]);
    for (browser, count) in [(&mut first, 0), (&mut second, 1)] {
        for page in ["/", "/projects", "/environments", "/approvals", "/history", "/admin"] {
            let body = browser.get(page).await.body;
            assert_eq!(body.matches("> waiting for you<").count() / 2, count, "{page}");
        }
    }
    let page = second.get("/admin/access").await;
    assert_shows(&page.body, &["ada proposed it", "Apply", "Decline"], &["Withdraw"]);
    assert!(page.body.contains("<title>Access matrix: 1 waiting"), "{}", page.body);
    let applied = second.post("/admin/access/changes/1/decision", &[("decision", "applied")]).await;
    assert_eq!(applied.status, 303);
    let page = second.get("/admin/access").await;
    assert_shows(&page.body, &["proposed by ada, applied by ben"], &["Waits for a second admin"]);
}

#[tokio::test]
async fn a_document_that_differs_is_applied_by_the_same_review() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let document =
        DOCUMENT.replace("| Developer | Full | Read | None |", "| Developer | Full | Read | Read |");
    app.project("storefront", &document).await;
    let mut browser = browser(&app, &admin).await;
    let page = browser.get("/admin/access").await;
    let line = "Developer on production: the document says Read, the matrix gives None";
    assert_shows(&page.body, &["Storefront’s document differs", line], &[]);
    let review = browser.post("/admin/access/review", &[(DEVELOPER, "Read")]).await;
    assert_answer(&review, 200, &["Not saved yet"]);
    browser.post("/admin/access", &[(DEVELOPER, "Read")]).await;
    let page = browser.get("/admin/access").await;
    assert_shows(&page.body, &[], &["document differs"]);
}

#[tokio::test]
async fn an_admin_reads_names_and_nothing_of_a_state() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    app.release("storefront", "2.8.0").await;
    let devops = app.person("devops", "DevOps").await;
    app.deploy(&devops, &[], ("storefront", "development", "2.8.0")).await;
    for page in ["/admin", "/admin/access", "/admin/environments/development/access", "/admin/roles/1"] {
        assert_shows(&seen(&app, &admin, page).await, &["Access"], &["2.8.0", "#1", "/deployments/"]);
    }
    for hidden in ["/environments/development", "/environments/production", "/deployments/1"] {
        let mut browser = Browser::signed_in(&app.app, &admin).await;
        assert_eq!(browser.get(hidden).await.status, 404, "{hidden}");
    }
}

/// A look that cannot be saved is no attempt at anything: only decisions about deployments are written down so.
#[tokio::test]
async fn a_review_that_is_refused_leaves_no_row_in_the_record() {
    let app = TestApp::with_storefront().await;
    let admin = app.person("admin", "Admin").await;
    let mut browser = browser(&app, &admin).await;
    let before = app.dump().await;
    let same = browser.post("/admin/access/review", &[(DEVELOPER, "None")]).await;
    assert_eq!(same.status, 422);
    assert_eq!(app.dump().await, before);
}
