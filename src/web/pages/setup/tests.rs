use crate::access::permit::Operator;
use crate::actions::set_up::setup_link;
use crate::testing::page::assert_shows;
use crate::testing::{Browser, TestApp};
use http::StatusCode;

const PASSWORD: &str = "harbour lantern fog";

async fn address(app: &TestApp) -> String {
    setup_link(app, &Operator::at_command_line()).await.unwrap().unwrap().path()
}

fn form<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("name", "ana"),
        ("display_name", "Ana Silva"),
        ("password", PASSWORD),
        ("again", PASSWORD),
        ("address", "http://127.0.0.1:3000"),
        ("first", "template"),
        ("project", "Payments API"),
        ("document", ""),
    ];
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    form
}

/// SECURITY 14: the printed link leads from an empty folder to a board, once.
#[tokio::test]
async fn the_first_run_leads_to_a_board() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    assert_shows(
        &browser.get(&address).await.body,
        &["Set up Slipway", "value=\"http://127.0.0.1:3000\""],
        &[],
    );
    let answer = browser.post(&address, &form(&[])).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert_eq!(browser.get(&address).await.status, StatusCode::GONE);
    assert_eq!(browser.post(&address, &form(&[("name", "mallory")])).await.status, StatusCode::GONE);
    browser.get("/sign-in").await;
    let answer = browser.post("/sign-in", &[("name", "ana"), ("password", PASSWORD)]).await;
    assert_eq!(answer.location(), "/");
    assert_shows(&browser.get("/").await.body, &["Payments API", "Ana Silva"], &[]);
}

#[tokio::test]
async fn what_is_wrong_comes_back_filled_in_without_the_password() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    let before = app.dump().await;
    for (changes, words) in [
        (
            &[("name", "a b"), ("address", "nowhere")][..],
            &["sign-in name is 1 to 64", "as people type it"][..],
        ),
        (&[("again", "harbour lantern fig")], &["The two passwords differ."]),
        (&[("password", "short"), ("again", "short")], &["at least 15 characters"]),
        (&[("first", "document"), ("document", "# Hello\n")], &["Line 1, column 1: ", "# Hello"]),
        (&[("project", "")], &["at least one letter"]),
        (&[("role", "SRE")], &["could not be read"]),
    ] {
        let answer = browser.post(&address, &form(changes)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        assert_shows(&answer.body, words, &[PASSWORD]);
    }
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn another_address_asks_for_a_restart() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    let answer =
        browser.post(&address, &form(&[("address", "https://slipway.example"), ("first", "later")])).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_shows(&answer.body, &["Restart the server", "https://slipway.example", "slipway.toml"], &[]);
}

/// A document whose commands need no files.
fn document() -> String {
    crate::testing::app::DOCUMENT.replace("./deploy.sh", "deploy").replace("./smoke.sh", "smoke")
}

#[tokio::test]
async fn a_pasted_document_shows_how_it_is_read_before_anything_is_set_up() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    let before = app.dump().await;
    let document = document();
    let shown = browser
        .post(&address, &form(&[("first", "document"), ("document", &document), ("act", "read")]))
        .await;
    assert_eq!(shown.status, StatusCode::OK);
    let words = ["What Slipway reads", "state guarded\">Guarded", "2 of Stakeholder", "value=\"ana\""];
    assert_shows(&shown.body, &words, &[PASSWORD, "Not set up yet"]);
    assert_eq!(app.dump().await, before);
    let answer = browser.post(&address, &form(&[("first", "document"), ("document", &document)])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[test]
fn the_passages_that_are_ticked_come_back_ticked() {
    let sent = "first=document&acknowledged=aa&name=ana&acknowledged=bb";
    let super::passages::Ticked(sent) = serde_urlencoded::from_str(sent).unwrap();
    assert_eq!(sent.name, "ana");
    assert_eq!(sent.acknowledged.into_iter().collect::<Vec<_>>(), ["aa", "bb"]);
    assert!(serde_urlencoded::from_str::<super::passages::Ticked>("role=SRE").is_err());
}

/// The form comes back with a box for each passage that was not read, and sets up once all are ticked.
#[tokio::test]
async fn what_was_not_read_is_acknowledged_with_a_box_for_each() {
    let app = TestApp::new().await;
    let address = address(&app).await;
    let mut browser = Browser::of(&app.app);
    browser.get(&address).await;
    let table = "| Before a release to | Approvers |\n|---|---|\n| production | 2 Stakeholders |\n";
    let document =
        document().replacen("### Rollback Procedure", &format!("{table}\n### Rollback Procedure"), 1);
    let unread =
        crate::strategy::examine(document.as_bytes(), crate::domain::reading::Reader::default()).unread;
    assert!(!unread.is_empty());
    let mut sent = form(&[("first", "document"), ("document", &document)]);
    let before = app.dump().await;
    let answer = browser.post(&address, &sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for passage in &unread {
        assert!(answer.body.contains(&format!("value=\"{}\"", passage.hash)), "{}", answer.body);
        assert!(answer.body.contains(&format!("Line {}: ", passage.line)), "{}", answer.body);
    }
    assert_eq!(app.dump().await, before);
    sent.extend(unread.iter().map(|passage| ("acknowledged", passage.hash.as_str())));
    let answer = browser.post(&address, &sent).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    browser.get("/sign-in").await;
    browser.post("/sign-in", &[("name", "ana"), ("password", PASSWORD)]).await;
    let page = browser.get("/projects/storefront/strategy").await.body;
    assert_shows(&page, &["Not read", "Acknowledged by Ana Silva"], &["Not acknowledged"]);
}
