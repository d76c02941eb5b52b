use crate::domain::time::Span;
use crate::testing::Storefront;
use crate::testing::page::{assert_shows, seen};
use crate::testing::scene::Scene;
use crate::testing::{Browser, TestApp};

#[tokio::test]
async fn rows_say_what_became_of_each_deployment() {
    let Scene { app, people, waiting } = Scene::build().await;
    let page = seen(&app, &people.sre, "/history").await;
    let shown = [
        &format!("href=\"/deployments/{waiting}\">#{waiting}</a>"),
        "state waiting\">Waiting<",
        "state running\">Running</span><small>step ",
        "state failed\">Interrupted<",
        "state failed\">Rolled back</span><small>by #",
        "rollback of 5.0.2: “the basket is empty”",
        "state failed\">Failed</span><small>on 1 of 3 targets · Deploy to production: exit 1",
        "state empty\">Replaced<",
        "state live\">Live<",
    ];
    assert_shows(&page, &shown, &["Older →", "Newest"]);
}

#[tokio::test]
async fn the_last_good_one_is_marked_and_offered_to_who_may_roll_back() {
    let Scene { app, people, .. } = Scene::build().await;
    let page = seen(&app, &people.sre, "/history?project=storefront&environment=production").await;
    let good = "href=\"/projects/storefront/environments/production/rollback?to=2.7.2\">Roll back to 2.7.2</a><small>The last good one.";
    assert_shows(&page, &[good], &["rollback?to=2.7.3", "rollback?to=2.8.0"]);
    let mixed = seen(&app, &people.sre, "/history?project=search&environment=production").await;
    assert_shows(&mixed, &["rollback?to=0.41.7"], &["rollback?to=0.42"]);
    let gone = seen(&app, &people.sre, "/history?project=payments&environment=production").await;
    assert_shows(&gone, &[], &["rollback?to=5.0.2", "rollback?to=5.0.1"]);
    let staging = seen(&app, &people.sre, "/history?project=storefront&environment=staging").await;
    let earlier = "href=\"/projects/storefront/environments/staging/rollback?to=2.7.2\">Roll back to 2.7.2</a><small>You confirm";
    let last = "href=\"/projects/storefront/environments/staging/rollback?to=2.7.3\">Roll back to 2.7.3</a><small>The last good";
    assert_shows(&staging, &[earlier, last], &["button danger"]);
    for reader in [&people.stakeholder, &people.auditor] {
        assert_shows(&seen(&app, reader, "/history").await, &["Storefront"], &["rollback?to="]);
    }
}

#[tokio::test]
async fn filters_stand_in_the_address_and_come_back_chosen() {
    let Scene { app, people, waiting } = Scene::build().await;
    let number = format!("#{waiting}<");
    for (address, shown, absent) in [
        ("/history?state=waiting", number.as_str(), "#1<"),
        ("/history?project=storefront&state=waiting", number.as_str(), "0.42"),
        ("/history?state=failed&project=search", "exit 1", "state waiting"),
        ("/history?environment=staging&project=mailer", "staging</td>", "production</td>"),
        ("/history?from=2031-01-01", "No deployment matches", "<table"),
        ("/history?to=2020-01-01", "No deployment matches", "<table"),
        ("/history?project=nowhere", "No deployment matches", "<table"),
        ("/history?state=rollback&project=payments", "rollback of 5.0.2", "state waiting"),
        ("/history?state=odd", "No deployment matches", "<table"),
        ("/history?person=999", "No deployment matches", "<table"),
        ("/history?from=2026-11-24&to=2026-11-30", "#1<", "No deployment"),
    ] {
        assert_shows(&seen(&app, &people.sre, address).await, &[shown], &[absent]);
    }
    let chosen = seen(&app, &people.sre, "/history?project=search&state=failed&from=2026-11-24").await;
    let selected = [
        "<option value=\"search\" selected>",
        "<option value=\"failed\" selected>",
        "value=\"2026-11-24\"",
        "href=\"/history.csv?project=search&amp;state=failed&amp;from=2026-11-24\"",
    ];
    assert_shows(&chosen, &selected, &[]);
    for bad in
        ["/history?from=yesterday", "/history?to=2026-02-30", "/history?before=x", "/history.csv?from=x"]
    {
        let answer = Browser::signed_in(&app.app, &people.sre).await.get(bad).await;
        assert_eq!(answer.status, 422, "{bad}");
    }
}

#[tokio::test]
async fn a_developer_finds_nothing_of_production() {
    let Scene { app, people, waiting } = Scene::build().await;
    let number = format!("#{waiting}<");
    for address in ["/history", "/history?state=waiting", "/history.csv"] {
        let page = seen(&app, &people.developer, address).await;
        assert_shows(&page, &[], &["production", number.as_str(), "basket is empty", "takeholder"]);
    }
    let asked = seen(&app, &people.developer, "/history?environment=production").await;
    assert_shows(&asked, &["No deployment matches"], &["<table", ">production<"]);
    assert_shows(&seen(&app, &people.developer, "/history").await, &["staging</td>"], &[]);
    let admin = seen(&app, &people.admin, "/history").await;
    assert_shows(
        &admin,
        &["No deployments yet in the environments that you can see."],
        &["<table", "staging"],
    );
}

