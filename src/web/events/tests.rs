mod run;

use crate::access::actor::Actor;
use crate::actions::cancel_deployment::cancel_deployment;
use crate::actions::request_deployment::{Asked, request_deployment};
use crate::actions::sign_out::sign_out;
use crate::actions::start_deployment::start_deployment;
use crate::app::App;
use crate::domain::id::{DeploymentNumber, StepId};
use crate::domain::log::{Line, Stream};
use crate::domain::text::Slug;
use crate::domain::time::Span;
use crate::store::{logs, steps};
use crate::testing::client::{Events, ServerEvent};
use crate::testing::{Browser, TestApp};
use crate::web::session::SessionKey;
use http::StatusCode;
use serde_json::Value;
use std::sync::Arc;

/// An installation whose pulse beats.
async fn beating() -> TestApp {
    let app = TestApp::with_storefront().await;
    app.release("storefront", "2.8.0").await;
    app.release("storefront", "2.9.0").await;
    let heart = app.app.clone();
    tokio::spawn(async move { heart.pulse.run(&heart.store).await });
    app
}

async fn request(app: &App, actor: &Actor, release: &str, environment: &str) -> DeploymentNumber {
    let asked = Asked {
        project: "storefront".to_owned(),
        release: release.parse().unwrap(),
        environment: Slug::parse(environment).unwrap(),
        rollback: false,
        reason: String::new(),
        no_fault: None,
    };
    request_deployment(app, actor, &asked).await.unwrap()
}

/// A started deployment to development, with the ids of its first two steps.
async fn started(app: &App, actor: &Actor) -> (DeploymentNumber, [StepId; 2]) {
    let number = request(app, actor, "2.8.0", "development").await;
    start_deployment(app, actor, number).await.unwrap();
    let steps = steps::of_deployment(&mut app.store.read().await.unwrap(), number).await.unwrap();
    (number, [steps[0].id, steps[1].id])
}

async fn print(app: &Arc<App>, number: DeploymentNumber, step: StepId, texts: &[&str]) {
    let line = |text: &&str| Line { at: app.clock.now(), stream: Stream::Out, text: (*text).to_owned() };
    let lines: Vec<Line> = texts.iter().map(line).collect();
    let mut write = app.store.write().await.unwrap();
    logs::append(&mut write, number, step, None, &lines).await.unwrap();
    write.commit().await.unwrap();
    app.pulse.log(number);
}

/// The lines of `log` events as `(step, id, text)`.
fn lines(event: &ServerEvent) -> Vec<(i64, i64, String)> {
    assert_eq!(event.name, "log");
    let data: Value = serde_json::from_str(&event.data).unwrap();
    let step = data["step"].as_i64().unwrap();
    let line = |line: &Value| {
        (step, line["id"].as_i64().unwrap(), line["parts"][0][1].as_str().unwrap_or_default().to_owned())
    };
    data["lines"].as_array().unwrap().iter().map(line).collect()
}

async fn next_lines(events: &mut Events, how_many: usize) -> Vec<(i64, i64, String)> {
    let mut all = Vec::new();
    while all.len() < how_many {
        let event = events.next().await.unwrap();
        if event.name == "log" {
            let new = lines(&event);
            assert_eq!(event.id, new.last().unwrap().1.to_string(), "the id is the last line's");
            all.extend(new);
        }
    }
    all
}

#[tokio::test]
async fn lines_arrive_in_order_once_each_and_a_page_that_reconnects_misses_none() {
    let app = beating().await;
    let sre = app.person("sre", "SRE").await;
    let (number, [first, second]) = started(&app.app, &sre).await;
    print(&app.app, number, first, &["one", "two"]).await;
    let browser = Browser::signed_in(&app.app, &sre).await;
    let path = format!("/deployments/{number}/events?after=1");
    let mut events = browser.open(&path, None).await;
    assert_eq!(events.status, StatusCode::OK);
    assert_eq!(next_lines(&mut events, 1).await, [(first.0, 2, "two".to_owned())]);
    print(&app.app, number, first, &["three"]).await;
    assert_eq!(next_lines(&mut events, 1).await, [(first.0, 3, "three".to_owned())]);
    drop(events);

    print(&app.app, number, first, &["four"]).await;
    print(&app.app, number, second, &["five", "\u{1b}[2Jsix"]).await;
    let mut again = browser.open(&path, Some("3")).await;
    let event = again.next().await.unwrap();
    assert_eq!((lines(&event), event.id.as_str()), (vec![(first.0, 4, "four".to_owned())], "4"));
    let event = again.next().await.unwrap();
    assert_eq!(lines(&event), [(second.0, 5, "five".to_owned()), (second.0, 6, "six".to_owned())]);
}

