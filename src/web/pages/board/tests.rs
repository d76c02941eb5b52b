use crate::domain::approval::Decision;
use crate::testing::app::DOCUMENT;
use crate::testing::page::{assert_shows, seen as page};
use crate::testing::scene::Scene;
use crate::testing::{TestApp, statements};

#[tokio::test]
async fn a_cell_tells_what_serves_and_everything_that_is_not_calm() {
    let scene = Scene::build().await;
    let waiting = format!("#{} to 2.8.0 waits: 1 of 2 approvals", scene.waiting);
    let shown = [
        "5 projects · 3 environments · 2 need a look",
        "aria-label=\"Projects by state.",
        "<small>gates enforced · 2 approvals</small>",
        "Failed in 3 environments",
        "Interrupted in development",
        "Waiting for others in production",
        "Live, not verified",
        "Verify deployment: exit 1",
        "to 0.42.1 failed",
        "1 of 3 on 0.42.0",
        ">Interrupted<",
        "Deploying 5.1.0",
        "step 6 of 8: Run smoke tests",
        "rollback of 5.0.2",
        "3 follow-ups of #",
        ": rollback by sre",
        "Roll back to 2.7.2",
        &waiting,
    ];
    assert_shows(&page(&scene.app, &scene.people.sre, "/").await, &shown, &["Promote 5.0.2"]);
}

#[tokio::test]
async fn the_gravest_come_first_and_what_is_calm_last() {
    let scene = Scene::build().await;
    for (viewer, order) in [
        (&scene.people.stakeholder2, ["search", "payments", "storefront", "accounts", "mailer"]),
        (&scene.people.auditor, ["search", "payments", "storefront", "accounts", "mailer"]),
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
    assert_shows(&page(&app, &people.devops, "/").await, &[deploy, back, "state waiting\">Recover"], &[]);
    for reader in [&people.stakeholder, &people.auditor] {
        assert_shows(&page(&app, reader, "/").await, &["Live, not verified"], &[deploy, back, ">Recover<"]);
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
        assert_shows(&page, &[], &["production", ">5.0.1<", "takeholder", "of 2", ": rollback by", "Mixed"]);
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
        &["1 project · 3 environments · 1 needs a look", "project-search"],
        &["payments"],
    );
    let admin = app.person("another-admin", "Admin").await;
    assert_shows(
        &page(&app, &admin, "/").await,
        &["5 projects · 0 environments · no problems"],
        &["development", "2.8.0"],
    );
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
async fn what_waits_is_capped_with_a_link_to_all_of_it() {
    let app = TestApp::with_storefront().await;
    let devops = app.person("devops", "DevOps").await;
    let lead = app.person("lead", "Stakeholder").await;
    for count in 0..12 {
        let project = format!("till-{count}");
        app.project(&project, DOCUMENT).await;
        app.release(&project, "1.0.0").await;
        app.request(&devops, &project, "production", "1.0.0").await;
    }
    let capped = page(&app, &lead, "/").await;
    assert_eq!(capped.matches("state waiting\">Approve</span>").count(), 10, "{capped}");
    assert_shows(&capped, &["<a href=\"/?yours=all\">Show all 12</a>"], &[]);
    let all = page(&app, &lead, "/?yours=all").await;
    assert_eq!(all.matches("state waiting\">Approve</span>").count(), 12, "{all}");
    assert_shows(&all, &[], &["Show all"]);
}

#[tokio::test]
async fn a_rejection_asks_for_a_look_until_something_else_is_requested() {
    let Scene { app, people, waiting } = Scene::build().await;
    app.decide(&people.stakeholder2, waiting, Decision::Rejected, "Not this week.").await.unwrap();
    let told = format!("#{waiting} to 2.8.0 was rejected");
    let rejected = page(&app, &people.auditor, "/").await;
    assert_shows(&rejected, &[&told, "Rejected for production", "3 need a look"], &[]);
    assert_shows(&page(&app, &people.developer, "/").await, &[], &["was rejected", "Rejected for"]);
    app.request(&people.devops, "storefront", "production", "2.8.0").await;
    assert_shows(&page(&app, &people.auditor, "/").await, &["2 need a look"], &[&told]);
}

#[tokio::test]
async fn an_empty_installation_tells_the_next_action() {
    let app = TestApp::new().await;
    let somebody = app.person("somebody", "SRE").await;
    assert_shows(
        &page(&app, &somebody, "/").await,
        &["An admin adds it on the page New project."],
        &["<table"],
    );
    let admin = app.person("olga", "Admin").await;
    assert_shows(
        &page(&app, &admin, "/").await,
        &["href=\"/new-project\" class=\"button primary\""],
        &["<table"],
    );
}

#[tokio::test]
async fn two_hundred_projects_take_as_many_statements_as_five() {
    let Scene { app, people, .. } = Scene::build().await;
    page(&app, &people.sre, "/").await;
    let (few, with_five) = statements::count(page(&app, &people.sre, "/")).await;
    app.multiply(39).await;
    let (many, with_two_hundred) = statements::count(page(&app, &people.sre, "/")).await;
    assert!(few.contains("5 projects") && many.contains("200 projects · 3 environments · 80 need a look"));
    assert!(with_two_hundred <= with_five, "{with_five}, then {with_two_hundred}");
    assert!((10..50).contains(&with_five), "{with_five} statements");
}
