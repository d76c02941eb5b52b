//! What each role sees of a waiting deployment.

use super::Shop;
use crate::testing::page::assert_shows;

const FORMS: [&str; 5] = ["/approval\"", "/checklist\"", "/start\"", "/cancellation\"", "/recovery\""];

#[tokio::test]
async fn a_stakeholder_is_asked_and_told_what_is_missing_for_them() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    shop.app.make_ready(&shop.people.devops, &[&shop.people.stakeholder], number).await;
    let title = format!("<title>#{number} waiting: production · Slipway</title>");
    let page = shop.page(&shop.people.stakeholder2, number).await;
    let hash = format!("name=\"plan\" value=\"{}\"", shop.app.deployment(number).await.plan_hash);
    let asked = [
        &title,
        "state waiting\">Waiting for 1 approval; your approval counts<",
        "Storefront <span class=\"mono\">2.8.0</span> to production",
        "replaces 2.7.3 · rolling over 3 targets",
        "Approve 2.8.0</button>",
        ">Reject</button>",
        &hash,
        "Counts only for this release, these steps and this strategy (1)",
        "Irreversible change: not declared",
    ];
    assert_shows(&page, &asked, &FORMS[1..]);
    let decided = shop.page(&shop.people.stakeholder, number).await;
    let already = ["You have approved this plan already", "disabled class=\"button primary\">Approve 2.8.0"];
    assert_shows(&decided, &already, &["your approval counts", "disabled class=\"button danger\">Reject"]);
}

#[tokio::test]
async fn who_deploys_sees_why_it_cannot_start_yet() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    let page = shop.page(&shop.people.devops, number).await;
    let shown = [
        "Waiting for 1 checklist answer and 2 approvals<",
        "disabled class=\"button primary\">Start</button>",
        "needs 1 answer on the checklist (Documentation updated) and 2 more approvals, from Stakeholder",
        "It is done</button>",
        FORMS[1],
        FORMS[3],
    ];
    assert_shows(&page, &shown, &["Your decision", FORMS[0], FORMS[2]]);
}

#[tokio::test]
async fn who_only_reads_has_no_forms() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    let page = shop.page(&shop.people.auditor, number).await;
    assert_shows(&page, &["Waiting for 1 checklist answer and 2 approvals", "Gates", "Checklist"], &FORMS);
    assert_shows(
        &page,
        &["2 more approvals, from Stakeholder"],
        &["Your decision", "Start</button>", "Answer</"],
    );
}

#[tokio::test]
async fn for_who_sees_nothing_there_it_does_not_exist() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    for actor in [&shop.people.developer, &shop.people.admin] {
        let mut browser = crate::testing::Browser::signed_in(&shop.app.app, actor).await;
        let there = browser.get(&format!("/deployments/{number}")).await;
        let nowhere = browser.get("/deployments/999").await;
        assert_eq!((there.status, &there.body), (nowhere.status, &nowhere.body));
        assert_eq!(there.status, 404);
        let step = browser.get(&format!("/deployments/{number}/steps/1/log")).await;
        assert_eq!(step.status, 404);
    }
}

#[tokio::test]
async fn an_environment_that_the_viewer_does_not_see_is_not_named() {
    let shop = Shop::open().await;
    shop.app.release("storefront", "2.9.0").await;
    let number = shop.app.request(&shop.people.devops, "storefront", "production", "2.9.0").await;
    let production = "SELECT id FROM environments WHERE slug = 'production'";
    shop.app
        .sql(&format!(
            "INSERT INTO roles (name, created_at) VALUES ('Night', 0);
             INSERT INTO role_access (role_id, environment_id, level, since) SELECT r.id, ({production}), 'deploy', 0 FROM roles r WHERE r.name = 'Night'"
        ))
        .await;
    let night = shop.app.person("night", "Night").await;
    let page = shop.page(&night, number).await;
    let shown = ["success in an earlier environment", "to succeed in an earlier environment first"];
    assert_shows(&page, &shown, &["staging", "development"]);
    let refused = shop.send(&night, number, "start", &[]).await;
    assert_eq!(refused.status, 409);
    assert_shows(&refused.body, &["It needs", "an earlier environment first"], &["staging", "development"]);
    let devops = shop.page(&shop.people.devops, number).await;
    assert_shows(
        &devops,
        &["success in staging", "to succeed in staging first"],
        &["an earlier environment"],
    );
}

#[tokio::test]
async fn an_approval_that_no_longer_counts_says_why() {
    let shop = Shop::open().await;
    let number = shop.asked().await;
    shop.app.make_ready(&shop.people.devops, &[&shop.people.stakeholder], number).await;
    let page = shop.page(&shop.people.auditor, number).await;
    assert_shows(&page, &["Waiting for 1 approval<", "counts until <time"], &["no longer counts"]);
    shop.app.clock.advance(crate::domain::time::Span::hours(25));
    let page = shop.page(&shop.people.auditor, number).await;
    assert_shows(&page, &["Waiting for 2 approvals<", "no longer counts: it expired"], &["counts until"]);
    let document = crate::testing::app::DOCUMENT.replace("wait: 5s", "wait: 6s");
    shop.app.approve(&shop.people.stakeholder2, number).await;
    shop.app.project("storefront", &document).await;
    let page = shop.page(&shop.people.stakeholder2, number).await;
    let shown = ["no longer counts: the plan changed", "Approve 2.8.0", "Strategy 2 came into force"];
    assert_shows(&page, &shown, &["counts until"]);
}
