use crate::domain::time::Span;
use crate::testing::page::{assert_shows, seen};
use crate::testing::scene::Scene;
use crate::testing::{Browser, TestApp, statements};
use http::StatusCode;

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

/// A document of a project that is not there yet.
fn ferry() -> String {
    crate::testing::app::DOCUMENT.replace("Storefront", "Ferry")
}

const NEW: &str = "/new-project";

#[tokio::test]
async fn an_admin_begins_a_project_by_reading_deciding_and_adding() {
    let app = TestApp::new().await;
    let admin = app.person("olga", "Admin").await;
    let mut browser = Browser::signed_in(&app.app, &admin).await;
    assert_shows(&browser.get("/projects").await.body, &["href=\"/new-project\""], &[]);
    assert_shows(&browser.get(NEW).await.body, &["enctype=\"multipart/form-data\""], &["Before it comes"]);
    let before = app.dump().await;
    let unclear = ferry().replace("coverage: 80%", "coverage: 0.8");
    let read = browser.post(NEW, &[("document", &unclear), ("act", "read")]).await;
    assert_eq!(read.status, StatusCode::OK);
    let shown = ["3 points to settle", "can mean two things", "Write 80%", "name=\"file:deploy.sh\""];
    assert_shows(&read.body, &shown, &["What adding it changes"]);
    let choice = read.body.split("value=\"choose:").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let choose = format!("choose:{choice}");
    let chosen = browser.post(NEW, &[("document", &unclear), ("act", &choose)]).await;
    assert_shows(&chosen.body, &["coverage: 80%", "2 points to settle"], &["can mean two things"]);
    let refused = browser.post(NEW, &[("document", &ferry())]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_shows(&refused.body, &["Missing: line ", "# Deployment Strategy Document"], &[]);
    assert_eq!(app.dump().await, before);

    let ready = [("document", ferry()), ("file:deploy.sh", "true".into()), ("file:smoke.sh", "true".into())];
    let mut ready: Vec<(&str, &str)> = ready.iter().map(|(name, value)| (*name, value.as_str())).collect();
    ready.push(("act", "read"));
    let read = browser.post(NEW, &ready).await;
    assert_shows(&read.body, &["nothing is open", "What adding it changes", "New environments"], &[]);
    ready.pop();
    let added = browser.post(NEW, &ready).await;
    let page = "/projects/ferry/strategy";
    assert_eq!((added.status, added.location()), (StatusCode::SEE_OTHER, page), "{}", added.body);
    let said = "Project added, and this document is in force. Next, register its first release.";
    assert_shows(&browser.get(page).await.body, &[said, "smoke.sh"], &[]);
    assert_shows(&browser.get("/").await.body, &["Ferry", "Give yourself a role"], &[]);
    let again = browser.post(NEW, &ready).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_shows(&again.body, &["Ferry exists already"], &[]);
}

#[tokio::test]
async fn adding_a_project_asks_for_a_fresh_proof_and_loses_nothing() {
    let app = TestApp::new().await;
    let admin = app.person("olga", "Admin").await;
    let mut browser = Browser::signed_in(&app.app, &admin).await;
    app.clock.advance(Span::minutes(20));
    let document = ferry();
    let sent = [("document", document.as_str()), ("file:deploy.sh", "true"), ("file:smoke.sh", "true")];
    browser.get(NEW).await;
    let asked = browser.post(NEW, &sent).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    let kept = ["name=\"kept.document\"", "name=\"kept.file:deploy.sh\"", "Ferry"];
    assert_shows(&asked.body, &kept, &[]);
    let log = app.dump().await.concat();
    assert!(!log.contains("project.created"), "{log}");
    let read = browser.post(NEW, &[("document", &document), ("act", "read")]).await;
    assert_eq!(read.status, StatusCode::OK, "reading keeps nothing, so it asks for nothing");
}

#[tokio::test]
async fn what_a_new_document_says_stays_text() {
    let app = TestApp::new().await;
    let admin = app.person("olga", "Admin").await;
    let mut browser = Browser::signed_in(&app.app, &admin).await;
    browser.get(NEW).await;
    let hostile = "<script>alert(1)</script>";
    let document = format!(
        "{hostile}\n## {hostile}\n- [ ] {hostile}\n| {hostile} | Approvers |\n|---|---|\n| a | b |\n"
    );
    let fields = [("document", document.as_str()), ("file:\"><script>alert(2)", hostile), ("act", "read")];
    let page = browser.post(NEW, &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_shows(&page.body, &["&lt;script&gt;"], &["<script>alert"]);
}
