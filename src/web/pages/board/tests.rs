use crate::testing::page::{assert_shows, seen as page};
use crate::testing::scene::Scene;
use crate::testing::{TestApp, statements};

#[tokio::test]
async fn a_cell_tells_what_serves_and_everything_that_is_not_calm() {
    let scene = Scene::build().await;
    let waiting = format!("#{} to 2.8.0 waits: 1 of 2 approvals", scene.waiting);
    let shown = [
        "5 projects · 3 need a look",
        "<small>gates enforced · 2 approvals</small>",
        "Live, not verified",
        "Verify deployment: exit 1",
        "to 0.42.1 failed",
        "1 of 3 on 0.42.0",
        ">Interrupted<",
        "Deploying 5.1.0",
        "step 6 of 8: Run smoke tests",
        "rollback of 5.0.2",
        "3 follow-ups of #",
        "Review due: #",
        "Roll back to 2.7.2",
        &waiting,
    ];
    assert_shows(&page(&scene.app, &scene.people.sre, "/").await, &shown, &["Promote 5.0.2"]);
}

#[tokio::test]
async fn mine_and_trouble_come_before_what_is_calm() {
    let scene = Scene::build().await;
    for (viewer, order) in [
        (&scene.people.stakeholder2, ["payments", "storefront", "search", "accounts", "mailer"]),
        (&scene.people.auditor, ["payments", "search", "storefront", "accounts", "mailer"]),
    ] {
        let page = page(&scene.app, viewer, "/").await;
        let at = order.map(|project| page.find(&format!("id=\"project-{project}\"")).unwrap());
        assert!(at.is_sorted(), "{at:?}");
    }
}

#[tokio::test]
async fn what_waits_for_the_viewer_stands_on_top_and_in_the_rail() {
    let Scene { app, people, waiting } = Scene::build().await;
    let about = format!("#{waiting} · asked");
    let approval = [
        "state waiting\">Approve</span>",
        "has 1 of 2 approvals",
        &about,
        "1<span class=\"hidden\"> waiting",
    ];
    assert_shows(&page(&app, &people.stakeholder2, "/").await, &approval, &[]);
    let review = ["state waiting\">Review</span>", "was rolled back to 5.0.1 by sre"];
    assert_shows(&page(&app, &people.stakeholder, "/").await, &review, &["state waiting\">Approve"]);
    assert_shows(&page(&app, &people.sre, "/").await, &["state waiting\">Recover"], &["Review</span>"]);
    assert_shows(&page(&app, &people.auditor, "/").await, &[], &["Waiting for you"]);
    app.approve(&people.stakeholder2, waiting).await;
    assert_shows(
        &page(&app, &people.devops, "/").await,
        &["state waiting\">Start", "is ready to start"],
        &[],
    );
}

#[tokio::test]
async fn buttons_are_there_for_who_may() {
    let Scene { app, people, .. } = Scene::build().await;
    let [deploy, back] = ["/deployments/new?project=", "/rollback?to="];
    assert_shows(&page(&app, &people.devops, "/").await, &[deploy, back, "Watch", "Recover", "See why"], &[]);
    for reader in [&people.stakeholder, &people.auditor] {
        assert_shows(&page(&app, reader, "/").await, &["Watch", "See why"], &[deploy, back, ">Recover<"]);
    }
    let developer = page(&app, &people.developer, "/").await;
    assert_shows(&developer, &["environment=development"], &["environment=staging"]);
}

#[tokio::test]
async fn a_developer_finds_nothing_of_production() {
    let Scene { app, people, waiting } = Scene::build().await;
    let numbers = app.numbers_in("production").await;
    let numbers: Vec<String> = numbers.iter().map(|number| format!("/deployments/{number}\"")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    for address in ["/", "/?show=all", "/?find=5.0.1", &format!("/?find=%23{waiting}")] {
        let page = page(&app, &people.developer, address).await;
        assert_shows(&page, &[], &["production", ">5.0.1<", "takeholder", "of 2", "Review due", "mixed"]);
        assert_shows(&page, &[], &numbers);
    }
    let found = page(&app, &people.developer, &format!("/?find=%23{waiting}")).await;
    assert_shows(&found, &["Nothing that you may see matches"], &["project-storefront"]);
}

#[tokio::test]
async fn a_person_of_one_project_sees_that_project_alone() {
    let Scene { app, .. } = Scene::build().await;
    let one = app.person("one", "SRE@search").await;
    assert_shows(
        &page(&app, &one, "/").await,
        &["1 project · 1 needs a look", "project-search"],
        &["payments"],
    );
    let admin = app.person("another-admin", "Admin").await;
    assert_shows(&page(&app, &admin, "/").await, &["5 projects · all calm"], &["development", "2.8.0"]);
}

#[tokio::test]
async fn projects_are_found_by_name_version_number_and_commit() {
    let Scene { app, people, waiting } = Scene::build().await;
    let number = format!("/?find=%23{waiting}");
    for (address, found, absent) in [
        ("/?find=STORE", "project-storefront", "project-search"),
        ("/?find=0.42", "project-search", "project-storefront"),
        ("/?find=4BE1", "project-search", "Nothing that you may see"),
        (&number, "project-storefront", "project-search"),
        ("/?show=trouble", "project-payments", "project-mailer"),
        ("/?find=%3Cb%3E", "matches \u{201c}&lt;b&gt;\u{201d}", "project-"),
    ] {
        assert_shows(&page(&app, &people.sre, address).await, &[found, "5 projects"], &[absent]);
    }
}

#[tokio::test]
async fn an_empty_installation_tells_the_next_action() {
    let app = TestApp::new().await;
    let somebody = app.person("somebody", "SRE").await;
    assert_shows(&page(&app, &somebody, "/").await, &["slipway strategy import"], &["<table"]);
}

#[tokio::test]
async fn two_hundred_projects_take_as_many_statements_as_five() {
    let Scene { app, people, .. } = Scene::build().await;
    page(&app, &people.sre, "/").await;
    let (few, with_five) = statements::count(page(&app, &people.sre, "/")).await;
    app.multiply(39).await;
    let (many, with_two_hundred) = statements::count(page(&app, &people.sre, "/")).await;
    assert!(few.contains("5 projects") && many.contains("200 projects · 120 need a look"));
    assert!(with_two_hundred <= with_five, "{with_five}, then {with_two_hundred}");
    assert!((10..50).contains(&with_five), "{with_five} statements");
}
