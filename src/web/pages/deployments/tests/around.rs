//! What became of a deployment, what happened to its release before, what changed since a request, what its success
//! ends, and whether the person who asked for it has seen how it ended.

use super::Shop;
use crate::access::actor::Actor;
use crate::domain::approval::Decision;
use crate::domain::id::DeploymentNumber;
use crate::domain::time::Span;
use crate::testing::page::{assert_shows, seen};
use crate::testing::progress::asked;

impl Shop {
    async fn deployed(&self, version: &str, environment: &str) -> DeploymentNumber {
        let approvers = self.people.approvers();
        let approvers: &[&Actor] = if environment == "production" { &approvers } else { &[] };
        self.app.deploy(&self.people.devops, approvers, ("storefront", environment, version)).await
    }

    /// Registers a release that reaches staging.
    async fn staged(&self, version: &str) {
        self.app.release("storefront", version).await;
        for environment in ["development", "staging"] {
            self.deployed(version, environment).await;
        }
    }

    async fn rolled_back(&self, environment: &str, version: &str) -> DeploymentNumber {
        let back = self.app.roll_back(&self.people.sre, asked("storefront", environment, version)).await;
        self.app.start(&self.people.sre, back).await;
        self.app.succeed(back).await;
        back
    }
}

#[tokio::test]
async fn an_old_deployment_says_what_became_of_it() {
    let shop = Shop::open().await;
    let old = *shop.app.numbers_in("production").await.last().unwrap();
    shop.app.clock.advance(Span::days(3));
    let new = shop.deployed("2.8.0", "production").await;
    let page = shop.page(&shop.people.auditor, old).await;
    let replaced = ["Replaced by", &format!("href=\"/deployments/{new}\">#{new}"), "was live for 3 days"];
    assert_shows(&page, &replaced, &["state live\">Live<"]);
    shop.app.clock.advance(Span::hours(2));
    let back = shop.rolled_back("production", "2.7.3").await;
    let page = shop.page(&shop.people.auditor, new).await;
    let rolled_back =
        ["Rolled back by", &format!("href=\"/deployments/{back}\">#{back}"), "was live for 2 h"];
    assert_shows(&page, &rolled_back, &["state live\">Live<", "Replaced by"]);
    let live = shop.page(&shop.people.auditor, back).await;
    assert_shows(&live, &["state live\">Live<"], &["was live for", "Rolled back by"]);
}

#[tokio::test]
async fn a_rollback_in_part_is_told_where_the_rest_still_serves() {
    let shop = Shop::open().await;
    let new = shop.deployed("2.8.0", "production").await;
    let back = shop.app.roll_back(&shop.people.sre, asked("storefront", "production", "2.7.3")).await;
    shop.app.start(&shop.people.sre, back).await;
    shop.app.fail(back, "Deploy to production", 1).await;
    let page = shop.page(&shop.people.auditor, new).await;
    assert_shows(
        &page,
        &["it serves on 2 of 3 targets", "Rolled back on some targets by"],
        &["was live for"],
    );
}

#[tokio::test]
async fn a_request_after_a_rejection_or_a_rollback_of_the_release_shows_both() {
    let shop = Shop::open().await;
    let rejected = shop.asked().await;
    let stakeholder = &shop.people.stakeholder;
    shop.app.decide(stakeholder, rejected, Decision::Rejected, "no tests of the basket").await.unwrap();
    let back = shop.rolled_back("staging", "2.7.3").await;
    let shown = [
        "2.8.0 before",
        "Rejected for production: ",
        "no tests of the basket",
        "Rolled back in staging by ",
        &format!("#{back}"),
        "the basket is empty",
    ];
    let ask = "/deployments/new?project=storefront&environment=production&release=2.8.0";
    assert_shows(&seen(&shop.app, &shop.people.devops, ask).await, &shown, &[]);
    let number = shop.asked().await;
    for viewer in [stakeholder, &shop.people.devops, &shop.people.sre] {
        assert_shows(&shop.page(viewer, number).await, &shown, &[]);
    }
    let inbox = seen(&shop.app, stakeholder, "/approvals").await;
    assert_shows(&inbox, &["no tests of the basket", "Rolled back before in staging"], &[]);
    // What does not exist for somebody is not told.
    shop.app.sql("UPDATE role_access SET level = 'none' WHERE environment_id = 2").await;
    let page = shop.page(stakeholder, number).await;
    assert_shows(&page, &["Rejected for production: "], &["Rolled back in staging", "staging by"]);
}

