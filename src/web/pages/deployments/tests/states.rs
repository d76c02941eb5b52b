//! What the page shows in each state.

use super::Shop;
use crate::domain::log::{Line, Stream};
use crate::store::{logs, steps};
use crate::testing::Browser;
use crate::testing::page::assert_shows;
use crate::testing::progress::asked;

#[tokio::test]
async fn a_ready_deployment_has_its_start_in_the_head() {
    let shop = Shop::open().await;
    let number = shop.ready().await;
    let page = shop.page(&shop.people.devops, number).await;
    let shown = ["Ready to start", "/start\"", "Someone with Deploy can start it", "2 of 2"];
    assert_shows(&page, &shown, &["disabled"]);
    assert_shows(&shop.page(&shop.people.stakeholder, number).await, &["Ready to start"], &["/start\""]);
}

#[tokio::test]
async fn a_running_deployment_shows_its_steps_and_the_way_back() {
    let shop = Shop::open().await;
    let number = shop.at("Verify deployment").await;
    let page = shop.page(&shop.people.devops, number).await;
    let shown = [
        &format!("<title>#{number} running: production"),
        "5 of 10 done",
        "<b>Verify deployment</b>",
        "puts 2.7.3 back on web-1, web-2 and web-3",
        "href=\"/projects/storefront/environments/production/rollback?to=2.7.3\"",
        "Roll back to 2.7.3",
        "/cancellation\"",
        "devops started it",
        &format!("data-events=\"/deployments/{number}/events?after=0&amp;seen="),
    ];
    assert_shows(&page, &shown, &["/start\"", "Your decision", "What could go wrong"]);
    let stakeholder = shop.page(&shop.people.stakeholder, number).await;
    assert_shows(&stakeholder, &["<b>Verify deployment</b>"], &["If it goes wrong", "rollback?to="]);
}

#[tokio::test]
async fn a_log_is_shown_by_its_end_and_whole_as_a_file() {
    let shop = Shop::open().await;
    let number = shop.at("Deploy to production").await;
    let step = {
        let mut read = shop.app.store.read().await.unwrap();
        steps::current(&mut read, number).await.unwrap().unwrap().id
    };
    let at = crate::testing::app::START;
    let line =
        |n: usize| Line { at, stream: Stream::Out, text: format!("\u{1b}[31mline {n}\u{1b}[0m <end>") };
    let lines: Vec<Line> = (1..=250).map(line).collect();
    let mut write = shop.app.store.write().await.unwrap();
    logs::append(&mut write, number, step, None, &lines).await.unwrap();
    write.commit().await.unwrap();
    let page = shop.page(&shop.people.auditor, number).await;
    let shown =
        ["line 250</span> &lt;end&gt;", "Download all 250 lines; these are the last 200", "?after=250&amp;"];
    assert_shows(&page, &shown, &["line 50<", "\u{1b}"]);
    let file = format!("/deployments/{number}/steps/5/log");
    let answer = Browser::signed_in(&shop.app.app, &shop.people.auditor).await.get(&file).await;
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    assert_eq!(answer.body.lines().count(), 250);
    assert!(answer.body.starts_with("2026-11-24T10:00:00Z out: line 1 <end>\n"), "{}", answer.body);
    let none = Browser::signed_in(&shop.app.app, &shop.people.auditor).await;
    let mut none = none;
    assert_eq!(none.get(&format!("/deployments/{number}/steps/99/log")).await.status, 404);
}

#[tokio::test]
async fn a_manual_step_waits_for_who_may_confirm_it() {
    let shop = Shop::open().await;
    let number = shop.at("Check logs").await;
    let page = shop.page(&shop.people.devops, number).await;
    let shown = ["Waiting for a person: Check logs", "/steps/8/confirmation\"", "Could not be done</button>"];
    assert_shows(&page, &shown, &["Someone with Deploy must confirm this step"]);
    let reader = shop.page(&shop.people.auditor, number).await;
    assert_shows(&reader, &["Someone with Deploy must confirm this step"], &["/confirmation\""]);
}

#[tokio::test]
async fn an_interrupted_deployment_says_what_happened_and_what_can_be_done() {
    let shop = Shop::open().await;
    let number = shop.at("Verify deployment").await;
    shop.app.interrupt(number).await;
    let page = shop.page(&shop.people.devops, number).await;
    let shown = [
        &format!("<title>#{number} interrupted: production"),
        "The server stopped during “Verify deployment”. One process was left of it and was ended.",
        "Resume</button>",
        "Fail it</button>",
        "Roll back to 2.7.3",
    ];
    assert_shows(&page, &shown, &[]);
    let reader = shop.page(&shop.people.auditor, number).await;
    assert_shows(&reader, &["The server stopped"], &["Resume</button>", "/recovery\""]);
}

#[tokio::test]
async fn a_failed_deployment_leads_back_to_the_last_good_one() {
    let shop = Shop::open().await;
    let number = shop.at("Deploy to production").await;
    shop.app.fail(number, "Deploy to production", 1).await;
    let page = shop.page(&shop.people.sre, number).await;
    let shown = [
        "Failed; it serves on 1 of 3 targets",
        "Deploy to production: exit 1",
        "Roll back to 2.7.3",
        "Deploy again",
        "It failed</",
    ];
    assert_shows(&page, &shown, &["If it goes wrong", "/cancellation\""]);
    assert_eq!(page.matches("exit 1").count(), 1, "one failure is told once");
    let reader = shop.page(&shop.people.auditor, number).await;
    assert_shows(&reader, &["Failed; it serves"], &["Roll back to", "Deploy again"]);
}

#[tokio::test]
async fn an_earlier_success_leads_back_to_itself_and_what_serves_to_the_one_before() {
    let shop = Shop::open().await;
    let new = shop.ready().await;
    shop.app.start(&shop.people.devops, new).await;
    shop.app.succeed(new).await;
    let old = crate::domain::id::DeploymentNumber(new.0 - 1);
    for number in [old, new] {
        let page = shop.page(&shop.people.sre, number).await;
        assert_shows(&page, &["rollback?to=2.7.3"], &["rollback?to=2.8.0", "Deploy again"]);
    }
    assert_shows(&shop.page(&shop.people.sre, new).await, &["state live\">Live<"], &[]);
}

#[tokio::test]
async fn an_immediate_rollback_is_reviewed_by_somebody_else_and_followed_up() {
    let shop = Shop::open().await;
    let failed = shop.at("Verify deployment").await;
    shop.app.fail(failed, "Verify deployment", 0).await;
    let back = shop.app.roll_back(&shop.people.sre, asked("storefront", "production", "2.7.3")).await;
    shop.app.start(&shop.people.sre, back).await;
    shop.app.succeed(back).await;
    let own = shop.page(&shop.people.sre, back).await;
    let shown = [
        "Storefront back to <span class=\"mono\">2.7.3</span> in production",
        "immediate, without approvals",
        "someone else must review your rollback",
        "left for afterwards",
        "/steps/8/follow-up\"",
        "rolled back to 2.7.3 at once: “the basket is empty”",
    ];
    assert_shows(&own, &shown, &["/review\"", "<h2>Approvals"]);
    let other = shop.page(&shop.people.stakeholder, back).await;
    assert_shows(&other, &["/review\"", "Close the review</button>"], &["/follow-up\""]);
    assert_shows(&shop.page(&shop.people.auditor, back).await, &["Review"], &["Close the review"]);
}
