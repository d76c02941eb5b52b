//! Tests that a page that is kept is never another than the one that would be made.

mod memory;
mod surroundings;

use super::*;
use crate::domain::time::Span;
use crate::store::Store;
use crate::testing::scene::{People, Scene};
use crate::testing::{Browser, TestApp, statements};

/// A storefront on which nothing waits.
async fn calm() -> (TestApp, People) {
    let app = TestApp::with_storefront().await;
    let people = People::of(&app).await;
    app.release("storefront", "2.7.2").await;
    app.deploy(&people.devops, &[], ("storefront", "development", "2.7.2")).await;
    (app, people)
}

async fn page(browser: &mut Browser, address: &str) -> String {
    let answer = browser.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.body);
    answer.body
}

/// The page that the browser gets, which is the one that a server gets made that kept nothing.
async fn checked(app: &TestApp, browser: &mut Browser, address: &str) -> String {
    let shown = page(browser, address).await;
    let mut fresh = Browser::of(&app.app);
    fresh.set_cookie("slipway", browser.cookie("slipway").unwrap());
    assert_eq!(shown, page(&mut fresh, address).await);
    shown
}

#[tokio::test]
async fn a_page_is_made_once_while_nothing_changes() {
    let (app, people) = calm().await;
    let mut browser = Browser::signed_in(&app.app, &people.sre).await;
    for address in ["/", "/?show=all", "/history", "/history?state=succeeded"] {
        let (made, statements_to_make) = statements::count(page(&mut browser, address)).await;
        app.clock.advance(Span::seconds(10));
        let (kept, statements) = statements::count(page(&mut browser, address)).await;
        assert_eq!(made, kept);
        assert!(statements < statements_to_make / 2, "{address}: {statements} of {statements_to_make}");
    }
}

#[tokio::test]
async fn whatever_anybody_commits_shows_at_once() {
    let (app, people) = calm().await;
    let mut browser = Browser::signed_in(&app.app, &people.sre).await;
    let elsewhere = Store::open(&app.settings.database()).await.unwrap();
    for address in ["/", "/history"] {
        assert!(!checked(&app, &mut browser, address).await.contains(">Payments<"), "{address}");
    }
    app.project("payments", crate::testing::app::DOCUMENT).await;
    for address in ["/", "/history"] {
        assert!(checked(&app, &mut browser, address).await.contains("ayments<"), "{address}");
    }
    for name in ["Till", "Purse", "Safe"] {
        let mut write = elsewhere.write().await.unwrap();
        let rename = "UPDATE projects SET name = ? WHERE slug = 'payments'";
        sqlx::query(rename).bind(name).execute(&mut *write).await.unwrap();
        write.commit().await.unwrap();
        for address in ["/", "/history"] {
            assert!(checked(&app, &mut browser, address).await.contains(&format!("{name}<")), "{address}");
        }
    }
}

#[tokio::test]
async fn nobody_gets_a_page_of_somebody_else_or_of_another_session() {
    let (app, people) = calm().await;
    let router = Browser::signed_in(&app.app, &people.sre).await;
    let mut browsers = vec![router];
    for actor in [&people.sre, &people.developer, &people.stakeholder, &people.auditor, &people.admin] {
        let session = Browser::signed_in(&app.app, actor).await;
        let mut same_server = browsers[0].beside();
        same_server.set_cookie("slipway", session.cookie("slipway").unwrap());
        browsers.push(same_server);
    }
    let mut pages = Vec::new();
    for round in 0..2 {
        for (at, browser) in browsers.iter_mut().enumerate() {
            for address in ["/", "/history"] {
                let page = checked(&app, browser, address).await;
                assert!(round == 1 || !pages.contains(&page), "{at} {address}");
                pages.push(page);
            }
        }
    }
}

#[tokio::test]
async fn a_change_of_rights_and_the_end_of_a_session_hold_at_once() {
    let (app, people) = calm().await;
    let mut browser = Browser::signed_in(&app.app, &people.developer).await;
    assert!(checked(&app, &mut browser, "/").await.contains("staging"));
    app.sql("UPDATE role_access SET level = 'none' WHERE environment_id = 2").await;
    assert!(!checked(&app, &mut browser, "/").await.contains("staging"));
    app.sql("DELETE FROM grants").await;
    assert!(checked(&app, &mut browser, "/").await.contains("No project yet that you have a role in."));
    app.clock.advance(Span::minutes(61));
    assert_eq!(browser.get("/").await.status, 303);
    let mut disabled = Browser::signed_in(&app.app, &people.sre).await;
    checked(&app, &mut disabled, "/").await;
    app.sql("UPDATE people SET disabled_at = 1").await;
    assert_eq!(disabled.get("/").await.status, 303);
}

#[tokio::test]
async fn a_page_ends_with_an_approval_on_it_though_nobody_commits() {
    let (app, people) = calm().await;
    app.deploy(&people.devops, &[], ("storefront", "staging", "2.7.2")).await;
    let number = app.request(&people.devops, "storefront", "production", "2.7.2").await;
    let approved_at = app.app.clock.now();
    app.make_ready(&people.devops, &[&people.stakeholder], number).await;
    app.clock.set(approved_at + Span::hours(24) + Span::seconds(-20));
    let mut browser = Browser::signed_in(&app.app, &people.stakeholder2).await;
    let revision = app.store.revision().await.unwrap();
    assert!(checked(&app, &mut browser, "/").await.contains("has 1 of 2 approvals"));
    app.clock.set(approved_at + Span::hours(24) + Span(-1));
    let (page, statements) = statements::count(page(&mut browser, "/")).await;
    assert!(page.contains("has 1 of 2 approvals") && statements < 10, "{statements}: {page}");
    app.clock.advance(Span(1));
    assert!(checked(&app, &mut browser, "/").await.contains("has 0 of 2 approvals"));
    assert_eq!(app.store.revision().await.unwrap(), revision);
}

#[tokio::test]
async fn a_page_on_which_something_runs_tells_how_long_it_still_takes() {
    let Scene { app, people, .. } = Scene::build().await;
    let mut browser = Browser::signed_in(&app.app, &people.sre).await;
    for _ in 0..20 {
        for address in ["/", "/history"] {
            checked(&app, &mut browser, address).await;
        }
        app.clock.advance(Span::seconds(13));
    }
}

/// Many at once in one session, so that all keep and look for the same page: everyone sees their own commit.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_sent_a_page_from_before_a_commit_that_was_acknowledged() {
    let (app, people) = calm().await;
    let browser = Browser::signed_in(&app.app, &people.sre).await;
    let slugs = ["north", "south", "east", "west"];
    for slug in slugs {
        app.project(slug, crate::testing::app::DOCUMENT).await;
    }
    let one = async |slug: &'static str, store: Store, mut browser: Browser| {
        for round in 0..15 {
            let name = format!("{slug} of {round}");
            let mut write = store.write().await.unwrap();
            let rename = "UPDATE projects SET name = ? WHERE slug = ?";
            sqlx::query(rename).bind(&name).bind(slug).execute(&mut *write).await.unwrap();
            write.commit().await.unwrap();
            assert!(page(&mut browser, "/?show=all").await.contains(&format!("{name}<")), "{name}");
            assert!(page(&mut browser, "/?show=all").await.contains(&format!("{name}<")), "{name}");
        }
    };
    let tasks = slugs.map(|slug| {
        let mut same = browser.beside();
        same.set_cookie("slipway", browser.cookie("slipway").unwrap());
        tokio::spawn(one(slug, app.store.clone(), same))
    });
    for task in tasks {
        task.await.unwrap();
    }
}