#[tokio::test]
async fn a_request_whose_base_changed_keeps_its_approvals_and_shows_the_new_difference() {
    let shop = Shop::open().await;
    shop.staged("2.9.0").await;
    let number = shop.app.request(&shop.people.devops, "storefront", "production", "2.9.0").await;
    shop.app.make_ready(&shop.people.devops, &[&shop.people.stakeholder], number).await;
    assert_shows(
        &shop.page(&shop.people.sre, number).await,
        &["replaces 2.7.3"],
        &["changed since the request"],
    );
    shop.app.clock.advance(Span::hours(1));
    shop.deployed("2.8.0", "production").await;
    let shown = [
        "production changed since the request",
        "production served 2.7.3 when this was requested.",
        "It serves 2.8.0 now",
        "The approvals stay (stakeholder, before that change).",
        "replaces 2.8.0",
        "1 of 2",
    ];
    for viewer in [&shop.people.stakeholder2, &shop.people.devops] {
        assert_shows(&shop.page(viewer, number).await, &shown, &["replaces 2.7.3"]);
    }
    let inbox = seen(&shop.app, &shop.people.stakeholder2, "/approvals").await;
    assert_shows(&inbox, &["production changed since the request", "replaces 2.8.0"], &[]);
    shop.app.approve(&shop.people.stakeholder2, number).await;
    shop.app.start(&shop.people.devops, number).await;
    shop.app.succeed(number).await;
}

#[tokio::test]
async fn what_a_success_would_end_is_shown_before_the_click_and_named_afterwards() {
    let shop = Shop::open().await;
    let older = shop.asked().await;
    shop.staged("2.9.0").await;
    let told = [
        "it ends these requests for earlier releases:",
        &format!("#{older}</a> (2.8.0), requested by devops"),
    ];
    let ask = "/deployments/new?project=storefront&environment=production&release=2.9.0";
    assert_shows(&seen(&shop.app, &shop.people.devops, ask).await, &told, &[]);
    let number = shop.app.request(&shop.people.devops, "storefront", "production", "2.9.0").await;
    shop.app.make_ready(&shop.people.devops, &shop.people.approvers(), number).await;
    assert_shows(&shop.page(&shop.people.devops, number).await, &told, &[]);
    assert_shows(&shop.page(&shop.people.devops, older).await, &[], &["it ends these requests"]);
    shop.app.start(&shop.people.devops, number).await;
    shop.app.succeed(number).await;
    let page = shop.page(&shop.people.devops, number).await;
    assert_shows(&page, &[&format!("It succeeded and ended #{older} (2.8.0)")], &["it ends these requests"]);
    let ended = shop.page(&shop.people.devops, older).await;
    let why = format!("#{number} put 2.9.0 into production, a newer release than 2.8.0");
    assert_shows(&ended, &["Superseded", &why], &[]);
}

#[tokio::test]
async fn who_asked_finds_a_rejection_or_a_failure_on_the_board_until_they_have_seen_it() {
    let shop = Shop::open().await;
    let rejected = shop.asked().await;
    let no = shop.app.decide(&shop.people.stakeholder, rejected, Decision::Rejected, "no tests").await;
    no.unwrap();
    let failed = shop.at("Deploy to production").await;
    shop.app.fail(failed, "Deploy to production", 0).await;
    let board = async |who: &Actor| seen(&shop.app, who, "/").await;
    let both = [
        "to production was rejected ",
        "Rejected by stakeholder: no tests",
        "to production failed ",
        &format!("href=\"/deployments/{rejected}\""),
    ];
    assert_shows(&board(&shop.people.devops).await, &both, &[]);
    assert_shows(&board(&shop.people.sre).await, &[], &["to production was rejected "]);
    shop.page(&shop.people.sre, rejected).await;
    assert_shows(&board(&shop.people.devops).await, &both, &[]);
    shop.page(&shop.people.devops, rejected).await;
    assert_shows(
        &board(&shop.people.devops).await,
        &["to production failed "],
        &["to production was rejected "],
    );
    let before = shop.app.dump().await;
    shop.page(&shop.people.devops, rejected).await;
    let sessions = |rows: Vec<String>| {
        rows.into_iter().filter(|row| row.starts_with("deployments:")).collect::<Vec<_>>()
    };
    assert_eq!(
        sessions(shop.app.dump().await),
        sessions(before),
        "the page is opened again: nothing is written"
    );
}
