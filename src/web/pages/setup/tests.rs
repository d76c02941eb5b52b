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