#[tokio::test]
async fn pages_follow_each_other_and_lead_back() {
    let app = TestApp::with_storefront().await;
    let people = crate::testing::scene::People::of(&app).await;
    app.release("storefront", "1.0.0").await;
    let first = app.request(&people.sre, "storefront", "production", "1.0.0").await;
    app.sql(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
         INSERT INTO deployments (project_id, environment_id, release_id, kind, requested_at, strategy_version_id,
                                  plan, plan_hash, start_when_ready, ended_at, outcome, reason)
         SELECT project_id, environment_id, release_id, kind, requested_at + i, strategy_version_id, plan, plan_hash,
                0, requested_at + i, 'cancelled', 'enough' FROM n, deployments WHERE number = {first}"
    ))
    .await;
    let mut address = "/history?environment=production".to_owned();
    let mut numbers = Vec::new();
    for page in 1..=3 {
        let html = seen(&app, &people.auditor, &address).await;
        numbers.extend(
            html.split("/deployments/").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()),
        );
        let newest = html.contains("href=\"/history?environment=production\">← Newest");
        assert_eq!(newest, page > 1, "page {page}");
        let next = html
            .split("rel=\"next\" href=\"")
            .nth(1)
            .or(html.split("href=\"").find(|h| h.contains("Older →")));
        assert_eq!(next.is_some(), page < 3, "page {page}");
        if let Some(next) = next {
            address = next.split('"').next().unwrap().replace("&amp;", "&");
        }
    }
    let all: Vec<String> = (1..=120).rev().map(|number| number.to_string()).collect();
    assert_eq!(numbers, all);
    let csv = seen(&app, &people.auditor, "/history.csv").await;
    assert_eq!(csv.lines().count(), 121);
}

#[tokio::test]
async fn the_csv_says_the_same_to_other_programs() {
    let Scene { app, people, waiting } = Scene::build().await;
    let mut browser = Browser::signed_in(&app.app, &people.sre).await;
    let answer = browser.get("/history.csv?project=storefront&state=waiting").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"history.csv\"");
    let mut lines = answer.body.split("\r\n");
    assert!(lines.next().unwrap().starts_with("number,project,release,environment,kind,state,reason,"));
    let row =
        format!("{waiting},\"storefront\",\"2.8.0\",\"production\",deploy,\"Waiting\",\"\",\"devops\",2026-");
    let second = lines.next().unwrap();
    assert!(second.starts_with(&row), "{second}");
    let nothing = browser.get("/history.csv?project=nowhere").await;
    assert_eq!(nothing.body.lines().count(), 1, "{}", nothing.body);
}

#[tokio::test]
async fn strips_say_which_release_was_live_when_in_the_environments_that_the_viewer_sees() {
    let Scene { app, people, .. } = Scene::build().await;
    let own = seen(&app, &people.sre, "/history?project=storefront").await;
    let shown = [
        "Storefront: which release was live when",
        "<dt>production</dt>",
        "aria-label=\"production: ",
        "<dt>staging</dt>",
        "role=\"img\"",
    ];
    assert_shows(&own, &shown, &["style=", "Choose a project"]);
    let developer = seen(&app, &people.developer, "/history?project=storefront").await;
    assert_shows(&developer, &["<dt>staging</dt>"], &["production"]);
    let one = seen(&app, &people.sre, "/history?project=storefront&environment=staging").await;
    assert_shows(&one, &["<dt>staging</dt>"], &["<dt>production</dt>"]);
    let failed = seen(&app, &people.sre, "/history?project=search&environment=production").await;
    assert_shows(&failed, &["failed on ", "mixed, "], &[]);
    let several = seen(&app, &people.sre, "/history").await;
    assert_shows(
        &several,
        &["Choose a project to see which of its releases was live when."],
        &["class=\"strips\""],
    );
    let past = seen(&app, &people.sre, "/history?project=storefront&to=2020-01-01").await;
    assert_shows(&past, &[], &["class=\"strips\""]);
}

#[tokio::test]
async fn presets_keep_the_project_and_the_chosen_one_is_marked() {
    let Scene { app, people, .. } = Scene::build().await;
    let page = seen(&app, &people.sre, "/history?project=storefront&state=failed").await;
    let shown = [
        "href=\"/history?project=storefront&amp;state=failed\" aria-current=\"true\">Failed</a>",
        "href=\"/history?project=storefront&amp;state=rollback\">Rollbacks</a>",
        "href=\"/history?project=storefront&amp;state=waiting\">Waiting</a>",
        ">Requested by me</a>",
        ">Last 30 days</a>",
    ];
    assert_shows(&page, &shown, &[]);
    assert_eq!(page.matches("aria-current=\"true\"").count(), 1);
}

/// In the first minute too, what is live reaches the end of its strip.
#[tokio::test]
async fn what_went_live_just_now_is_live_now() {
    let shop = Storefront::new().await;
    shop.clock.advance(Span::seconds(30));
    shop.in_production("2.7.3").await;
    let page = seen(&shop, &shop.sre, "/history?project=storefront&environment=production").await;
    assert_shows(&page, &[" to now"], &[]);
}