#[tokio::test]
async fn a_flood_loses_no_line() {
    let app = beating().await;
    let sre = app.person("sre", "SRE").await;
    let (number, [step, _]) = started(&app.app, &sre).await;
    let browser = Browser::signed_in(&app.app, &sre).await;
    let mut events = browser.open(&format!("/deployments/{number}/events"), None).await;
    for _ in 0..3 {
        print(&app.app, number, step, &["x"; 1000]).await;
        // More pokes than are kept for a slow listener.
        (0..600).for_each(|_| app.app.pulse.log(number));
    }
    let got: Vec<i64> = next_lines(&mut events, 3000).await.into_iter().map(|(_, id, _)| id).collect();
    assert_eq!(got, (1..=3000).collect::<Vec<i64>>());
}

#[tokio::test]
async fn a_deployments_page_hears_what_happens_to_it_and_around_it() {
    let app = beating().await;
    let (sre, developer) = (app.person("sre", "SRE").await, app.person("dev", "Developer").await);
    let number = request(&app.app, &sre, "2.8.0", "staging").await;
    let browser = Browser::signed_in(&app.app, &developer).await;
    let mut events = browser.open(&format!("/deployments/{number}/events"), None).await;
    let production = request(&app.app, &sre, "2.8.0", "production").await;
    cancel_deployment(&app.app, &sre, production, "").await.unwrap();
    let hidden = seen(&app).await;
    cancel_deployment(&app.app, &sre, number, "").await.unwrap();
    let event = events.next().await.unwrap();
    assert_eq!((event.name.as_str(), event.id.as_str()), ("changed", "0"));

    // What happened between drawing the page and opening its stream is told at once.
    let mut late = browser.open(&format!("/deployments/{number}/events?seen={hidden}"), None).await;
    assert_eq!(late.next().await.unwrap().name, "changed");
}

/// Everything that has happened until now, as pages carry it.
async fn seen(app: &TestApp) -> String {
    super::seen::now(&app.app, &mut app.app.store.read().await.unwrap()).await.unwrap()
}

/// The number of an event would tell people of one project how much happens in all others.
#[tokio::test]
async fn no_page_and_no_stream_shows_how_far_the_log_is() {
    let app = beating().await;
    let (sre, developer) = (app.person("sre", "SRE").await, app.person("dev", "Developer").await);
    let number = request(&app.app, &sre, "2.8.0", "staging").await;
    let mut browser = Browser::signed_in(&app.app, &developer).await;
    let mut stream = browser.open("/events", None).await;
    app.release("storefront", "3.0.0").await;
    let id = stream.next().await.unwrap().id;
    assert!(id.len() == 96 && id.parse::<i64>().is_err(), "{id}");
    let mut counted = 0;
    for path in [
        "/",
        "/approvals",
        "/projects/storefront",
        "/environments/staging",
        &format!("/deployments/{number}"),
    ] {
        let page = browser.get(path).await.body;
        for address in page.split("data-events=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let last = address.rsplit('=').next().unwrap();
            assert!(last.len() == 96 && last.bytes().all(|b| b.is_ascii_hexdigit()), "{path}: {address}");
            counted += 1;
        }
    }
    assert_eq!(counted, 5, "each of them is followed");
}

#[tokio::test]
async fn the_board_hears_only_of_what_its_viewer_sees() {
    let app = beating().await;
    let (sre, developer) = (app.person("sre", "SRE").await, app.person("dev", "Developer").await);
    let board = Browser::signed_in(&app.app, &developer).await;
    let mut events = board.open("/events", None).await;
    let production = request(&app.app, &sre, "2.8.0", "production").await;
    request(&app.app, &sre, "2.8.0", "development").await;
    let head = seen(&app).await;
    let event = events.next().await.unwrap();
    assert_eq!((event.name.as_str(), &event.id), ("changed", &head));

    // Behind the last event only production was touched: a browser that reconnects from here is told nothing of it.
    cancel_deployment(&app.app, &sre, production, "").await.unwrap();
    let mut again = board.open("/events", Some(&head)).await;
    app.release("storefront", "3.0.0").await;
    let last = seen(&app).await;
    assert_eq!(again.next().await.unwrap().id, last);
    let mut operator = Browser::signed_in(&app.app, &sre).await.open("/events", Some(&head)).await;
    assert_eq!(operator.next().await.unwrap().name, "changed");
}

/// The stream ends, whatever it tells before.
async fn assert_ends(events: &mut Events) {
    while events.next().await.is_some() {}
}

#[tokio::test]
async fn a_stream_ends_with_the_right_to_it() {
    let app = beating().await;
    let sre = app.person("sre", "SRE").await;
    let number = request(&app.app, &sre, "2.8.0", "production").await;
    let path = format!("/deployments/{number}/events");

    let browser = Browser::signed_in(&app.app, &sre).await;
    let (mut page, mut board) = (browser.open(&path, None).await, browser.open("/events", None).await);
    let session = browser.cookie("slipway").unwrap().parse().unwrap();
    sign_out(&app.app, &sre, &SessionKey::of(&session).0).await.unwrap();
    assert_ends(&mut page).await;
    assert_ends(&mut board).await;

    // Both are followed when the rights go, and no event tells of it: they are read again within seconds.
    let browser = Browser::signed_in(&app.app, &sre).await;
    let (mut page, mut board) = (browser.open(&path, None).await, browser.open("/events", None).await);
    let follow = tokio::join!(page.next(), board.next(), request(&app.app, &sre, "2.8.0", "development"));
    assert!(follow.0.is_some() && follow.1.is_some());
    let page = tokio::spawn(async move { assert_ends(&mut page).await });
    let board = tokio::spawn(async move { assert_ends(&mut board).await });
    let mut commits = app.app.pulse.commits();
    commits.mark_unchanged();
    sql(&app, "DELETE FROM grants WHERE person_id = 1").await;
    sql(&app, "UPDATE people SET disabled_at = 1 WHERE id = 1").await;
    commits.changed().await.unwrap();
    page.await.unwrap();
    board.await.unwrap();
}

/// Changes rows as no action does yet; nobody is woken by an event, so this shows the recheck.
async fn sql(app: &TestApp, sql: &'static str) {
    let mut write = app.store.write().await.unwrap();
    sqlx::query(sql).execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn a_stream_does_not_keep_a_session_from_ending() {
    let app = beating().await;
    let sre = app.person("sre", "SRE").await;
    let mut board = Browser::signed_in(&app.app, &sre).await.open("/events", None).await;
    app.clock.advance(Span::minutes(61));
    request(&app.app, &sre, "2.8.0", "staging").await;
    assert_ends(&mut board).await;
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let app = beating().await;
    let sre = app.person("sre", "SRE").await;
    let mut board = Browser::signed_in(&app.app, &sre).await.open("/events", None).await;
    app.app.pulse.stop();
    assert_ends(&mut board).await;
}

#[tokio::test]
async fn a_place_that_cannot_be_read_is_refused() {
    let app = beating().await;
    let sre = app.person("sre", "SRE").await;
    let mut browser = Browser::signed_in(&app.app, &sre).await;
    for forged in ["x".to_owned(), "1".to_owned(), "0".repeat(96), format!("{}0", seen(&app).await)] {
        let answer = browser.get(&format!("/events?after={forged}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{forged}");
    }
    assert_eq!(browser.get("/deployments/99/events").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/deployments/x/events").await.status, StatusCode::NOT_FOUND);
}

/// SECURITY 50: one person follows so many pages and no more, and others follow theirs.
#[tokio::test]
async fn nobody_follows_more_than_fifty_pages_at_once() {
    let app = beating().await;
    let (sre, devops) = (app.person("sre", "SRE").await, app.person("devops", "DevOps").await);
    let browser = Browser::signed_in(&app.app, &sre).await;
    let mut open = Vec::new();
    for _ in 0..crate::pulse::places::MOST {
        open.push(browser.open("/events", None).await);
    }
    assert!(open.iter().all(|events| events.status == StatusCode::OK));
    let elsewhere = Browser::signed_in(&app.app, &sre).await;
    assert_eq!(elsewhere.open("/events", None).await.status, StatusCode::TOO_MANY_REQUESTS);
    let other = Browser::signed_in(&app.app, &devops).await;
    assert_eq!(other.open("/events", None).await.status, StatusCode::OK);
    open.pop();
    assert_eq!(elsewhere.open("/events", None).await.status, StatusCode::OK);
}
